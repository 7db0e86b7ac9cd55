import { TunelabError } from "../../core/index.js";
import { GRAPH_INPUTS } from "../graph/transformer-graph.js";
import type { Model } from "../model/load-model.js";
import type { ModelDimensions } from "../model/model-config.js";
import type { FloatTensor } from "../model/tensor.js";

/** One tokenised example: which tokens it has, and which of them are to be learned. */
export interface TokenExample {
  readonly tokenIds: ArrayLike<number>;
  /** `true` or 1 where the token is to be predicted from the ones before it; same length as `tokenIds`. */
  readonly lossMask: ArrayLike<boolean | number>;
}

/** Examples on one axis, ready to be fed to a graph. */
export interface PackedExamples {
  readonly feeds: ReadonlyMap<string, FloatTensor>;
  /** Tokens that go through the layers. */
  readonly tokenCount: number;
  /** Token that each target row should predict. */
  readonly targets: readonly number[];
  /** Number of targets of each example, in order. */
  readonly targetsPerExample: readonly number[];
}

/** Gives the hidden states that an example enters the graph with, [to - from, hidden] for its tokens `from` to `to`. */
export type HiddenRows = (example: TokenExample, from: number, to: number, out: Float32Array) => void;

/** Far enough below any score that a softmax gives exactly 0, and finite so that sums stay finite. */
const MASKED = -1e9;

/**
 * Checks an example against a model; `what` names it in the message.
 *
 * Throws `invalid_example` when lengths differ, a token is outside the vocabulary, or nothing is to be learned
 * (the first token has nothing before it to be predicted from).
 */
export function checkExample(
  { vocabularySize, contextLength }: Pick<ModelDimensions, "vocabularySize" | "contextLength">,
  example: TokenExample,
  what: string,
): void {
  const { tokenIds, lossMask } = example;
  const bad = findOutside(tokenIds, vocabularySize);
  const problem =
    tokenIds.length !== lossMask.length
      ? `has ${tokenIds.length} tokens and a mask of ${lossMask.length}`
      : bad >= 0
        ? `has the token ${String(tokenIds[bad])} at position ${bad}, outside the vocabulary of ${vocabularySize}`
        : usedTokens(example) < 1
          ? "has no token to learn"
          : tokenIds.length > contextLength
            ? `has ${tokenIds.length} tokens, more than the model's context of ${contextLength}`
            : undefined;
  if (problem) {
    throw new TunelabError(`${what} ${problem}.`, {
      code: "invalid_example",
      hint: "Tokenise each example with the model's own chat template and mark the assistant's tokens to be learned.",
    });
  }
}

/** Position of the first number that is no token of the vocabulary, or -1. */
function findOutside(tokenIds: ArrayLike<number>, vocabularySize: number): number {
  for (let i = 0; i < tokenIds.length; i++) {
    const id = tokenIds[i]!;
    if (!Number.isInteger(id) || id < 0 || id >= vocabularySize) return i;
  }
  return -1;
}

/**
 * Tokens of an example that go through the layers: those after the last target predict nothing that counts.
 *
 * @example
 * usedTokens({ tokenIds: [5, 6, 7, 8], lossMask: [false, true, true, false] }); // 2
 */
export function usedTokens(example: TokenExample): number {
  let last = example.lossMask.length - 1;
  while (last >= 0 && !example.lossMask[last]) last--;
  return last;
}

/**
 * Lays examples along one axis: hidden states, rotations by position, a mask that keeps examples apart, targets.
 *
 * What an example has in common with the one before it, a system message say, goes through the layers once: a token's states
 * depend on the tokens up to it alone. A target's row is the token before it. Every target weighs 1 here; the caller sets
 * {@link GRAPH_INPUTS.weight}.
 *
 * @example
 * packExamples(model, [{ tokenIds: [1, 2, 3], lossMask: [false, false, true] }], embeddingRows(model)).targets; // [3]
 */
export function packExamples(model: Model, examples: readonly TokenExample[], hiddenRows: HiddenRows): PackedExamples {
  const { hiddenSize, headSize } = model.config;
  const { rows, tokenCount } = rowsOfTokens(examples);
  const hidden = new Float32Array(tokenCount * hiddenSize);
  const cos = new Float32Array(tokenCount * headSize);
  const sin = new Float32Array(tokenCount * headSize);
  const mask = new Float32Array(tokenCount * tokenCount).fill(MASKED);
  const rotations = rotationTable(model, Math.max(...rows.map(({ length }) => length)));
  const targetRows: number[] = [];
  const targets: number[] = [];

  let start = 0;
  examples.forEach((example, i) => {
    const own = rows[i]!;
    const length = own.length;
    const first = own.findIndex((row) => row >= start);
    const shared = first < 0 ? length : first;
    const end = start + length - shared;
    hiddenRows(example, shared, length, hidden.subarray(start * hiddenSize, end * hiddenSize));
    cos.set(rotations.cos.subarray(shared * headSize, length * headSize), start * headSize);
    sin.set(rotations.sin.subarray(shared * headSize, length * headSize), start * headSize);
    for (let t = 0; t < length; t++) {
      const row = own[t]!;
      if (t >= shared) for (let seen = 0; seen <= t; seen++) mask[row * tokenCount + own[seen]!] = 0;
      if (!example.lossMask[t + 1]) continue;
      targetRows.push(row);
      targets.push(example.tokenIds[t + 1]!);
    }
    start = end;
  });

  const select = new Float32Array(targets.length * tokenCount);
  const rowsOfTable = new Float32Array(targets.length * hiddenSize);
  targets.forEach((target, i) => {
    select[i * tokenCount + targetRows[i]!] = 1;
    rowsOfTable.set(rowOf(model.outputTable, target), i * hiddenSize);
  });
  return {
    feeds: new Map<string, FloatTensor>([
      [GRAPH_INPUTS.hidden, { data: hidden, dims: [tokenCount, hiddenSize] }],
      [GRAPH_INPUTS.cos, { data: cos, dims: [tokenCount, 1, headSize] }],
      [GRAPH_INPUTS.sin, { data: sin, dims: [tokenCount, 1, headSize] }],
      [GRAPH_INPUTS.quarterTurn, quarterTurn(model)],
      [GRAPH_INPUTS.mask, { data: mask, dims: [1, tokenCount, tokenCount] }],
      [GRAPH_INPUTS.select, { data: select, dims: [targets.length, tokenCount] }],
      [GRAPH_INPUTS.targetRows, { data: rowsOfTable, dims: [targets.length, hiddenSize] }],
    ]),
    tokenCount,
    targets,
    targetsPerExample: examples.map((example) => countTargets(example)),
  };
}

/** For each example the row of each of its tokens; examples that begin alike have the rows of their beginning in common. */
function rowsOfTokens(examples: readonly TokenExample[]): {
  readonly rows: readonly (readonly number[])[];
  readonly tokenCount: number;
} {
  const rows: number[][] = [];
  let tokenCount = 0;
  examples.forEach((example, i) => {
    const length = usedTokens(example);
    const before = rows[i - 1] ?? [];
    const own: number[] = [];
    while (
      own.length < Math.min(length, before.length) &&
      example.tokenIds[own.length] === examples[i - 1]!.tokenIds[own.length]
    ) {
      own.push(before[own.length]!);
    }
    while (own.length < length) own.push(tokenCount++);
    rows.push(own);
  });
  return { rows, tokenCount };
}

/**
 * Number of tokens of an example that are learned.
 *
 * @example
 * countTargets({ tokenIds: [5, 6, 7, 8], lossMask: [false, true, true, false] }); // 2
 */
export function countTargets(example: TokenExample): number {
  const { lossMask } = example;
  let count = 0;
  for (let i = 1; i < lossMask.length; i++) if (lossMask[i]) count++;
  return count;
}

/** Hidden states that a graph from layer 0 starts with: the tokens' embeddings. */
export function embeddingRows(model: Model): HiddenRows {
  const { hiddenSize } = model.config;
  return (example, from, to, out) => {
    for (let t = from; t < to; t++) out.set(rowOf(model.embedding, example.tokenIds[t]!), (t - from) * hiddenSize);
  };
}

function rowOf(table: FloatTensor, row: number): Float32Array {
  const width = table.dims[1]!;
  return table.data.subarray(row * width, (row + 1) * width);
}

/** Cosines and sines for positions 0 … length-1, laid out as the model's rotary style pairs elements. */
function rotationTable(model: Model, length: number): { readonly cos: Float32Array; readonly sin: Float32Array } {
  const { headSize, rope } = model.config;
  const cos = new Float32Array(length * headSize).fill(1);
  const sin = new Float32Array(length * headSize);
  const pairs = rope.size / 2;
  for (let pair = 0; pair < pairs; pair++) {
    const frequency = 1 / (rope.base ** ((2 * pair) / rope.size) * model.ropeFactors[pair]!);
    const [first, second] = pairElements(rope.style, pair, pairs);
    for (let position = 0; position < length; position++) {
      const angle = (position / rope.positionDivisor) * frequency;
      const row = position * headSize;
      cos[row + first] = cos[row + second] = Math.cos(angle);
      sin[row + first] = sin[row + second] = Math.sin(angle);
    }
  }
  return { cos, sin };
}

const pairElements = (style: "pairs" | "halves", pair: number, pairs: number): readonly [number, number] =>
  style === "pairs" ? [2 * pair, 2 * pair + 1] : [pair, pair + pairs];

/** R of `x·cos + (x·R)·sin`: (x·R)[first] = -x[second] and (x·R)[second] = x[first]. */
function quarterTurn(model: Model): FloatTensor {
  const { headSize, rope } = model.config;
  const data = new Float32Array(headSize * headSize);
  for (let pair = 0; pair < rope.size / 2; pair++) {
    const [first, second] = pairElements(rope.style, pair, rope.size / 2);
    data[second * headSize + first] = -1;
    data[first * headSize + second] = 1;
  }
  return { data, dims: [headSize, headSize] };
}
