/**
 * Cuts a stream of text at the first stop sequence, also one that arrives in several pieces.
 *
 * Text that could still become a stop sequence is held back until the next piece decides.
 *
 * @example
 * const filter = new StopSequences(["\n\n"]);
 * filter.push("one\n"); // { text: "one", stopped: false }
 * filter.push("\ntwo"); // { text: "", stopped: true }
 */
export class StopSequences {
  readonly #stops: readonly string[];
  #held = "";

  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== "");
  }

  /** Takes the next piece and returns what may be shown of it. */
  push(piece: string): { readonly text: string; readonly stopped: boolean } {
    const pending = this.#held + piece;
    const cut = Math.min(...this.#stops.map((stop) => pending.indexOf(stop)).filter((index) => index >= 0), Infinity);
    if (cut !== Infinity) {
      this.#held = "";
      return { text: pending.slice(0, cut), stopped: true };
    }
    const keep = Math.max(0, ...this.#stops.map((stop) => overlap(pending, stop)));
    this.#held = pending.slice(pending.length - keep);
    return { text: pending.slice(0, pending.length - keep), stopped: false };
  }

  /** Returns what was held back when the stream has ended. */
  flush(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }
}

/** Length of the longest end of `text` that is a beginning of `stop`. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
