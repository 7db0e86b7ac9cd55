import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceContext } from "../../context.js";
import type { Change, ChangeKind } from "./change-feed.js";
import { toDeploymentRow, toTunedModelRow } from "../rows/deployment-rows.js";
import { formatPlace, parsePlace, type Topics } from "./event-topics.js";
import { toFileRow } from "../rows/file-rows.js";
import { toJobLog, toMetricColumns } from "../rows/job-history.js";
import { toJobRow } from "../rows/job-rows.js";
import type { LiveStream } from "./live-stream.js";
import { showSwitches } from "../rows/me.js";

/** Shortest time between two rounds of events, in milliseconds: four a second. */
const MERGE_MS = 250;

/** Silence after which something is sent, in milliseconds; a hub takes each sending for activity of its user. */
const BEAT_MS = 25_000;

/** Events of a history that are put into one event of the stream. */
const HISTORY_PART = 5000;

type Event = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * Tells a page of changes until it goes away: first what it does not know yet, then what changes, merged.
 *
 * What is sent is always the state at that moment, so a page that reads slowly gets fewer events and none too late.
 *
 * @param lastId id of the last event of a stream before this one, from which it goes on
 */
export async function streamChanges(
  context: ServiceContext,
  stream: LiveStream,
  topics: Topics,
  lastId: unknown,
): Promise<void> {
  const { feed } = context.portal;
  const cursors = new Map(topics.histories);
  const wanted = (change: Change): boolean =>
    topics.kinds.has(change.kind) || (change.kind === "job" && cursors.has(change.id));
  const placeAt = (sequence: number): string => formatPlace({ startId: feed.startId, sequence, kinds: topics.kinds });

  const before = parsePlace(lastId);
  const known = before?.startId === feed.startId ? feed.since(before.sequence) : undefined;
  let sequence = known?.sequence ?? feed.sequence;
  const hello = { type: "hello", startId: feed.startId, reset: known === undefined, now: context.now() };
  await stream.send(hello);
  const missed = known?.changes.filter((change) => wanted(change) && before!.kinds.has(change.kind)) ?? [];
  const unknown = [...topics.kinds].filter((kind) => known === undefined || !before!.kinds.has(kind));
  for (const change of [...missed, ...unknown.flatMap((kind) => allOf(context, kind))]) {
    await stream.send(eventOf(context, change));
  }
  for (const id of cursors.keys()) {
    if (!topics.kinds.has("job")) await stream.send(eventOf(context, { kind: "job", id }));
    await sendHistory(context, stream, id, cursors);
  }
  await stream.send({ type: "current" }, placeAt(sequence));

  while (!stream.closed.aborted) {
    await changeAfter(context, sequence, stream.closed);
    const news = feed.since(sequence);
    // Forgotten while the page read nothing for very long: it asks again, from the start.
    if (news === undefined) return stream.end();
    sequence = news.sequence;
    const events = news.changes.filter(wanted).map((change) => eventOf(context, change));
    for (const [at, event] of events.entries()) {
      await stream.send(event, at === events.length - 1 ? placeAt(sequence) : undefined);
    }
    for (const { kind, id } of news.changes) {
      if (kind === "history" && cursors.has(id)) await sendHistory(context, stream, id, cursors);
    }
    if (performance.now() - stream.lastSentAt >= BEAT_MS) await stream.beat();
    await sleep(MERGE_MS, undefined, { signal: stream.closed });
  }
}

/** Waits for a change after a number, or until it has been silent for long. */
async function changeAfter({ portal }: ServiceContext, sequence: number, signal: AbortSignal): Promise<void> {
  if (portal.feed.sequence > sequence) return;
  const changed = new AbortController();
  const stopListening = portal.feed.onChange(() => changed.abort());
  try {
    await sleep(BEAT_MS, undefined, { signal: AbortSignal.any([signal, changed.signal]) }).catch(() => undefined);
  } finally {
    stopListening();
  }
}

/** Everything of a kind that there is. */
function allOf({ store }: ServiceContext, kind: ChangeKind): readonly Change[] {
  switch (kind) {
    case "job":
      return store.list("jobs").map(({ id }) => ({ kind, id }));
    case "file":
      return store.list("files").map(({ id }) => ({ kind, id }));
    case "model":
      return store.list("models").map(({ id }) => ({ kind, id }));
    case "deployment":
      return store.list("deployments").map(({ name }) => ({ kind, id: name }));
    default:
      return [{ kind, id: "" }];
  }
}

/** What a changed thing is now. */
function eventOf(context: ServiceContext, { kind, id }: Change): Event {
  const { store } = context;
  switch (kind) {
    case "job": {
      const job = store.get("jobs", id);
      return job === undefined ? { type: "gone", kind, id } : { type: "job", job: toJobRow(context, job) };
    }
    case "file": {
      const file = store.get("files", id);
      return file === undefined ? { type: "gone", kind, id } : { type: "file", file: toFileRow(context, file) };
    }
    case "deployment": {
      const deployment = store.get("deployments", id);
      return deployment === undefined
        ? { type: "gone", kind, id }
        : { type: "deployment", deployment: toDeploymentRow(context, deployment) };
    }
    case "model": {
      const model = store.get("models", id);
      return model === undefined ? { type: "gone", kind, id } : { type: "model", model: toTunedModelRow(model) };
    }
    case "switches":
      return { type: "switches", switches: showSwitches(context) };
    default:
      return { type: kind };
  }
}

/** Sends what a job's history has gained, in parts that a page takes in at once. */
async function sendHistory(
  { store }: ServiceContext,
  stream: LiveStream,
  jobId: string,
  cursors: Map<string, number>,
): Promise<void> {
  if (!store.has("jobs", jobId)) return;
  const { events } = await store.events.read(jobId);
  // A place behind the end is of another history: it is told from its start.
  let from = cursors.get(jobId)!;
  if (from > events.length) from = 0;
  while (from < events.length) {
    const end = Math.min(events.length, from + HISTORY_PART);
    const metrics = toMetricColumns(events, from, end);
    const log = toJobLog(events, from, end);
    if (metrics.step.length > 0 || metrics.lostAfter !== undefined)
      await stream.send({ type: "metrics", jobId, ...metrics });
    if (log.lines.length > 0) await stream.send({ type: "log", jobId, ...log });
    from = end;
    cursors.set(jobId, from);
  }
}
