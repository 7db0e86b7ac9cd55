import { readFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { isMostlyIdle, writeWholeFile } from "../core/index.js";

/** Settings that this machine decides: measured once, and kept. */
export interface MeasuredChoices {
  /**
   * What was chosen under a name, measured now if it never was on this machine while it was idle.
   *
   * Beside other work a second thread looks better than it is where threads hardly wait for each other, and worse where they
   * do; `measure` is told when the machine is busy, and what it then chooses counts for this process only.
   *
   * @example
   * await choices.choose("threads to generate with", (busy) => (busy ? 1 : fastestThreads(model))); // 1
   */
  choose<T>(name: string, measure: (busy: boolean) => Promise<T>): Promise<T>;
}

/** Options of {@link keepMeasuredChoices}. */
export interface MeasuredChoicesOptions {
  /** The processor that is measured. @default this machine's */
  readonly processor?: string;
  /** Whether nothing else is running. @default by the load of the last minute */
  readonly isIdle?: () => boolean;
}

const FILE = "measured.json";

/**
 * Keeps choices in a data directory, by processor, so that they do not change from start to start: another number of
 * threads may add numbers up in another order, and the same seed would give other last digits.
 *
 * A file that cannot be read or written costs a measurement and nothing else.
 *
 * @example
 * const choices = await keepMeasuredChoices(".tunelab/data");
 */
export async function keepMeasuredChoices(
  directory: string,
  { processor = describeProcessor(), isIdle = isMostlyIdle }: MeasuredChoicesOptions = {},
): Promise<MeasuredChoices> {
  const path = join(directory, FILE);
  const all = await readAll(path);
  const own = (all[processor] ??= {});
  const running = new Map<string, Promise<unknown>>();
  const untilTheEnd = new Map<string, unknown>();
  const measureOnce = async <T>(name: string, measure: (busy: boolean) => Promise<T>): Promise<T> => {
    try {
      const busy = !isIdle();
      const value = await measure(busy);
      if (busy) {
        untilTheEnd.set(name, value);
        return value;
      }
      own[name] = value;
      await writeWholeFile(path, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 }).catch(() => undefined);
      return value;
    } finally {
      running.delete(name);
    }
  };
  return {
    choose: <T>(name: string, measure: (busy: boolean) => Promise<T>): Promise<T> => {
      if (name in own) return Promise.resolve(own[name] as T);
      if (untilTheEnd.has(name)) return Promise.resolve(untilTheEnd.get(name) as T);
      let measuring = running.get(name);
      if (measuring === undefined) {
        measuring = measureOnce(name, measure);
        running.set(name, measuring);
      }
      return measuring as Promise<T>;
    },
  };
}

/**
 * The fewest threads that reach nine tenths of the highest speed: a second one that brings little is worth more elsewhere.
 *
 * @example
 * fewestFastThreads([{ threads: 1, speed: 100 }, { threads: 2, speed: 105 }]); // 1
 */
export function fewestFastThreads(measured: readonly { readonly threads: number; readonly speed: number }[]): number {
  const best = Math.max(...measured.map(({ speed }) => speed));
  return Math.min(...measured.filter(({ speed }) => speed >= 0.9 * best).map(({ threads }) => threads));
}

/**
 * Numbers of threads worth trying: powers of two up to the number of cores, at most 8.
 *
 * @example
 * threadCandidates(6); // [1, 2, 4]
 */
export function threadCandidates(cores: number = availableParallelism()): readonly number[] {
  return [1, 2, 4, 8].filter((threads) => threads <= Math.max(1, cores));
}

function describeProcessor(): string {
  return `${cpus()[0]?.model.trim() || "unknown processor"}, ${availableParallelism()} cores`;
}

async function readAll(path: string): Promise<Record<string, Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    const isTable = (entry: unknown): entry is Record<string, unknown> =>
      typeof entry === "object" && entry !== null && !Array.isArray(entry);
    if (!isTable(value)) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, Record<string, unknown>] => isTable(entry[1])),
    );
  } catch {
    return {};
  }
}
