/** What was measured over some examples. */
export interface Measures {
  /** Mean negative log-likelihood in nats per learned token; under DPO the mean loss of a pair. */
  readonly loss: number;
  /** Share of learned tokens whose most likely prediction is right; under DPO of pairs with a positive margin. */
  readonly accuracy: number;
  /** DPO only: mean of `beta·(log-ratio of preferred - log-ratio of the other)`. */
  readonly rewardMargin?: number;
  /** Supervised with replay only: mean cross-entropy with the untuned model over the replayed answers' tokens. */
  readonly replayLoss?: number | undefined;
}

/** What was measured over validation items, all of them or only some. */
export interface Validation extends Measures {
  /** Measures of some of the items, by their places in the list that was validated. */
  of(places: readonly number[]): Measures;
}

/** The loss that is minimised: over which items, and how it and its gradient are computed. */
export interface Objective {
  readonly trainingCount: number;
  readonly validationCount: number;
  /** Tokens of one training item. */
  trainingTokens(index: number): number;
  /** Measures a batch of training items and computes the gradient of its loss by every adapter tensor. */
  gradients(
    indices: readonly number[],
    /** Number of the step, from 0. */
    step?: number,
  ): Promise<Measures & { readonly gradients: ReadonlyMap<string, Float32Array> }>;
  /** Measures validation items. */
  validate(indices: readonly number[]): Promise<Validation>;
}

/** Takes what a batch's packs add, pack by pack, and keeps the sum of the gradients. */
export class GradientSum {
  readonly gradients = new Map<string, Float32Array>();

  add(name: string, part: Float32Array): void {
    const sum = this.gradients.get(name);
    if (!sum) {
      this.gradients.set(name, part);
      return;
    }
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + part[i]!;
  }
}

/**
 * Splits items into runs of at most `limit` tokens, in order; an item that is longer stands alone.
 *
 * @example
 * splitIntoPacks([100, 100, 100], 256); // [[0, 1], [2]]
 */
export function splitIntoPacks(tokenCounts: readonly number[], limit: number): number[][] {
  const packs: number[][] = [];
  let used = 0;
  tokenCounts.forEach((count, i) => {
    const pack = packs.at(-1);
    if (pack && used + count <= limit) {
      pack.push(i);
      used += count;
      return;
    }
    packs.push([i]);
    used = count;
  });
  return packs;
}
