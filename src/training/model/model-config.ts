import { TunelabError } from "../../core/index.js";
import type { GgufFile } from "../gguf/gguf-file.js";
import { describeGgufValue, type GgufValue } from "../gguf/gguf-value.js";
import { LINEAR_MODULES, tensorName, type LinearModule } from "./linear-modules.js";

/** Architectures (GGUF's `general.architecture`) whose models can be tuned. */
export const TUNABLE_ARCHITECTURES = ["llama", "qwen2"] as const;

/** An architecture that can be tuned. */
export type TunableArchitecture = (typeof TUNABLE_ARCHITECTURES)[number];

/** Sizes and constants of a transformer of the llama family. */
export interface ModelConfig {
  readonly architecture: TunableArchitecture;
  readonly layerCount: number;
  readonly hiddenSize: number;
  readonly headCount: number;
  /** Heads of keys and values; each serves `headCount / keyValueHeadCount` query heads. */
  readonly keyValueHeadCount: number;
  readonly headSize: number;
  readonly feedForwardSize: number;
  readonly vocabularySize: number;
  readonly contextLength: number;
  /** Added to the mean square before the root in RMS normalisation. */
  readonly normEpsilon: number;
  readonly rope: RopeConfig;
  /** Modules whose linear map has a bias. */
  readonly biases: ReadonlySet<LinearModule>;
  /** Whether the output layer is the embedding table (no tensor of its own). */
  readonly tiedOutput: boolean;
}

/** The sizes of a model that decide how much memory and time its training takes. */
export type ModelDimensions = Pick<
  ModelConfig,
  | "layerCount"
  | "hiddenSize"
  | "headCount"
  | "keyValueHeadCount"
  | "headSize"
  | "feedForwardSize"
  | "vocabularySize"
  | "contextLength"
  | "tiedOutput"
>;

/** How positions are turned into rotations. */
export interface RopeConfig {
  /** `pairs` rotates elements 2i and 2i+1 (llama), `halves` elements i and i + size/2 (qwen2). */
  readonly style: "pairs" | "halves";
  /** Elements of a head that are rotated, at most the head's size. */
  readonly size: number;
  readonly base: number;
  /** Positions are divided by this (linear scaling); 1 for none. */
  readonly positionDivisor: number;
}

/**
 * Reads a model's configuration from its GGUF metadata and tensor list, and checks that it can be tuned.
 *
 * Throws `unsupported_architecture` with the architecture's name, or `invalid_gguf` when sizes contradict each other.
 *
 * @example
 * readModelConfig(GgufFile.open("SmolLM2-135M-Instruct.Q4_1.gguf")).layerCount; // 30
 */
export function readModelConfig(file: GgufFile): ModelConfig {
  const architecture = file.metadata.get("general.architecture");
  if (!isTunable(architecture)) throw unsupported(file, `its architecture is ${describeGgufValue(architecture)}`);
  const metadata = new MetadataReader(file, architecture);
  if (metadata.number("expert_count", 0) > 0) throw unsupported(file, "it is a mixture of experts");
  if (metadata.number("split.count", 0, "") > 1)
    throw unsupported(file, "it is one part of a model split into several files");

  const hiddenSize = metadata.count("embedding_length");
  const headCount = metadata.count("attention.head_count");
  const keyValueHeadCount = metadata.count("attention.head_count_kv", headCount);
  const headSize = metadata.count("attention.key_length", hiddenSize / headCount);
  if (headCount % keyValueHeadCount !== 0 || headSize % 2 !== 0) {
    throw metadata.invalid(
      `${headCount} heads of ${headSize} elements cannot share ${keyValueHeadCount} key-value heads`,
    );
  }
  if (metadata.count("attention.value_length", headSize) !== headSize) {
    throw unsupported(file, "its keys and values have different sizes");
  }
  const embedding = file.tensors.get("token_embd.weight");
  if (!embedding || embedding.shape.length !== 2) throw metadata.invalid("it has no embedding table");

  const config: ModelConfig = {
    architecture,
    layerCount: metadata.count("block_count"),
    hiddenSize,
    headCount,
    keyValueHeadCount,
    headSize,
    feedForwardSize: metadata.count("feed_forward_length"),
    vocabularySize: embedding.shape[1]!,
    contextLength: metadata.count("context_length", 2048),
    normEpsilon: metadata.number("attention.layer_norm_rms_epsilon"),
    rope: {
      style: architecture === "qwen2" ? "halves" : "pairs",
      size: Math.min(headSize, metadata.count("rope.dimension_count", headSize)),
      base: metadata.number("rope.freq_base", 10_000),
      positionDivisor: readPositionDivisor(file, metadata),
    },
    biases: new Set(LINEAR_MODULES.filter((module) => file.tensors.has(tensorName(0, module, "bias")))),
    tiedOutput: !file.tensors.has("output.weight"),
  };
  return config;
}

function readPositionDivisor(file: GgufFile, metadata: MetadataReader): number {
  const scaling = metadata.text("rope.scaling.type", "none");
  if (scaling === "none") return 1;
  if (scaling === "linear") return metadata.number("rope.scaling.factor", 1);
  throw unsupported(file, `its positions are scaled by ${scaling}`);
}

const isTunable = (name: GgufValue | undefined): name is TunableArchitecture =>
  (TUNABLE_ARCHITECTURES as readonly unknown[]).includes(name);

function unsupported(file: GgufFile, reason: string): TunelabError {
  return new TunelabError(`${file.path} cannot be tuned: ${reason}.`, {
    code: "unsupported_architecture",
    hint: `Models of the architectures ${TUNABLE_ARCHITECTURES.join(" and ")} can be tuned, for example SmolLM2 or Qwen2.5; this one can still chat if llama.cpp runs it.`,
  });
}

/** Reads metadata under the architecture's prefix with checks. */
class MetadataReader {
  readonly #file: GgufFile;
  readonly #architecture: string;

  constructor(file: GgufFile, architecture: string) {
    this.#file = file;
    this.#architecture = architecture;
  }

  number(key: string, fallback?: number, prefix = `${this.#architecture}.`): number {
    const value = this.#file.metadata.get(prefix + key) ?? fallback;
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw this.invalid(`its ${prefix}${key} is ${describeGgufValue(value)}, and must be a number`);
    }
    return value;
  }

  count(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    if (!Number.isInteger(value) || value < 1 || value > 1 << 24) {
      throw this.invalid(
        `its ${this.#architecture}.${key} is ${value}, and must be a whole number from 1 to ${1 << 24}`,
      );
    }
    return value;
  }

  text(key: string, fallback: string): string {
    const value = this.#file.metadata.get(`${this.#architecture}.${key}`) ?? fallback;
    return typeof value === "string" ? value : fallback;
  }

  invalid(problem: string): TunelabError {
    return new TunelabError(`${this.#file.path} is not a usable GGUF file: ${problem}.`, {
      code: "invalid_gguf",
      hint: "Download or convert the model again; its metadata and its tensors do not fit together.",
    });
  }
}
