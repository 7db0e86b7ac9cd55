import { adapterName, tensorName, type LinearModule } from "../model/linear-modules.js";
import type { ModelConfig } from "../model/model-config.js";
import { linearSizes } from "../model/model-tensors.js";
import type { GraphBuilder, Value } from "./graph-builder.js";

/** Which linear maps carry a LoRA update, and with what strength. */
export interface AdapterShape {
  readonly rank: number;
  /** The update is scaled by `alpha / rank`. */
  readonly alpha: number;
  readonly modules: readonly LinearModule[];
}

/** Prefix of the graph outputs that hold gradients by the adapter tensor named after it. */
export const GRADIENT_PREFIX = "gradient:";

/** What the parts of a layer share while a graph is built. */
export interface GraphContext {
  readonly builder: GraphBuilder;
  readonly config: ModelConfig;
  /** LoRA updates to apply; none when `modules` is empty. */
  readonly adapter: AdapterShape;
  /** Cosines and sines by position, [tokens, 1, head]. */
  readonly cos: Value;
  readonly sin: Value;
  /** Signed permutation that turns a head by a quarter, [head, head]. */
  readonly quarterTurn: Value;
  /** 0 where a token may look, a large negative number elsewhere, [1, tokens, tokens]. */
  readonly mask: Value;
}

/** A value of the forward pass, and the rule that takes the loss's gradient by it to the gradient by its input. */
export interface Differentiable {
  readonly output: Value;
  backward(gradient: Value): Value;
}

/** A linear map: its backward pass may leave the input's gradient out where nothing below learns. */
export interface DifferentiableLinear {
  readonly output: Value;
  /** Whether the map carries a LoRA update, so that its backward pass is needed even at the lowest layer. */
  readonly tuned: boolean;
  backward(gradient: Value): Value;
  /** Adds the outputs for the adapter's gradients only. */
  backwardAdapterOnly(gradient: Value): void;
}

/**
 * `y = x·Wᵀ + bias + (alpha/rank)·(x·Aᵀ)·Bᵀ` (LoRA, arXiv 2106.09685).
 *
 * Backward: `dx = dy·W + (dy·s·B)·A`, `dB = (dy·s)ᵀ·(x·Aᵀ)`, `dA = (dy·s·B)ᵀ·x`; W and the bias stay frozen.
 */
export function linear(context: GraphContext, layer: number, module: LinearModule, x: Value): DifferentiableLinear {
  const { builder: g, config, adapter } = context;
  const { input, output } = linearSizes(config, module);
  const weight = g.input(tensorName(layer, module), [output, input]);
  let y = g.gemm(x, weight, { b: true });
  if (config.biases.has(module)) y = g.add(y, g.input(tensorName(layer, module, "bias"), [output]));
  if (!adapter.modules.includes(module)) {
    return {
      output: y,
      tuned: false,
      backward: (gradient) => g.gemm(gradient, weight),
      backwardAdapterOnly: () => undefined,
    };
  }

  const nameA = adapterName(layer, module, "a");
  const nameB = adapterName(layer, module, "b");
  const a = g.input(nameA, [adapter.rank, input]);
  const b = g.input(nameB, [output, adapter.rank]);
  const strength = adapter.alpha / adapter.rank;
  const reduced = g.gemm(x, a, { b: true });
  y = g.add(y, g.scale(g.gemm(reduced, b, { b: true }), strength));

  const adapterGradients = (gradient: Value): Value => {
    const scaled = g.scale(gradient, strength);
    g.output(GRADIENT_PREFIX + nameB, g.gemm(scaled, reduced, { a: true }), [output, adapter.rank]);
    const reducedGradient = g.gemm(scaled, b);
    g.output(GRADIENT_PREFIX + nameA, g.gemm(reducedGradient, x, { a: true }), [adapter.rank, input]);
    return reducedGradient;
  };
  return {
    output: y,
    tuned: true,
    backward: (gradient) => g.add(g.gemm(gradient, weight), g.gemm(adapterGradients(gradient), a)),
    backwardAdapterOnly: (gradient) => void adapterGradients(gradient),
  };
}

/**
 * Root-mean-square normalisation: `y = w·x̂` with `x̂ = x / sqrt(mean(x²) + ε)` (arXiv 1910.07467).
 *
 * Backward: with `t = dy·w`, `dx = (t - x̂·mean(t·x̂)) / sqrt(mean(x²) + ε)`.
 */
export function rmsNorm(context: Pick<GraphContext, "builder" | "config">, x: Value, weight: Value): Differentiable {
  const { builder: g, config } = context;
  const inverseRoot = g.inverseSquareRoot(g.addNumber(g.mean(g.multiply(x, x)), config.normEpsilon));
  const normalised = g.multiply(x, inverseRoot);
  return {
    output: g.multiply(normalised, weight),
    backward: (gradient) => {
      const t = g.multiply(gradient, weight);
      return g.multiply(inverseRoot, g.subtract(t, g.multiply(normalised, g.mean(g.multiply(t, normalised)))));
    },
  };
}

/**
 * Rotary position embedding of [tokens, heads·head] to [tokens, heads, head]: `x·cos + (x·R)·sin` (arXiv 2104.09864).
 *
 * R is the quarter turn of the model's style (pairs or halves), so that neither needs its weights permuted.
 */
export function rotary(context: GraphContext, x: Value, heads: number): Differentiable {
  const { builder: g, cos, sin, quarterTurn } = context;
  const { headSize } = context.config;
  const rows = `tokens_x_${heads}`;
  const perHead = g.reshape(x, [-1, heads, headSize], "tokens");
  const flatX = g.reshape(x, [-1, headSize], rows);
  const turned = g.reshape(g.gemm(flatX, quarterTurn), [-1, heads, headSize], "tokens");
  return {
    output: g.add(g.multiply(perHead, cos), g.multiply(turned, sin)),
    backward: (gradient) => {
      const flat = g.reshape(g.multiply(gradient, sin), [-1, headSize], rows);
      const turnedBack = g.reshape(g.gemm(flat, quarterTurn, { b: true }), [-1, heads, headSize], "tokens");
      return g.reshape(g.add(g.multiply(gradient, cos), turnedBack), [-1, heads * headSize], "tokens");
    },
  };
}
