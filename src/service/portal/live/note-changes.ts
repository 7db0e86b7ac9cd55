import type { ServiceContext } from "../../context.js";
import { RESUME_STEP } from "../../jobs/index.js";
import type { CommittedChange, DeploymentRecord, FileRecord } from "../../store/index.js";
import type { ChangeKind } from "./change-feed.js";

/** The longest time that a timer takes, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

const KINDS: Readonly<Partial<Record<CommittedChange["collection"], ChangeKind>>> = {
  files: "file",
  jobs: "job",
  models: "model",
  deployments: "deployment",
};

/**
 * Notes in the feed what changes in the store, the histories and the switches, and states that change by time alone.
 *
 * Returns how to end that.
 */
export function noteChanges(context: ServiceContext): () => void {
  const { store, switches, portal } = context;
  const { feed, latestMetrics } = portal;
  const timers = new Map<string, NodeJS.Timeout>();

  /** A deployment or a file becomes ready without anything being written. */
  const noteWhenReady = (kind: ChangeKind, id: string, readyAt: number): void => {
    const key = `${kind} ${id}`;
    clearTimeout(timers.get(key));
    timers.delete(key);
    const wait = readyAt - context.now();
    if (wait <= 0 || wait > LONGEST_TIMER) return;
    const timer = setTimeout(() => {
      timers.delete(key);
      feed.note(kind, id);
    }, wait);
    timers.set(key, timer.unref());
  };

  for (const { name, readyAt } of store.list("deployments")) noteWhenReady("deployment", name, readyAt);
  for (const { id, readyAt } of store.list("files")) noteWhenReady("file", id, readyAt);

  const endings = [
    store.onChange(({ collection, id, before, after }) => {
      const kind = KINDS[collection];
      if (kind === undefined) return;
      feed.note(kind, id);
      if (collection === "jobs" && after === undefined) latestMetrics.forget(id);
      if (collection === "files") noteWhenReady(kind, id, (after as FileRecord | undefined)?.readyAt ?? 0);
      if (collection !== "deployments") return;
      const deployments = [before, after] as readonly (DeploymentRecord | undefined)[];
      noteWhenReady(kind, id, deployments[1]?.readyAt ?? 0);
      // A job's row names the deployments of its models.
      const jobs = deployments.map((deployment) => store.get("models", deployment?.model.name ?? "")?.jobId);
      for (const jobId of new Set(jobs)) if (jobId !== undefined) feed.note("job", jobId);
    }),
    store.events.onAppend((jobId, event) => {
      latestMetrics.add(jobId, event);
      feed.note("history", jobId);
      if (event.type === "metrics" || event.data[RESUME_STEP] !== undefined) feed.note("job", jobId);
    }),
    switches.onChange(() => {
      feed.note("switches");
      // Waits are scaled by a switch, and quota is taken away by one: whoever shows them reads them again.
      for (const { name } of store.list("deployments")) feed.note("deployment", name);
    }),
  ];
  return () => {
    for (const end of endings) end();
    for (const timer of timers.values()) clearTimeout(timer);
  };
}
