import type { LlamaContextSequence, Token } from "node-llama-cpp";

/**
 * Tokens that are evaluated together. With one thread, slices of 32 cost 7 % more than the whole prompt at
 * once, and on average 16 shared tokens are read again.
 */
export const SLICE = 32;

/** A prompt and the places where reading it pauses: what was read up to one of them can be kept. */
export interface SlicedPrompt {
  readonly tokens: readonly Token[];
  /** Lengths of the beginnings that can be kept, ascending; the last token of the prompt is in none of them. */
  readonly ends: readonly number[];
}

/**
 * Cuts a prompt into the slices that it is read in. They follow from the prompt alone.
 *
 * @param head tokens at the beginning that many prompts share, a system message for example; a slice ends there
 * @example
 * slicePrompt(seventyTokens).ends; // [32, 64]
 * slicePrompt(seventyTokens, 11).ends; // [11, 43]
 */
export function slicePrompt(tokens: readonly Token[], head = 0): SlicedPrompt {
  const ends: number[] = [];
  for (let end = SLICE; end < head; end += SLICE) ends.push(end);
  for (let end = head > 0 ? head : SLICE; end < tokens.length; end += SLICE) ends.push(end);
  return { tokens, ends };
}

/**
 * Remembers the beginning of what a sequence has read, so that the next prompt with the same beginning starts after it.
 *
 * Only whole slices are kept, and only for a prompt that is cut in the same places: it is read in the same slices
 * whether or not something was kept, so the shapes of the batches and with them all bits of the logits are the same, and
 * the same seed gives the same answer.
 */
export class KeptPrefix {
  readonly sequence: LlamaContextSequence;
  readonly #tokens: Token[] = [];
  #ends: readonly number[] = [];

  constructor(sequence: LlamaContextSequence) {
    this.sequence = sequence;
  }

  /** Tokens that are kept. */
  get length(): number {
    return this.#tokens.length;
  }

  /** How many of the first `most` tokens of a prompt need not be read again: whole slices, and never its last token. */
  sharedWith({ tokens, ends }: SlicedPrompt, most = tokens.length): number {
    const longest = Math.min(this.#tokens.length, tokens.length, most);
    let same = 0;
    while (same < longest && this.#tokens[same] === tokens[same]) same += 1;
    let shared = 0;
    for (const [index, end] of ends.entries()) {
      if (end > same || end !== this.#ends[index]) break;
      shared = end;
    }
    return shared;
  }

  /** Brings the sequence to the beginning that it shares with the first `most` tokens of a prompt; returns its length. */
  async rewind(prompt: SlicedPrompt, most?: number): Promise<number> {
    const shared = this.sharedWith(prompt, most);
    this.#keep(shared);
    const { nextTokenIndex } = this.sequence;
    if (shared > 0) await this.sequence.eraseContextTokenRanges([{ start: shared, end: nextTokenIndex }]);
    // Some architectures cannot forget a part of what they have read.
    if (shared > 0 && this.sequence.nextTokenIndex === shared) return shared;
    this.#keep(0);
    await this.sequence.clearHistory();
    return 0;
  }

  /** Notes that the next whole slice was read. */
  add(slice: readonly Token[]): void {
    this.#tokens.push(...slice);
    this.#ends = [...this.#ends, this.#tokens.length];
  }

  #keep(length: number): void {
    this.#tokens.length = length;
    this.#ends = this.#ends.filter((end) => end <= length);
  }
}
