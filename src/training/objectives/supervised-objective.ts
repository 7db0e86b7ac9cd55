import { setImmediate as nextTurn } from "node:timers/promises";
import type { Adapter } from "../adapter/adapter.js";
import { GRADIENT_PREFIX } from "../graph/layer-parts.js";
import { GRAPH_INPUTS } from "../graph/transformer-graph.js";
import type { ModelRuntime } from "../model/model-runtime.js";
import { GradientSum, splitIntoPacks, type Measures, type Objective } from "./objective.js";
import { countTargets, usedTokens, type PackedExamples, type TokenExample } from "../data/pack-examples.js";

/** Mean negative log-likelihood of the learned tokens of whole conversations. */
export class SupervisedObjective implements Objective {
  constructor(
    private readonly runtime: ModelRuntime,
    private readonly adapter: Adapter,
    private readonly training: readonly TokenExample[],
    private readonly validation: readonly TokenExample[],
    private readonly packTokens: number,
    private readonly signal?: AbortSignal,
  ) {}

  get trainingCount(): number {
    return this.training.length;
  }

  get validationCount(): number {
    return this.validation.length;
  }

  trainingTokens(index: number): number {
    return this.training[index]!.tokenIds.length;
  }

  async gradients(indices: readonly number[]): ReturnType<Objective["gradients"]> {
    const examples = indices.map((i) => this.training[i]!);
    const targetCount = totalTargets(examples);
    const sum = new GradientSum();
    const tally = new Tally();
    for (const packed of this.#packs(examples)) {
      this.signal?.throwIfAborted();
      const weight = {
        data: new Float32Array(packed.targets.length).fill(1 / targetCount),
        dims: [packed.targets.length, 1],
      };
      const outputs = await this.runtime.run("gradients", packed, {
        adapter: this.adapter,
        feeds: new Map([[GRAPH_INPUTS.weight, weight]]),
      });
      tally.add(packed, outputs);
      for (const [name, part] of outputs) {
        if (name.startsWith(GRADIENT_PREFIX)) sum.add(name.slice(GRADIENT_PREFIX.length), part as Float32Array);
      }
    }
    return { ...tally.measures(), gradients: sum.gradients };
  }

  async validate(indices: readonly number[]): Promise<Measures> {
    const tally = new Tally();
    for (const packed of this.#packs(indices.map((i) => this.validation[i]!))) {
      // A large file takes long, and a cancellation is a message that waits for its turn.
      await nextTurn();
      this.signal?.throwIfAborted();
      tally.add(packed, await this.runtime.run("loss", packed, { adapter: this.adapter }));
    }
    return tally.measures();
  }

  /** One pack at a time: those of a large validation file would not fit in memory together. */
  *#packs(examples: readonly TokenExample[]): Generator<PackedExamples> {
    for (const pack of splitIntoPacks(examples.map(usedTokens), this.packTokens)) {
      yield this.runtime.pack(pack.map((i) => examples[i]!));
    }
  }
}

const totalTargets = (examples: readonly TokenExample[]): number =>
  examples.reduce((sum, example) => sum + countTargets(example), 0);

/** Adds up losses and right predictions over packs. */
class Tally {
  #loss = 0;
  #right = 0;
  #count = 0;

  add(packed: PackedExamples, outputs: ReadonlyMap<string, Float32Array | BigInt64Array>): void {
    const losses = outputs.get("loss") as Float32Array;
    const predictions = outputs.get("prediction") as BigInt64Array;
    packed.targets.forEach((target, i) => {
      this.#loss += losses[i]!;
      if (Number(predictions[i]) === target) this.#right++;
    });
    this.#count += packed.targets.length;
  }

  measures(): Measures {
    return { loss: this.#loss / this.#count, accuracy: this.#right / this.#count };
  }
}
