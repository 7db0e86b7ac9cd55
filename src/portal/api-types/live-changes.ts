import type { DeploymentRow, TunedModelRow } from "./deployments.js";
import type { FileRow } from "./files.js";
import type { JobLog, JobRow, MetricColumns } from "./jobs.js";
import type { Switches } from "./signing-in.js";

/**
 * Query of `portal/api/events`: `topics` is a comma list of {@link Topic}s.
 *
 * The stream opens with `hello`. Then come all records of each topic that is not known yet, one event each, ending with
 * `current`; then changes, merged to at most four sends a second with the latest state of each record. So a list needs
 * no other read, and applying an event twice does no harm. Reopen with the header `Last-Event-ID` (the `id:` of the last
 * event received): only what changed since is sent, or, after a restart of the service, `hello` with `reset: true` and
 * everything again: drop records that are not named before `current`.
 *
 * `job:ID@CURSOR` sends that job's row, and its metrics and log lines from that place of its history on. The cursor
 * lasts over restarts: take it from the latest answer or event that had one, 0 at first.
 */
export interface EventStreamQuery {
  readonly topics: string;
}

/** What the stream tells of. `runs` only says that something in the run store has changed. */
export type Topic = "jobs" | "files" | "deployments" | "models" | "switches" | "runs" | `job:${string}@${number}`;

/** An event of the stream: `event:` is its `type`, `data:` the whole object as JSON, `id:` the place to go on from. */
export type PortalEvent =
  | { readonly type: "hello"; readonly startId: string; readonly reset: boolean; readonly now: number }
  /** Everything that was there when the stream opened has been sent. */
  | { readonly type: "current" }
  | { readonly type: "job"; readonly job: JobRow }
  | { readonly type: "file"; readonly file: FileRow }
  | { readonly type: "deployment"; readonly deployment: DeploymentRow }
  | { readonly type: "model"; readonly model: TunedModelRow }
  | { readonly type: "gone"; readonly kind: "job" | "file" | "deployment" | "model"; readonly id: string }
  | { readonly type: "switches"; readonly switches: Switches }
  | { readonly type: "runs" }
  | ({ readonly type: "metrics"; readonly jobId: string } & MetricColumns)
  | ({ readonly type: "log"; readonly jobId: string } & JobLog);
