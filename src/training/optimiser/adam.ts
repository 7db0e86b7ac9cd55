import type { FloatTensor } from "../model/tensor.js";
import { zeros } from "../model/tensor.js";

/** Running means of the gradient and of its square, for one tensor. */
export interface AdamMoments {
  readonly mean: FloatTensor;
  readonly square: FloatTensor;
}

const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-8;
const LARGEST_NORM = 1;

/**
 * Adam (arXiv 1412.6980) over named tensors, with the gradient's global norm clipped to 1; changes them in place.
 *
 * @example
 * const optimiser = new Adam(adapter.tensors);
 * optimiser.step(gradients, 2e-3); // returns the norm before clipping
 */
export class Adam {
  readonly moments: ReadonlyMap<string, AdamMoments>;
  readonly #parameters: ReadonlyMap<string, FloatTensor>;

  constructor(
    parameters: ReadonlyMap<string, FloatTensor>,
    /** Steps done so far; the bias correction depends on it. */
    public stepCount = 0,
    moments?: ReadonlyMap<string, AdamMoments>,
  ) {
    this.#parameters = parameters;
    this.moments =
      moments ?? new Map([...parameters].map(([name, { dims }]) => [name, { mean: zeros(dims), square: zeros(dims) }]));
  }

  /** Takes one step against `gradients` (same names and sizes as the parameters) with the given learning rate. */
  step(gradients: ReadonlyMap<string, Float32Array>, learningRate: number): number {
    this.stepCount++;
    const norm = globalNorm(gradients);
    const clip = norm > LARGEST_NORM ? LARGEST_NORM / norm : 1;
    const meanCorrection = 1 - MEAN_DECAY ** this.stepCount;
    const squareCorrection = 1 - SQUARE_DECAY ** this.stepCount;
    for (const [name, { data: values }] of this.#parameters) {
      const gradient = gradients.get(name)!;
      const { mean, square } = this.moments.get(name)!;
      const means = mean.data;
      const squares = square.data;
      for (let i = 0; i < values.length; i++) {
        const slope = gradient[i]! * clip;
        means[i] = MEAN_DECAY * means[i]! + (1 - MEAN_DECAY) * slope;
        squares[i] = SQUARE_DECAY * squares[i]! + (1 - SQUARE_DECAY) * slope * slope;
        const step = means[i]! / meanCorrection / (Math.sqrt(squares[i]! / squareCorrection) + EPSILON);
        values[i] = values[i]! - learningRate * step;
      }
    }
    return norm;
  }
}

function globalNorm(gradients: ReadonlyMap<string, Float32Array>): number {
  let sum = 0;
  for (const gradient of gradients.values())
    for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!;
  return Math.sqrt(sum);
}
