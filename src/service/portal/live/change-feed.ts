import { randomBytes } from "node:crypto";

/** What a change was of. `history` is a job's events, `runs` the run store as a whole. */
export type ChangeKind = "job" | "file" | "deployment" | "model" | "switches" | "runs" | "history";

/** A thing that has changed; not how: whoever hears of it reads what it is now. */
export interface Change {
  readonly kind: ChangeKind;
  /** Empty for what there is one of. */
  readonly id: string;
}

/** Things whose last change is remembered. */
const MOST_REMEMBERED = 10_000;

/**
 * Numbers the changes of everything that the portal shows, and remembers of each thing only its last.
 *
 * So a reader of any speed can ask what has changed since the number it has seen, and what changed a hundred times since
 * is named once: there is no queue that a slow one could fill.
 *
 * @example
 * const feed = new ChangeFeed();
 * feed.note("job", "ftjob-1");
 * feed.since(0); // { changes: [{ kind: "job", id: "ftjob-1" }], sequence: 1 }
 */
export class ChangeFeed {
  /** Differs from start to start, as the numbers begin anew. */
  readonly startId = randomBytes(6).toString("hex");
  readonly #most: number;
  /** By kind and id; the map keeps the order of the last changes. */
  readonly #last = new Map<string, Change & { readonly sequence: number }>();
  readonly #listeners = new Set<() => void>();
  #sequence = 0;
  /** The latest change that is no longer remembered. */
  #forgotten = 0;

  constructor(options: { readonly most?: number } = {}) {
    this.#most = options.most ?? MOST_REMEMBERED;
  }

  /** Number of the latest change. */
  get sequence(): number {
    return this.#sequence;
  }

  note(kind: ChangeKind, id = ""): void {
    const key = `${kind} ${id}`;
    this.#last.delete(key);
    this.#last.set(key, { kind, id, sequence: ++this.#sequence });
    if (this.#last.size > this.#most) {
      const [oldest, { sequence }] = this.#last.entries().next().value as [string, { readonly sequence: number }];
      this.#last.delete(oldest);
      this.#forgotten = sequence;
    }
    for (const listener of this.#listeners) listener();
  }

  /** What has changed after a number, oldest change first; `undefined` when that is too long ago to be known. */
  since(sequence: number): { readonly changes: readonly Change[]; readonly sequence: number } | undefined {
    if (sequence < this.#forgotten || sequence > this.#sequence) return undefined;
    const newestFirst: Change[] = [];
    // From the end, so that the usual question costs what has changed and not what is remembered.
    for (const entry of [...this.#last.values()].reverse()) {
      if (entry.sequence <= sequence) break;
      newestFirst.push({ kind: entry.kind, id: entry.id });
    }
    return { changes: newestFirst.reverse(), sequence: this.#sequence };
  }

  /** Calls a function after each change. Returns how to end that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
