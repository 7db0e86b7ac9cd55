/** A fitted logistic regression on standardised features. */
export interface LogisticModel {
  readonly means: readonly number[];
  readonly scales: readonly number[];
  readonly weights: readonly number[];
  readonly bias: number;
}

const ROUNDS = 2_000;
const STEP = 0.3;
const PENALTY = 0.01;

/**
 * Fits a logistic regression by gradient descent with a small L2 penalty; the same data give the same model.
 *
 * @example
 * fitLogistic([[0], [1]], [false, true]).weights[0]! > 0; // true
 */
export function fitLogistic(rows: readonly (readonly number[])[], labels: readonly boolean[]): LogisticModel {
  const width = rows[0]?.length ?? 0;
  const column = (at: number): number[] => rows.map((row) => row[at]!);
  const means = Array.from(
    { length: width },
    (_, at) => column(at).reduce((sum, value) => sum + value, 0) / rows.length,
  );
  const scales = means.map((centre, at) => {
    const variance = column(at).reduce((sum, value) => sum + (value - centre) ** 2, 0) / rows.length;
    return Math.sqrt(variance) || 1;
  });
  const standard = rows.map((row) => row.map((value, at) => (value - means[at]!) / scales[at]!));
  const weights = new Array<number>(width).fill(0);
  let bias = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const slopes = new Array<number>(width).fill(0);
    let biasSlope = 0;
    standard.forEach((row, index) => {
      const error = sigmoid(dot(row, weights) + bias) - (labels[index]! ? 1 : 0);
      row.forEach((value, at) => (slopes[at]! += error * value));
      biasSlope += error;
    });
    weights.forEach((weight, at) => (weights[at] = weight - STEP * (slopes[at]! / rows.length + PENALTY * weight)));
    bias -= (STEP * biasSlope) / rows.length;
  }
  return { means, scales, weights, bias };
}

/** Probability of "yes", 0 to 1. */
export function predictLogistic(model: LogisticModel, row: readonly number[]): number {
  const standard = row.map((value, at) => (value - model.means[at]!) / model.scales[at]!);
  return sigmoid(dot(standard, model.weights) + model.bias);
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * b[at]!, 0);

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
