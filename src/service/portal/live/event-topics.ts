import { badRequest } from "../../http/api-error.js";
import type { ChangeKind } from "./change-feed.js";

/** Topics of lists, the letter each has in an event's id, and what it tells of. */
const LISTS = {
  jobs: { letter: "j", kind: "job" },
  files: { letter: "f", kind: "file" },
  deployments: { letter: "d", kind: "deployment" },
  models: { letter: "m", kind: "model" },
  switches: { letter: "s", kind: "switches" },
  runs: { letter: "r", kind: "runs" },
} as const satisfies Record<string, { readonly letter: string; readonly kind: ChangeKind }>;

const MOST_JOBS = 20;

/** What a page wants to hear of. */
export interface Topics {
  /** Kinds of which all records are told. */
  readonly kinds: ReadonlySet<ChangeKind>;
  /** Jobs whose histories are told, and from which place on. */
  readonly histories: ReadonlyMap<string, number>;
}

/**
 * Reads the `topics` of a query; throws 400 for one that there is not.
 *
 * @example
 * parseTopics("jobs,job:ftjob-1@40").histories.get("ftjob-1"); // 40
 */
export function parseTopics(text: unknown): Topics {
  const names = typeof text === "string" ? text.split(",").filter((name) => name !== "") : [];
  const kinds = new Set<ChangeKind>();
  const histories = new Map<string, number>();
  for (const name of names) {
    const [, jobId, cursor] = /^job:([\w-]{1,128})@(\d{1,9})$/.exec(name) ?? [];
    if (jobId !== undefined) histories.set(jobId, Number(cursor));
    else if (Object.hasOwn(LISTS, name)) kinds.add(LISTS[name as keyof typeof LISTS].kind);
    else throw badRequest(`There is no topic ${JSON.stringify(name.slice(0, 60))}.`, "topics", "invalid_value");
  }
  if (names.length === 0) throw badRequest("Missing required parameter: 'topics'.", "topics", "invalid_value");
  if (histories.size > MOST_JOBS) {
    throw badRequest(`At most ${MOST_JOBS} jobs can be followed at once.`, "topics", "invalid_value");
  }
  return { kinds, histories };
}

/** Where a stream was, so that another can go on from there. */
export interface StreamPlace {
  /** Start of the service that numbered the changes. */
  readonly startId: string;
  /** Number of the last change that was told. */
  readonly sequence: number;
  /** Kinds that were told of; of others nothing is known yet. */
  readonly kinds: ReadonlySet<ChangeKind>;
}

/**
 * A place as the id of an event.
 *
 * @example
 * formatPlace({ startId: "0a1b2c3d4e5f", sequence: 41, kinds: new Set(["job", "file"]) }); // "0a1b2c3d4e5f.41.jf"
 */
export function formatPlace({ startId, sequence, kinds }: StreamPlace): string {
  const letters = Object.values(LISTS).flatMap(({ letter, kind }) => (kinds.has(kind) ? [letter] : []));
  return `${startId}.${sequence}.${letters.join("")}`;
}

/** The place that an id of an event names; `undefined` for anything else. */
export function parsePlace(id: unknown): StreamPlace | undefined {
  const [, startId, sequence, letters] = /^([0-9a-f]{12})\.(\d{1,15})\.([a-z]{0,6})$/.exec(String(id)) ?? [];
  if (startId === undefined) return undefined;
  const kinds = Object.values(LISTS).flatMap(({ letter, kind }) => (letters!.includes(letter) ? [kind] : []));
  return { startId, sequence: Number(sequence), kinds: new Set(kinds) };
}
