import { TunelabError } from "../../core/index.js";
import { GgufFile } from "../gguf/gguf-file.js";
import { readModelConfig, type ModelConfig } from "./model-config.js";
import { layerTensors, outputTensorName } from "./model-tensors.js";
import type { FloatTensor } from "./tensor.js";

/** A model whose weights are read as float32 when they are asked for. */
export interface Model {
  readonly path: string;
  readonly config: ModelConfig;
  /** Token embeddings, [vocabulary, hidden]. */
  readonly embedding: FloatTensor;
  /** Table that turns hidden states into logits, [vocabulary, hidden]; the embedding itself where they are tied. */
  readonly outputTable: FloatTensor;
  /** Angles of the rotary pairs are divided by these; all 1 but for models that carry factors of their own. */
  readonly ropeFactors: Float32Array;
  /** Reads one layer's tensors by name. */
  readLayer(layer: number): Map<string, FloatTensor>;
  /** Tensors of the output: norm and table, by name. */
  readonly outputTensors: ReadonlyMap<string, FloatTensor>;
  close(): void;
}

/**
 * Opens a GGUF model for training and checks that it has exactly the tensors that its architecture has.
 *
 * A tensor that this library does not know would change what the model computes, so it is refused by name.
 * Throws `unsupported_architecture`, `unsupported_tensor_type`, `missing_tensor` or `invalid_gguf`.
 *
 * @example
 * const model = openModel("SmolLM2-135M-Instruct.Q4_1.gguf");
 * model.config.hiddenSize; // 576
 */
export function openModel(path: string): Model {
  const file = GgufFile.open(path);
  try {
    return readModel(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

/**
 * Reads only the configuration of a model, after the same checks as {@link openModel}; reads no weights.
 *
 * @example
 * inspectModel("SmolLM2-135M-Instruct.Q4_1.gguf").layerCount; // 30
 */
export function inspectModel(path: string): ModelConfig {
  const file = GgufFile.open(path);
  try {
    const config = readModelConfig(file);
    checkTensors(file, config);
    return config;
  } finally {
    file.close();
  }
}

function readModel(file: GgufFile): Model {
  const config = readModelConfig(file);
  checkTensors(file, config);
  const read = ({ name, dims }: { name: string; dims: readonly number[] }): [string, FloatTensor] => [
    name,
    { data: file.readTensor(name), dims },
  ];
  const tableDims = [config.vocabularySize, config.hiddenSize];
  const embedding = read({ name: "token_embd.weight", dims: tableDims })[1];
  const outputTable = config.tiedOutput ? embedding : read({ name: "output.weight", dims: tableDims })[1];
  const outputNorm = read({ name: "output_norm.weight", dims: [config.hiddenSize] });
  const ropePairs = config.rope.size / 2;
  return {
    path: file.path,
    config,
    embedding,
    outputTable,
    outputTensors: new Map([outputNorm, [outputTensorName(config), outputTable]]),
    ropeFactors: file.tensors.has("rope_freqs.weight")
      ? file.readTensor("rope_freqs.weight")
      : new Float32Array(ropePairs).fill(1),
    readLayer: (layer) => new Map(layerTensors(config, layer).map(read)),
    close: () => file.close(),
  };
}

function checkTensors(file: GgufFile, config: ModelConfig): void {
  const { vocabularySize, hiddenSize } = config;
  const expected = new Map<string, readonly number[]>([
    ["token_embd.weight", [vocabularySize, hiddenSize]],
    ["output_norm.weight", [hiddenSize]],
  ]);
  if (!config.tiedOutput) expected.set("output.weight", [vocabularySize, hiddenSize]);
  if (file.tensors.has("rope_freqs.weight")) expected.set("rope_freqs.weight", [config.rope.size / 2]);
  for (let layer = 0; layer < config.layerCount; layer++) {
    for (const { name, dims } of layerTensors(config, layer)) {
      if (!file.tensors.has(name)) throw unusable(file, `the tensor ${name} is missing`, "missing_tensor");
      expected.set(name, dims);
    }
  }
  for (const tensor of file.tensors.values()) {
    const dims = expected.get(tensor.name);
    if (!dims)
      throw unusable(
        file,
        `it has the tensor ${tensor.name}, which this library does not know`,
        "unsupported_architecture",
      );
    const shape = [...tensor.shape].reverse();
    if (shape.join() !== dims.join()) {
      throw unusable(file, `tensor ${tensor.name} is ${shape.join(" x ")}, not ${dims.join(" x ")}`, "invalid_gguf");
    }
  }
}

function unusable(file: GgufFile, problem: string, code: string): TunelabError {
  return new TunelabError(`${file.path} cannot be tuned: ${problem}.`, {
    code,
    hint: "Use a complete GGUF file of a plain llama or qwen2 model, such as SmolLM2-135M-Instruct.",
  });
}
