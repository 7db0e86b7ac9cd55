import type { ModelDimensions } from "../../training/index.js";

/** A model that is known to work here. */
export interface CatalogModel {
  /** Name for `tunelab model use`. */
  readonly name: string;
  /** Address for the download; `undefined` for the model that the set-up fetches. */
  readonly uri?: string;
  /** File in the models folder. */
  readonly file: string;
  /** Size of the download in MB, rounded. */
  readonly megabytes: number;
  readonly licence: string;
  readonly languages: string;
  /** 64 hexadecimal digits, where the file was checked for this catalogue. */
  readonly sha256?: string;
  /** Sizes of the model, by which memory and time of a training are estimated before it is downloaded. */
  readonly dimensions: ModelDimensions;
}

/** Day on which the catalogue was last looked through. */
export const CATALOG_DATE = "2026-11-21";

/**
 * Small instruction-tuned models of architectures that can also be tuned here. Sizes of files are the publishers';
 * dimensions are those of each model's `config.json`, but that Qwen's GGUF files hold the output table once more.
 */
export const KNOWN_MODELS: readonly CatalogModel[] = [
  {
    name: "smollm2-135m-instruct",
    file: "SmolLM2-135M-Instruct.Q4_1.gguf",
    megabytes: 98,
    licence: "Apache-2.0",
    languages: "English",
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    dimensions: {
      layerCount: 30,
      hiddenSize: 576,
      headCount: 9,
      keyValueHeadCount: 3,
      headSize: 64,
      feedForwardSize: 1536,
      vocabularySize: 49_152,
      contextLength: 8192,
      tiedOutput: true,
    },
  },
  {
    name: "smollm2-360m-instruct",
    uri: "hf:HuggingFaceTB/SmolLM2-360M-Instruct-GGUF/smollm2-360m-instruct-q8_0.gguf",
    file: "smollm2-360m-instruct-q8_0.gguf",
    megabytes: 386,
    licence: "Apache-2.0",
    languages: "English",
    dimensions: {
      layerCount: 32,
      hiddenSize: 960,
      headCount: 15,
      keyValueHeadCount: 5,
      headSize: 64,
      feedForwardSize: 2560,
      vocabularySize: 49_152,
      contextLength: 8192,
      tiedOutput: true,
    },
  },
  {
    name: "smollm2-1.7b-instruct",
    uri: "hf:HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF/smollm2-1.7b-instruct-q4_k_m.gguf",
    file: "smollm2-1.7b-instruct-q4_k_m.gguf",
    megabytes: 1060,
    licence: "Apache-2.0",
    languages: "English",
    dimensions: {
      layerCount: 24,
      hiddenSize: 2048,
      headCount: 32,
      keyValueHeadCount: 32,
      headSize: 64,
      feedForwardSize: 8192,
      vocabularySize: 49_152,
      contextLength: 8192,
      tiedOutput: true,
    },
  },
  {
    name: "qwen2.5-0.5b-instruct",
    uri: "hf:Qwen/Qwen2.5-0.5B-Instruct-GGUF/qwen2.5-0.5b-instruct-q4_k_m.gguf",
    file: "qwen2.5-0.5b-instruct-q4_k_m.gguf",
    megabytes: 491,
    licence: "Apache-2.0",
    languages: "29, with Portuguese and French",
    dimensions: {
      layerCount: 24,
      hiddenSize: 896,
      headCount: 14,
      keyValueHeadCount: 2,
      headSize: 64,
      feedForwardSize: 4864,
      vocabularySize: 151_936,
      contextLength: 32_768,
      tiedOutput: false,
    },
  },
  {
    name: "qwen2.5-1.5b-instruct",
    uri: "hf:Qwen/Qwen2.5-1.5B-Instruct-GGUF/qwen2.5-1.5b-instruct-q4_k_m.gguf",
    file: "qwen2.5-1.5b-instruct-q4_k_m.gguf",
    megabytes: 1120,
    licence: "Apache-2.0",
    languages: "29, with Portuguese and French",
    dimensions: {
      layerCount: 28,
      hiddenSize: 1536,
      headCount: 12,
      keyValueHeadCount: 2,
      headSize: 128,
      feedForwardSize: 8960,
      vocabularySize: 151_936,
      contextLength: 32_768,
      tiedOutput: false,
    },
  },
];
