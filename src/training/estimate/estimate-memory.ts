import { adapterSize } from "../adapter/adapter.js";
import type { ModelDimensions } from "../model/model-config.js";
import { linearSizes } from "../model/model-tensors.js";
import { LINEAR_MODULES, type LinearModule } from "../model/linear-modules.js";

/** What decides how much memory a training takes. */
export interface MemoryShape {
  /** Layers that carry an adapter, counted from the top. */
  readonly layers: number;
  readonly rank: number;
  readonly modules: readonly LinearModule[];
  /** Tokens of the largest pack that goes through the model at once. */
  readonly packTokens: number;
  /** Learned tokens of that pack. */
  readonly packTargets: number;
  /** Tokens of all examples; their states are kept when lower layers are frozen. */
  readonly totalTokens: number;
  /** Whether a second graph is kept for validation. */
  readonly validates: boolean;
}

const FLOAT_BYTES = 4;
/** Process, onnxruntime and its graphs: measured on Linux x64 with Node 20 and onnxruntime-node 1.30. */
const RUNTIME_BYTES = 150e6;
const GRAPH_BYTES_PER_LAYER = 1.2e6;
/** Fitted to runs of SmolLM2-135M with 59 to 512 tokens: floats kept for the backward pass, per token and layer. */
const HIDDEN_COPIES = 8;
const FEED_FORWARD_COPIES = 9;
const ATTENTION_COPIES = 2.5;
/** Logits, probabilities, their products, and what the allocator keeps between. */
const LOGIT_COPIES = 3;

/**
 * Number of weights in one layer's linear maps and norms.
 *
 * @example
 * layerSize(inspectModel("SmolLM2-135M-Instruct.Q4_1.gguf")); // 3540096
 */
export function layerSize(config: ModelDimensions): number {
  return LINEAR_MODULES.reduce((sum, module) => {
    const { input, output } = linearSizes(config, module);
    return sum + input * output;
  }, 2 * config.hiddenSize);
}

/**
 * Estimates the resident memory, in bytes, of a process that runs this training.
 *
 * Weights as float32, activations of the largest pack, adapter with gradient and moments, and the runtime itself.
 *
 * @example
 * estimateTrainingMemory(config, { layers: 30, rank: 8, modules: ["q", "v"], packTokens: 58, packTargets: 28, totalTokens: 560, validates: false });
 * // about 0.9e9 for SmolLM2-135M
 */
export function estimateTrainingMemory(config: ModelDimensions, shape: MemoryShape): number {
  const { hiddenSize, feedForwardSize, headCount, vocabularySize, layerCount } = config;
  const { layers, packTokens, packTargets } = shape;
  const tables = vocabularySize * hiddenSize * (config.tiedOutput ? 1 : 2);
  const weights = tables + layers * layerSize(config);
  const perTokenAndLayer =
    HIDDEN_COPIES * hiddenSize + FEED_FORWARD_COPIES * feedForwardSize + ATTENTION_COPIES * headCount * packTokens;
  const activations = packTokens * layers * perTokenAndLayer;
  const logits = (LOGIT_COPIES + (shape.validates ? 1 : 0)) * packTargets * vocabularySize;
  const adapter = 5 * adapterSize(config, shape.rank, shape.modules, layers);
  const states = layers < layerCount ? shape.totalTokens * hiddenSize + layerSize(config) : 0;
  const graphs = GRAPH_BYTES_PER_LAYER * layers * (shape.validates ? 1.4 : 1);
  return Math.round(RUNTIME_BYTES + graphs + FLOAT_BYTES * (weights + activations + logits + adapter + states));
}

/**
 * Estimates floating-point operations of one pass of training over `tokens` tokens with `targets` learned ones.
 *
 * Forward and backward through frozen weights cost 2 operations each per weight and token; the output table is
 * used three times per learned token. Layers below the tuned ones run once and are left out.
 *
 * @example
 * estimateTrainingOperations(inspectModel("SmolLM2-135M-Instruct.Q4_1.gguf"), 30, 56, 20); // 2.6e10, one step of 56 tokens
 */
export function estimateTrainingOperations(
  config: ModelDimensions,
  layers: number,
  tokens: number,
  targets: number,
): number {
  const table = config.vocabularySize * config.hiddenSize;
  return 4 * layers * layerSize(config) * tokens + 4 * table * targets;
}
