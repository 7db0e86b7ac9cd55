/** Over how long the rate is taken: long enough to be steady, short enough to notice a change of pace. */
const WINDOW_MS = 30_000;

/** Measures how fast work goes, over the last 30 seconds. */
export class RateMeter {
  readonly #samples: { readonly time: number; readonly done: number }[] = [];

  constructor(time: number, done = 0) {
    this.#samples.push({ time, done });
  }

  add(time: number, done: number): void {
    this.#samples.push({ time, done });
    while (this.#samples.length > 2 && this.#samples[1]!.time <= time - WINDOW_MS) this.#samples.shift();
  }

  /** Units a second, or `undefined` before anything was done. */
  get perSecond(): number | undefined {
    const first = this.#samples[0]!;
    const last = this.#samples.at(-1)!;
    const rate = ((last.done - first.done) / (last.time - first.time)) * 1000;
    return Number.isFinite(rate) && rate > 0 ? rate : undefined;
  }
}
