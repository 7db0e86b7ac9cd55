import { effect, signal } from "@preact/signals";
import type { MetricColumns, JobLog, PortalEvent, Topic } from "../api-types/index.js";
import { applyEvent } from "../state/records.js";
import { me, readMe, sessionState } from "../state/session.js";
import { stream } from "./call.js";
import { CallFailure } from "./failure.js";

/** Whether what is shown is as it is now: the stream is open, or was lost and is tried again. */
export const link = signal<"starting" | "live" | "lost">("starting");

/** What a page wants to hear of a job. */
export interface JobWatch {
  readonly onMetrics?: (columns: MetricColumns) => void;
  readonly onLog?: (log: JobLog) => void;
}

interface OpenWatch extends JobWatch {
  readonly jobId: string;
  cursor: number;
}

const LISTS: readonly Topic[] = ["jobs", "files", "deployments", "models", "switches", "runs"];
/** The service sends a sign of life every 25 s; after twice that and some the connection is taken for dead. */
const SILENCE_MS = 60_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

const watches = new Set<OpenWatch>();
let current: AbortController | undefined;
let lastEventId = "";
let wake: () => void = () => undefined;

/**
 * Hears of a job's measurements and log lines from a place of its history on, until the returned function is called.
 * The stream is opened anew for it, since its topics are in its address.
 */
export function watchJob(jobId: string, cursor: number, watch: JobWatch): () => void {
  const opened: OpenWatch = { ...watch, jobId, cursor };
  watches.add(opened);
  restart();
  return () => {
    watches.delete(opened);
  };
}

/** Keeps one stream open while the page can be seen and someone is signed in. */
export function startLive(): void {
  document.addEventListener("visibilitychange", () => {
    // What a hidden page shows is old until the stream has told of the present again.
    if (document.visibilityState === "visible" && link.peek() === "live") link.value = "starting";
    restart();
  });
  addEventListener("online", restart);
  effect(() => {
    if (sessionState.value !== "signed-in") current?.abort();
    else wake();
  });
  void keepOpen();
}

function restart(): void {
  current?.abort();
  wake();
}

const isWanted = (): boolean => document.visibilityState === "visible" && sessionState.peek() === "signed-in";

async function keepOpen(): Promise<never> {
  let waitMs = FIRST_WAIT_MS;
  for (;;) {
    if (!isWanted()) {
      await pause(undefined);
      continue;
    }
    const controller = new AbortController();
    current = controller;
    try {
      await follow(controller, () => {
        waitMs = FIRST_WAIT_MS;
      });
    } catch (error) {
      if (error instanceof CallFailure && error.status === 401) sessionState.value = "signed-out";
    }
    // Closed on purpose: not lost, and opened again at once if it is still wanted.
    if (controller.signal.aborted && controller.signal.reason !== "silent") continue;
    link.value = "lost";
    // Not all pages at the same moment, when a service that was away comes back.
    await pause(waitMs * (0.75 + Math.random() / 2));
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** Waits for a time, or until something calls {@link wake}. */
function pause(milliseconds: number | undefined): Promise<void> {
  return new Promise((done) => {
    const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
    wake = () => {
      clearTimeout(timer);
      done();
    };
  });
}

async function follow(controller: AbortController, onOpen: () => void): Promise<void> {
  const wanted = [...LISTS, ...[...watches].map(({ jobId, cursor }): Topic => `job:${jobId}@${cursor}`)];
  const { events } = await stream(`portal/api/events?topics=${encodeURIComponent(wanted.join(","))}`, {
    signal: controller.signal,
    headers: lastEventId === "" ? {} : { "last-event-id": lastEventId },
  });
  let silence = setTimeout(() => controller.abort("silent"), SILENCE_MS);
  try {
    for await (const { event, data, id } of events) {
      clearTimeout(silence);
      silence = setTimeout(() => controller.abort("silent"), SILENCE_MS);
      if (event === "comment" || controller.signal.aborted) continue;
      onOpen();
      if (id !== "") lastEventId = id;
      receive(JSON.parse(data) as PortalEvent);
    }
  } finally {
    clearTimeout(silence);
  }
}

function receive(event: PortalEvent): void {
  applyEvent(event);
  if (event.type === "current") link.value = "live";
  if (event.type === "hello" && event.startId !== me.peek()?.service.startId) void readMe().catch(() => undefined);
  if (event.type !== "metrics" && event.type !== "log") return;
  for (const watch of watches) {
    if (watch.jobId !== event.jobId) continue;
    watch.cursor = Math.max(watch.cursor, event.cursor);
    if (event.type === "metrics") watch.onMetrics?.(event);
    else watch.onLog?.(event);
  }
}
