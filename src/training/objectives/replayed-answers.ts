import type { Adapter } from "../adapter/adapter.js";
import type { PackedExamples, TokenExample } from "../data/pack-examples.js";
import { GRAPH_INPUTS } from "../graph/transformer-graph.js";
import type { ModelRuntime } from "../model/model-runtime.js";

/**
 * Answers that a tuning goes over beside its examples, so that the model goes on giving them as it did before.
 *
 * What each of their tokens is drawn towards is not the token but the distribution of the untuned model over all tokens, as in
 * learning without forgetting (arXiv 1606.09282).
 */
export class ReplayedAnswers {
  readonly #expected = new Map<TokenExample, Promise<Float32Array>>();
  readonly #runtime: ModelRuntime;
  /** An adapter without effect. */
  readonly #untuned: Adapter;
  readonly #answers: readonly TokenExample[];
  readonly #replayed: ReadonlySet<TokenExample>;
  readonly #perStep: number;

  constructor(
    runtime: ModelRuntime,
    untuned: Adapter,
    answers: readonly TokenExample[],
    perStep: number,
    /** What their mean loss counts beside that of a step's examples. */
    readonly weight: number,
  ) {
    this.#runtime = runtime;
    this.#untuned = untuned;
    this.#answers = answers;
    this.#replayed = new Set(answers);
    this.#perStep = perStep;
  }

  /**
   * The answers of a step, counted from 0: each step takes up where the one before it ended, and begins again after the last.
   *
   * @example
   * replayed.ofStep(1); // of three answers and two in a step the third and the first
   */
  ofStep(step: number): readonly TokenExample[] {
    const count = Math.min(this.#perStep, this.#answers.length);
    return Array.from({ length: count }, (_, i) => this.#answers[(step * count + i) % this.#answers.length]!);
  }

  /**
   * Puts, for the replayed ones of a pack's examples, what the untuned model expects in the place of the tokens that are there.
   *
   * A target is a row of the output table, and the loss is linear in it. With the mean of all rows by the untuned model's
   * probabilities it becomes the cross-entropy with that model, and so does its gradient.
   */
  async expectUntuned(packed: PackedExamples, examples: readonly TokenExample[]): Promise<void> {
    const { data, dims } = packed.feeds.get(GRAPH_INPUTS.targetRows)!;
    let target = 0;
    for (const [place, example] of examples.entries()) {
      if (this.#replayed.has(example)) data.set(await this.#rowsOf(example), target * dims[1]!);
      target += packed.targetsPerExample[place]!;
    }
  }

  /** Each answer alone, so that its rows depend neither on the step that it is first met in nor on a resume. */
  #rowsOf(answer: TokenExample): Promise<Float32Array> {
    let rows = this.#expected.get(answer);
    if (rows === undefined) {
      rows = this.#runtime
        .run("expected", this.#runtime.pack([answer]), { adapter: this.#untuned })
        .then((outputs) => outputs.get("expected") as Float32Array);
      this.#expected.set(answer, rows);
    }
    return rows;
  }
}
