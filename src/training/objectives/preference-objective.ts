import { setImmediate as nextTurn } from "node:timers/promises";
import { withoutEffect, type Adapter } from "../adapter/adapter.js";
import { GRADIENT_PREFIX } from "../graph/layer-parts.js";
import { GRAPH_INPUTS } from "../graph/transformer-graph.js";
import type { ModelRuntime } from "../model/model-runtime.js";
import { GradientSum, splitIntoPacks, type Measures, type Objective, type Validation } from "./objective.js";
import { usedTokens, type PackedExamples, type TokenExample } from "../data/pack-examples.js";
import type { FloatTensor } from "../model/tensor.js";

/** Two answers to the same prompt, each as a whole example. */
export interface PreferencePair {
  readonly preferred: TokenExample;
  readonly nonPreferred: TokenExample;
}

/** How a preference loss is shaped. */
export interface PreferenceOptions {
  /** Strength of the pull to the reference. */
  readonly beta: number;
  /** `base` compares with the frozen base model; `none` compares the two answers alone. */
  readonly reference: "base" | "none";
}

/** Direct preference optimisation (arXiv 2305.18290) over pairs of answers. */
export class PreferenceObjective implements Objective {
  /** Log-probability margins under the reference, filled pair by pair when first needed. */
  readonly #referenceMargins = new Map<PreferencePair, number>();
  readonly #reference: Adapter;
  readonly #runtime: ModelRuntime;
  readonly #adapter: Adapter;
  readonly #training: readonly PreferencePair[];
  readonly #validation: readonly PreferencePair[];
  readonly #options: PreferenceOptions;
  readonly #packTokens: number;
  readonly #signal: AbortSignal | undefined;

  constructor(
    runtime: ModelRuntime,
    adapter: Adapter,
    training: readonly PreferencePair[],
    validation: readonly PreferencePair[],
    options: PreferenceOptions,
    packTokens: number,
    signal?: AbortSignal,
  ) {
    this.#runtime = runtime;
    this.#adapter = adapter;
    this.#training = training;
    this.#validation = validation;
    this.#options = options;
    this.#packTokens = packTokens;
    this.#signal = signal;
    this.#reference = withoutEffect(adapter);
  }

  get trainingCount(): number {
    return this.#training.length;
  }

  get validationCount(): number {
    return this.#validation.length;
  }

  trainingTokens(index: number): number {
    const { preferred, nonPreferred } = this.#training[index]!;
    return preferred.tokenIds.length + nonPreferred.tokenIds.length;
  }

  async gradients(indices: readonly number[]): ReturnType<Objective["gradients"]> {
    const pairs = indices.map((i) => this.#training[i]!);
    const sum = new GradientSum();
    const scores: number[] = [];
    for (const pack of this.#packs(pairs)) {
      this.#signal?.throwIfAborted();
      const reference = await this.#marginsOfReference(pack);
      const outputs = await this.#runtime.run("preference-gradients", pack.packed, {
        adapter: this.#adapter,
        feeds: new Map<string, FloatTensor>([
          [GRAPH_INPUTS.pairSigns, pairSigns(pack.packed)],
          [GRAPH_INPUTS.referenceMargin, column(reference)],
          [GRAPH_INPUTS.beta, column([this.#options.beta])],
          [GRAPH_INPUTS.pairShare, column(reference.map(() => 1 / pairs.length))],
        ]),
      });
      scores.push(...this.#scores(marginsOf(pack.packed, outputs.get("loss") as Float32Array), reference));
      for (const [name, part] of outputs) {
        if (name.startsWith(GRADIENT_PREFIX)) sum.add(name.slice(GRADIENT_PREFIX.length), part as Float32Array);
      }
    }
    return { ...measure(scores), gradients: sum.gradients };
  }

  async validate(indices: readonly number[]): Promise<Validation> {
    const scores: number[] = [];
    for (const pack of this.#packs(indices.map((i) => this.#validation[i]!))) {
      // A large file takes long, and a cancellation is a message that waits for its turn.
      await nextTurn();
      this.#signal?.throwIfAborted();
      const reference = await this.#marginsOfReference(pack);
      scores.push(...this.#scores(await this.#margins(pack.packed, this.#adapter), reference));
    }
    return { ...measure(scores), of: (places) => measure(places.map((place) => scores[place]!)) };
  }

  /** `beta·(margin - reference margin)` of each pair: what DPO passes through the logistic function. */
  #scores(margins: readonly number[], reference: readonly number[]): number[] {
    return margins.map((margin, i) => this.#options.beta * (margin - reference[i]!));
  }

  async #marginsOfReference({ pairs }: PackedPairs): Promise<number[]> {
    if (this.#options.reference === "none") return pairs.map(() => 0);
    for (const pair of pairs) {
      if (this.#referenceMargins.has(pair)) continue;
      // Each pair alone, so that its value does not depend on the batch it is first met in, nor on a resume.
      const [margin] = await this.#margins(this.#runtime.pack([pair.preferred, pair.nonPreferred]), this.#reference);
      this.#referenceMargins.set(pair, margin!);
    }
    return pairs.map((pair) => this.#referenceMargins.get(pair)!);
  }

  async #margins(packed: PackedExamples, adapter: Adapter): Promise<number[]> {
    const outputs = await this.#runtime.run("loss", packed, { adapter });
    return marginsOf(packed, outputs.get("loss") as Float32Array);
  }

  /** One pack at a time: those of a large validation file would not fit in memory together. */
  *#packs(pairs: readonly PreferencePair[]): Generator<PackedPairs> {
    const tokens = pairs.map(({ preferred, nonPreferred }) => usedTokens(preferred) + usedTokens(nonPreferred));
    for (const pack of splitIntoPacks(tokens, this.#packTokens)) {
      const chosen = pack.map((i) => pairs[i]!);
      const packed = this.#runtime.pack(chosen.flatMap(({ preferred, nonPreferred }) => [preferred, nonPreferred]));
      yield { pairs: chosen, packed };
    }
  }
}

interface PackedPairs {
  readonly pairs: readonly PreferencePair[];
  /** The pairs' examples in order: preferred, other, preferred, other, … */
  readonly packed: PackedExamples;
}

const column = (values: readonly number[]): FloatTensor => ({
  data: Float32Array.from(values),
  dims: [values.length, 1],
});

/** log p(preferred) - log p(other) of each pair, from the negative log-likelihoods of all targets. */
function marginsOf(packed: PackedExamples, losses: Float32Array): number[] {
  const sums: number[] = [];
  let start = 0;
  for (const count of packed.targetsPerExample) {
    sums.push(losses.subarray(start, start + count).reduce((sum, loss) => sum + loss, 0));
    start += count;
  }
  return Array.from({ length: sums.length / 2 }, (_, pair) => sums[2 * pair + 1]! - sums[2 * pair]!);
}

function pairSigns(packed: PackedExamples): FloatTensor {
  const targets = packed.targets.length;
  const pairs = packed.targetsPerExample.length / 2;
  const data = new Float32Array(pairs * targets);
  let start = 0;
  packed.targetsPerExample.forEach((count, example) => {
    const row = Math.floor(example / 2) * targets;
    data.fill(example % 2 === 0 ? 1 : -1, row + start, row + start + count);
    start += count;
  });
  return { data, dims: [pairs, targets] };
}

function measure(scores: readonly number[]): Measures {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    loss: mean(scores.map(softplusOfNegative)),
    accuracy: mean(scores.map((score) => (score > 0 ? 1 : 0))),
    rewardMargin: mean(scores),
  };
}

/** -log sigmoid(z), without overflow on either side. */
const softplusOfNegative = (z: number): number => Math.max(0, -z) + Math.log1p(Math.exp(-Math.abs(z)));
