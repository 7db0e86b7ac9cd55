import { outliveInterrupt } from "./outlive-interrupt.js";

/**
 * Joins calls that come close together: runs once, some milliseconds after the first of them. It runs also where the cell that
 * asked for it is interrupted meanwhile: a plain timer of that cell would never go off, and nothing after it.
 *
 * @example
 * const flush = new JoinedCall(30, () => send(pending));
 * flush.soon(); flush.soon(); // one `send` after 30 ms
 */
export class JoinedCall {
  readonly #milliseconds: number;
  readonly #run: () => void;
  #askedAt = -Infinity;

  constructor(milliseconds: number, run: () => void) {
    this.#milliseconds = milliseconds;
    this.#run = run;
  }

  soon(): void {
    const now = performance.now();
    // One that is long overdue was ended by an interrupt in its middle.
    if (now - this.#askedAt < 2 * this.#milliseconds) return;
    this.#askedAt = now;
    void outliveInterrupt(async () => {
      await new Promise((wake) => setTimeout(wake, this.#milliseconds));
      this.#askedAt = -Infinity;
      this.#run();
    });
  }
}
