import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AppendLog } from "./append-log.js";
import type { Quarantine } from "./quarantine.js";
import type { JobEvent } from "./records.js";

interface OpenEvents {
  readonly log: AppendLog;
  readonly events: JobEvent[];
  readonly positions: Map<string, number>;
}

/** Histories kept in memory; the rest is read from disk when asked for. */
const MAX_OPEN = 512;

/** The history of each job, in a log of its own, so that starting the service does not read all histories. */
export class EventStore {
  readonly #folderOf: (jobId: string) => string;
  readonly #quarantine: Quarantine;
  readonly #open = new Map<string, Promise<OpenEvents>>();
  readonly #listeners = new Set<(jobId: string, event: JobEvent) => void>();

  constructor(folderOf: (jobId: string) => string, quarantine: Quarantine) {
    this.#folderOf = folderOf;
    this.#quarantine = quarantine;
  }

  /** Adds an event; resolves when it is on the disk. */
  async append(jobId: string, event: JobEvent): Promise<void> {
    const { log, events, positions } = await this.#get(jobId);
    await log.append(event);
    positions.set(event.id, events.length);
    events.push(event);
    for (const listener of this.#listeners) listener(jobId, event);
  }

  /** Calls a function after each event that was added; it must not throw. Returns how to end that. */
  onAppend(listener: (jobId: string, event: JobEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** All events of a job, oldest first, and the position of each by its id. */
  async read(
    jobId: string,
  ): Promise<{ readonly events: readonly JobEvent[]; readonly positions: ReadonlyMap<string, number> }> {
    return this.#get(jobId);
  }

  /** Closes a job's log, before its folder is removed. */
  async forget(jobId: string): Promise<void> {
    const opened = this.#open.get(jobId);
    this.#open.delete(jobId);
    if (opened !== undefined) await (await opened).log.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((jobId) => this.forget(jobId)));
  }

  #get(jobId: string): Promise<OpenEvents> {
    const opened = this.#open.get(jobId);
    if (opened !== undefined) {
      // The map keeps the order of insertion: putting it last makes the first the longest unused.
      this.#open.delete(jobId);
      this.#open.set(jobId, opened);
      return opened;
    }
    const opening = this.#load(jobId);
    this.#open.set(jobId, opening);
    opening.catch(() => this.#open.delete(jobId));
    if (this.#open.size > MAX_OPEN) {
      const oldest = this.#open.keys().next().value as string;
      void this.forget(oldest).catch(() => undefined);
    }
    return opening;
  }

  async #load(jobId: string): Promise<OpenEvents> {
    const folder = this.#folderOf(jobId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const events: JobEvent[] = [];
    const positions = new Map<string, number>();
    const onRecord = (record: unknown): void => {
      const event = record as JobEvent;
      positions.set(event.id, events.length);
      events.push(event);
    };
    const log = await AppendLog.open(join(folder, "events.log"), onRecord, {
      keepTail: (tail) => this.#quarantine.keep(join("jobs", jobId, "events.log"), tail, "are no events"),
    });
    return { log, events, positions };
  }
}
