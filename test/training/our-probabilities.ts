import { ModelRuntime, type Adapter } from "../../src/training/index.js";

/** Probabilities of the next token after each token, as our graph computes them; [position][token]. */
export async function ourProbabilities(
  modelPath: string,
  tokenIds: readonly number[],
  { adapter }: { readonly adapter?: Adapter } = {},
): Promise<number[][]> {
  const runtime = await ModelRuntime.load(modelPath, { threads: 1 });
  try {
    // A token after the last makes the last one's prediction a target; which one it is does not matter here.
    const packed = runtime.pack([{ tokenIds: [...tokenIds, 0], lossMask: [false, ...tokenIds.map(() => true)] }]);
    const logits = (await runtime.run("logits", packed, { adapter })).get("logits") as Float32Array;
    const vocabulary = runtime.config.vocabularySize;
    return tokenIds.map((_, i) => softmax(logits.subarray(i * vocabulary, (i + 1) * vocabulary)));
  } finally {
    await runtime.release();
  }
}

function softmax(logits: Float32Array): number[] {
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const exponentials = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

/** Index of the largest value. */
export function mostLikely(values: readonly number[]): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}
