import { getDisplaySink } from "../contracts/display-contract.js";

/**
 * Something that takes time to make, made once and shared by all who ask.
 *
 * It is made anew where making it failed, and where the cell that began it was interrupted meanwhile: what an interrupt
 * ends half-way never settles, and everybody after it would wait for ever.
 *
 * @example
 * const connection = new SharedPromise(() => connect());
 * await connection.get();
 */
export class SharedPromise<T> {
  readonly #make: (signal: AbortSignal | undefined) => Promise<T>;
  #made: Promise<T> | undefined;

  constructor(make: (signal: AbortSignal | undefined) => Promise<T>) {
    this.#make = make;
  }

  /** The value, begun now if nobody has. @param signal aborts with the work that asks; default: the running cell's */
  get(signal: AbortSignal | undefined = getDisplaySink()?.interruptSignal): Promise<T> {
    if (this.#made !== undefined) return this.#made;
    const made = this.#make(signal);
    this.#made = made;
    const forget = (): void => {
      if (this.#made === made) this.#made = undefined;
    };
    signal?.addEventListener("abort", forget, { once: true });
    made.then(() => signal?.removeEventListener("abort", forget), forget);
    return made;
  }
}
