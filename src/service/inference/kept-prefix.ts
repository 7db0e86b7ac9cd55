import type { LlamaContextSequence, Token } from "node-llama-cpp";

/**
 * Tokens that are evaluated together. With one thread, slices of 32 cost 7 % more than the whole prompt at
 * once, and on average 16 shared tokens are read again.
 */
export const SLICE = 32;

/**
 * Remembers the beginning of what a sequence has read, so that the next prompt with the same beginning starts after it.
 *
 * Only whole slices, counted from the start, are kept: every prompt is read in the same slices whether or not something
 * was kept, so the shapes of the batches and with them all bits of the logits are the same, and the same seed gives
 * the same answer.
 */
export class KeptPrefix {
  readonly sequence: LlamaContextSequence;
  readonly #tokens: Token[] = [];

  constructor(sequence: LlamaContextSequence) {
    this.sequence = sequence;
  }

  /** Tokens that are kept. */
  get length(): number {
    return this.#tokens.length;
  }

  /** How many tokens at the beginning of a prompt need not be read again: whole slices, and never its last token. */
  sharedWith(tokens: readonly Token[]): number {
    const most = Math.min(this.#tokens.length, tokens.length - 1);
    let same = 0;
    while (same < most && this.#tokens[same] === tokens[same]) same += 1;
    return same - (same % SLICE);
  }

  /** Brings the sequence to the shared beginning, of at most `most` tokens, and returns its length. */
  async rewind(tokens: readonly Token[], most = tokens.length): Promise<number> {
    const shared = this.sharedWith(tokens.slice(0, Math.max(0, most)));
    this.#tokens.length = shared;
    const { nextTokenIndex } = this.sequence;
    if (shared > 0) await this.sequence.eraseContextTokenRanges([{ start: shared, end: nextTokenIndex }]);
    // Some architectures cannot forget a part of what they have read.
    if (shared > 0 && this.sequence.nextTokenIndex === shared) return shared;
    this.#tokens.length = 0;
    await this.sequence.clearHistory();
    return 0;
  }

  /** Notes a slice that was read; one that is not whole is not kept, nor is what follows it. */
  add(slice: readonly Token[]): void {
    if (slice.length === SLICE) this.#tokens.push(...slice);
  }
}
