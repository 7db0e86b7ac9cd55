import type { ChangeFeed } from "../live/change-feed.js";
import type { RunSource } from "./run-source.js";

/** Time between two looks at the run store, in milliseconds. */
const LOOK_MS = 2000;

/**
 * Looks for changes of the run store, which other processes write, while somebody wants to hear of them.
 *
 * @example
 * const stop = watch.start();
 */
export class RunWatch {
  readonly #load: (() => Promise<Pick<RunSource, "fingerprint">>) | undefined;
  readonly #feed: ChangeFeed;
  readonly #everyMs: number;
  #watchers = 0;
  #last: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(load: (() => Promise<Pick<RunSource, "fingerprint">>) | undefined, feed: ChangeFeed, everyMs = LOOK_MS) {
    this.#load = load;
    this.#feed = feed;
    this.#everyMs = everyMs;
  }

  /** Watches until the returned function is called; any number may watch at once. */
  start(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#look();
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      this.#watchers -= 1;
      if (this.#watchers === 0) clearTimeout(this.#timer);
    };
  }

  #look(): void {
    void this.#compare()
      // A store that cannot be read now may be later; the list's own request says what is wrong.
      .catch(() => undefined)
      .then(() => {
        if (this.#watchers === 0) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#look(), this.#everyMs).unref();
      });
  }

  async #compare(): Promise<void> {
    const now = await (await this.#load?.())?.fingerprint();
    if (this.#last !== undefined && now !== this.#last) this.#feed.note("runs");
    this.#last = now;
  }
}
