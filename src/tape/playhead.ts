import type { TapeCall, TapeRequest } from "./tape-file.js";

/** Name under which calls that ask the same are found. */
export const keyOf = ({ method, url, body }: TapeRequest): string => `${method} ${url}\n${body}`;

const isReading = ({ method }: TapeRequest): boolean => method === "GET" || method === "HEAD";

/**
 * Where a replay has got to in its recording, and which recorded answer the next call gets.
 *
 * Calls that change something are answered in their recorded order. Reading follows the scaled time, because a job that
 * was asked about every ten seconds for an hour would take an hour again: of several recorded answers to the same
 * question it gives the one of the moment. It never goes back, never leaves out a status that the recording saw, and
 * never runs ahead of a change that the notebook has not asked for yet, however long a presenter talks between two cells.
 */
export class Playhead {
  readonly #byKey = new Map<string, number[]>();
  readonly #served = new Map<string, number>();
  readonly #changesDone = new Set<number>();
  #lastChange = -1;
  #recordedAt: number;
  #replayedAt: number;
  readonly #calls: readonly TapeCall[];
  readonly #speed: number;
  readonly #now: () => number;

  constructor(calls: readonly TapeCall[], speed: number, now: () => number) {
    this.#calls = calls;
    this.#speed = speed;
    this.#now = now;
    for (const [index, call] of calls.entries()) {
      const key = keyOf(call.request);
      this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), index]);
    }
    this.#recordedAt = calls[0]?.at ?? 0;
    this.#replayedAt = now();
  }

  /** The recorded call that answers a request; `undefined` where none was recorded. */
  next(request: TapeRequest): TapeCall | undefined {
    const indices = this.#byKey.get(keyOf(request));
    if (indices === undefined) return undefined;
    const index = isReading(request) ? this.#nextReading(keyOf(request), indices) : this.#makeChange(indices);
    return this.#calls[index];
  }

  #makeChange(indices: readonly number[]): number {
    const open = indices.filter((index) => !this.#changesDone.has(index));
    // A cell that is run again gets the last answer once more.
    if (open.length === 0) return indices.at(-1)!;
    const time = this.#time();
    const waiting = open.findIndex(
      (index, place) => !this.#failed(index) || (this.#calls[open[place + 1] ?? -1]?.at ?? Infinity) > time,
    );
    const chosen = open[Math.max(0, waiting)]!;
    for (const index of open) if (index <= chosen) this.#changesDone.add(index);
    this.#lastChange = Math.max(this.#lastChange, chosen);
    const call = this.#calls[chosen]!;
    this.#moveTo(call.at + call.waitMs);
    return chosen;
  }

  #nextReading(key: string, indices: readonly number[]): number {
    const nextChange = this.#nextChange();
    const limit = this.#calls[nextChange]?.at ?? Infinity;
    if (this.#time() > limit) this.#moveTo(limit);
    const time = this.#time();
    const reached = this.#served.get(key);
    let place = reached === undefined ? -1 : indices.indexOf(reached);
    const afterChange = indices.findIndex((index) => index > this.#lastChange && index < nextChange);
    if (place < afterChange) {
      // What was read before the last change would be out of date now.
      place = afterChange;
      this.#holdAt(indices[place]!, time);
    } else if (place < 0) {
      place = Math.max(
        0,
        indices.findLastIndex((index) => index <= this.#lastChange),
      );
    } else {
      place = this.#advance(indices, place, nextChange, time);
    }
    this.#served.set(key, indices[place]!);
    return indices[place]!;
  }

  /** Goes on with the time, but to the next status at most: each is shown once. */
  #advance(indices: readonly number[], from: number, nextChange: number, time: number): number {
    let place = from;
    while (place + 1 < indices.length) {
      const next = indices[place + 1]!;
      if (next > nextChange) {
        // A poll that waits for a change which the notebook left out would never end.
        return place === from && this.#statusOf(indices[place]!) !== "" ? place + 1 : place;
      }
      if (this.#calls[next]!.at > time) return place;
      place += 1;
      if (this.#statusOf(next) !== this.#statusOf(indices[place - 1]!)) {
        this.#holdAt(next, time);
        return place;
      }
    }
    return place;
  }

  /** Puts the time back to a call that is shown late, so that what is read next belongs to the same moment. */
  #holdAt(index: number, time: number): void {
    const { at } = this.#calls[index]!;
    if (at < time) this.#moveTo(at);
  }

  /** Index of the first recorded change after the last one asked for that has not been asked for itself. */
  #nextChange(): number {
    const index = this.#calls.findIndex(
      ({ request }, place) => place > this.#lastChange && !isReading(request) && !this.#changesDone.has(place),
    );
    return index < 0 ? Infinity : index;
  }

  #time(): number {
    return this.#recordedAt + (this.#now() - this.#replayedAt) * this.#speed;
  }

  #moveTo(recordedAt: number): void {
    this.#recordedAt = recordedAt;
    this.#replayedAt = this.#now();
  }

  #failed(index: number): boolean {
    return (this.#calls[index]?.response?.status ?? 599) >= 400;
  }

  /** State of the job, file or deployment that an answer describes, with the HTTP status; "" where it describes none. */
  #statusOf(index: number): string {
    const response = this.#calls[index]?.response;
    const text = response !== undefined && "text" in response.body ? response.body.text : "";
    try {
      const { object, status, properties } = JSON.parse(text) as {
        object?: unknown;
        status?: unknown;
        properties?: { provisioningState?: unknown };
      };
      const state = object === "list" ? undefined : (status ?? properties?.provisioningState);
      return typeof state === "string" ? `${response?.status} ${state}` : "";
    } catch {
      return "";
    }
  }
}
