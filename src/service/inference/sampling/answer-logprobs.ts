import type { TokenLogprob } from "./sampling.js";

/**
 * Keeps the tokens of an answer until the text that they wrote is shown, so that their bytes are those of the content: a
 * stop sequence holds text back, and takes some of it away in the end.
 */
export class AnswerLogprobs {
  #held: TokenLogprob[] = [];
  /** Bytes that were shown and belong to no token that was handed out. */
  #shown = 0;
  #started = false;

  add(token: TokenLogprob): void {
    this.#held.push(token);
  }

  /** Takes a piece of text that is shown and returns the tokens that are now shown whole. */
  show(text: string): TokenLogprob[] {
    this.#dropFirstSpace(text);
    this.#shown += Buffer.byteLength(text);
    let count = 0;
    for (; count < this.#held.length; count++) {
      const { length } = this.#held[count]!.bytes;
      if (length > this.#shown || (length === 0 && text === "")) break;
      this.#shown -= length;
    }
    return this.#held.splice(0, count);
  }

  /** The rest at the answer's end; after a stop sequence only what was shown, of the last token perhaps a part. */
  end(text: string, stopped: boolean): TokenLogprob[] {
    const tokens = this.show(text);
    const [next] = this.#held;
    if (!stopped) tokens.push(...this.#held);
    else if (next !== undefined && this.#shown > 0) {
      const bytes = next.bytes.slice(0, this.#shown);
      tokens.push({ ...next, text: Buffer.from(bytes).toString("utf8"), bytes });
    }
    this.#held = [];
    return tokens;
  }

  /** SentencePiece begins a text with a space that is no part of it. */
  #dropFirstSpace(text: string): void {
    if (this.#started || text === "") return;
    this.#started = true;
    const [first] = this.#held;
    if (first === undefined || first.bytes[0] !== 0x20 || text.startsWith(" ")) return;
    this.#held[0] = { ...first, text: first.text.replace(/^ /, ""), bytes: first.bytes.slice(1) };
  }
}
