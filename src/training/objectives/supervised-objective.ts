import { setImmediate as nextTurn } from "node:timers/promises";
import type { Adapter } from "../adapter/adapter.js";
import { GRADIENT_PREFIX } from "../graph/layer-parts.js";
import { GRAPH_INPUTS } from "../graph/transformer-graph.js";
import type { ModelRuntime } from "../model/model-runtime.js";
import { GradientSum, splitIntoPacks, type Measures, type Objective, type Validation } from "./objective.js";
import type { ReplayedAnswers } from "./replayed-answers.js";
import type { FloatTensor } from "../model/tensor.js";
import { countTargets, usedTokens, type PackedExamples, type TokenExample } from "../data/pack-examples.js";

/** Mean negative log-likelihood of the learned tokens of whole conversations. */
export class SupervisedObjective implements Objective {
  readonly #runtime: ModelRuntime;
  readonly #adapter: Adapter;
  readonly #training: readonly TokenExample[];
  readonly #validation: readonly TokenExample[];
  readonly #packTokens: number;
  readonly #signal: AbortSignal | undefined;
  readonly #replay: ReplayedAnswers | undefined;

  constructor(
    runtime: ModelRuntime,
    adapter: Adapter,
    training: readonly TokenExample[],
    validation: readonly TokenExample[],
    packTokens: number,
    signal?: AbortSignal,
    replay?: ReplayedAnswers,
  ) {
    this.#runtime = runtime;
    this.#adapter = adapter;
    this.#training = training;
    this.#validation = validation;
    this.#packTokens = packTokens;
    this.#signal = signal;
    this.#replay = replay;
  }

  get trainingCount(): number {
    return this.#training.length;
  }

  get validationCount(): number {
    return this.#validation.length;
  }

  trainingTokens(index: number): number {
    return this.#training[index]!.tokenIds.length;
  }

  async gradients(indices: readonly number[], step = 0): ReturnType<Objective["gradients"]> {
    const examples = indices.map((i) => this.#training[i]!);
    const replayed = this.#replay?.ofStep(step) ?? [];
    const weights = [
      ...examples.map(() => 1 / totalTargets(examples)),
      ...replayed.map(() => this.#replay!.weight / totalTargets(replayed)),
    ];
    const sum = new GradientSum();
    const tally = new Tally();
    const all = [...examples, ...replayed];
    for (const [pack, packed] of this.#packs(all)) {
      this.#signal?.throwIfAborted();
      const weight = column(
        pack.flatMap((i, place) => Array<number>(packed.targetsPerExample[place]!).fill(weights[i]!)),
      );
      await this.#replay?.expectUntuned(
        packed,
        pack.map((i) => all[i]!),
      );
      const outputs = await this.#runtime.run("gradients", packed, {
        adapter: this.#adapter,
        feeds: new Map([[GRAPH_INPUTS.weight, weight]]),
      });
      tally.add(packed, outputs);
      for (const [name, part] of outputs) {
        if (name.startsWith(GRADIENT_PREFIX)) sum.add(name.slice(GRADIENT_PREFIX.length), part as Float32Array);
      }
    }
    const places = [...all.keys()];
    return {
      ...tally.measures(places.slice(0, examples.length)),
      replayLoss: replayed.length === 0 ? undefined : tally.measures(places.slice(examples.length)).loss,
      gradients: sum.gradients,
    };
  }

  async validate(indices: readonly number[]): Promise<Validation> {
    const tally = new Tally();
    for (const [, packed] of this.#packs(indices.map((i) => this.#validation[i]!))) {
      // A large file takes long, and a cancellation is a message that waits for its turn.
      await nextTurn();
      this.#signal?.throwIfAborted();
      tally.add(packed, await this.#runtime.run("loss", packed, { adapter: this.#adapter }));
    }
    return { ...tally.measures(), of: (places) => tally.measures(places) };
  }

  /** One pack at a time: those of a large validation file would not fit in memory together. */
  *#packs(examples: readonly TokenExample[]): Generator<readonly [places: readonly number[], packed: PackedExamples]> {
    for (const pack of splitIntoPacks(examples.map(usedTokens), this.#packTokens)) {
      yield [pack, this.#runtime.pack(pack.map((i) => examples[i]!))];
    }
  }
}

const column = (values: readonly number[]): FloatTensor => ({
  data: Float32Array.from(values),
  dims: [values.length, 1],
});

const totalTargets = (examples: readonly TokenExample[]): number =>
  examples.reduce((sum, example) => sum + countTargets(example), 0);

/** Losses and right predictions of examples, pack by pack. */
class Tally {
  readonly #examples: { readonly loss: number; readonly right: number; readonly count: number }[] = [];

  add(packed: PackedExamples, outputs: ReadonlyMap<string, Float32Array | BigInt64Array>): void {
    const losses = outputs.get("loss") as Float32Array;
    const predictions = outputs.get("prediction") as BigInt64Array;
    let target = 0;
    for (const count of packed.targetsPerExample) {
      let loss = 0;
      let right = 0;
      for (const end = target + count; target < end; target++) {
        loss += losses[target]!;
        if (Number(predictions[target]) === packed.targets[target]) right++;
      }
      this.#examples.push({ loss, right, count });
    }
  }

  /** Of all examples, or of those at some places. */
  measures(places: readonly number[] = [...this.#examples.keys()]): Measures {
    const examples = places.map((place) => this.#examples[place]!);
    const sum = (part: "loss" | "right" | "count"): number => examples.reduce((all, example) => all + example[part], 0);
    return { loss: sum("loss") / sum("count"), accuracy: sum("right") / sum("count") };
  }
}
