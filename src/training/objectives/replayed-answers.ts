import type { Adapter } from "../adapter/adapter.js";
import { usedTokens, type PackedExamples, type TokenExample } from "../data/pack-examples.js";
import { GRAPH_INPUTS } from "../graph/transformer-graph.js";
import type { ModelRuntime } from "../model/model-runtime.js";
import { splitIntoPacks } from "./objective.js";

/**
 * Answers that a tuning goes over beside its examples, so that the model goes on giving them as it did before.
 *
 * What each of their tokens is drawn towards is not the token but the distribution of the untuned model over all tokens, as in
 * learning without forgetting (arXiv 1606.09282).
 */
export class ReplayedAnswers {
  readonly #expected = new Map<TokenExample, Float32Array>();
  readonly #runtime: ModelRuntime;
  /** An adapter without effect. */
  readonly #untuned: Adapter;
  readonly #answers: readonly TokenExample[];
  /** Which answers go through the untuned model together. */
  readonly #packs: readonly (readonly TokenExample[])[];
  readonly #perStep: number;
  /** What the mean loss of a step's answers counts beside that of its examples. */
  readonly weight: number;

  constructor(
    runtime: ModelRuntime,
    untuned: Adapter,
    answers: readonly TokenExample[],
    {
      perStep,
      weight,
      packTokens,
    }: {
      /** Answers in a step; below 1 only some of the steps have one. */
      readonly perStep: number;
      /** What their mean loss counts beside that of the examples, on the average of all steps. */
      readonly weight: number;
      /** Tokens that go through the untuned model at once. */
      readonly packTokens: number;
    },
  ) {
    this.#runtime = runtime;
    this.#untuned = untuned;
    this.#answers = answers;
    this.#packs = splitIntoPacks(answers.map(usedTokens), packTokens).map((pack) => pack.map((i) => answers[i]!));
    this.#perStep = Math.min(perStep, answers.length);
    this.weight = weight / Math.min(1, perStep);
  }

  /**
   * The answers of a step, counted from 0: each step takes up where the one before it ended, and begins again after the last.
   *
   * @example
   * replayed.ofStep(1); // of three answers and two in a step the third and the first
   */
  ofStep(step: number): readonly TokenExample[] {
    const first = Math.floor(step * this.#perStep);
    const end = Math.floor((step + 1) * this.#perStep);
    return Array.from({ length: end - first }, (_, i) => this.#answers[(first + i) % this.#answers.length]!);
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
      const rows = await this.#rowsOf(example);
      if (rows !== undefined) data.set(rows, target * dims[1]!);
      target += packed.targetsPerExample[place]!;
    }
  }

  /**
   * With the answers that stand in the list beside it, whatever step asks first: so the rows depend neither on that nor on
   * a resume. None for what is not replayed.
   */
  async #rowsOf(example: TokenExample): Promise<Float32Array | undefined> {
    const pack = this.#packs.find((answers) => answers.includes(example));
    if (pack !== undefined && !this.#expected.has(example)) {
      const packed = this.#runtime.pack(pack);
      const outputs = await this.#runtime.run("expected", packed, { adapter: this.#untuned });
      const rows = outputs.get("expected") as Float32Array;
      const width = this.#runtime.config.hiddenSize;
      let start = 0;
      for (const [place, answer] of pack.entries()) {
        const end = start + packed.targetsPerExample[place]! * width;
        this.#expected.set(answer, rows.slice(start, end));
        start = end;
      }
    }
    return this.#expected.get(example);
  }
}
