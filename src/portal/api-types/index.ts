/**
 * What the service's portal routes take and give: the contract between `src/portal` (the pages) and
 * `src/service/portal` (the server), which may not import each other. `test/service/portal/contract.test.ts` holds the
 * server's answers against these types.
 *
 * All addresses are relative to the page, so that they work below any path prefix:
 *
 * | address | what it is |
 * | - | - |
 * | `session` | {@link SignInRequest} by POST, DELETE signs out; the only calls without a proof |
 * | `portal/api/me` | {@link Me} |
 * | `portal/api/events?topics=…` | the stream of {@link PortalEvent}s, see {@link EventStreamQuery} |
 * | `portal/api/jobs` | {@link JobsAnswer} |
 * | `portal/api/jobs/:id` | {@link JobDetails} |
 * | `portal/api/jobs/:id/metrics?after=CURSOR` | {@link JobMetrics} |
 * | `portal/api/jobs/:id/log?after=CURSOR` | {@link JobLog} |
 * | `portal/api/jobs/:id/log.txt` | the messages as text, for download |
 * | `portal/api/files` | {@link FilesAnswer} |
 * | `portal/api/files/:id/report?method=supervised` | {@link FileReport}; `method` is `supervised` or `dpo`, by default what the first line is |
 * | `portal/api/files/:id/estimate?model=&method=&epochs=&batch_size=` | {@link TrainingEstimate} |
 * | `portal/api/deployments` | {@link DeploymentsAnswer} |
 * | `POST portal/api/model/load` | 204 once the local model is in memory |
 * | `portal/api/runs?experiment=&filter=&order=` | {@link RunsAnswer} |
 * | `portal/api/runs/:id` | {@link RunDetails} |
 * | `portal/api/runs/:id/table?name=eval_results_table.json` | {@link RunTable} |
 * | `portal/api/runs/:id/metrics?key=` | {@link MetricHistory} |
 * | `portal/api/runs/:id/traces` | {@link RunTraces} |
 * | `portal/api/runs/:id/artifact?path=` | a file of the run, for download |
 * | `portal/api/compare?a=&b=&on=` | {@link RunComparison}; `on` may be given several times |
 * | `portal/api/connection` | {@link ConnectionValues} |
 * | `portal/rest/…` | the public routes, see below |
 *
 * `portal/rest/` goes before any public route of the service: `portal/rest/openai/v1/chat/completions`,
 * `portal/rest/openai/files?api-version=2024-10-21`, `portal/rest/tunelab/teaching-switches`,
 * `portal/rest/subscriptions/…/deployments/NAME?api-version=2023-05-01` ({@link Me.managementPath} is the part between).
 * Status, headers and body are the public route's own. `location` and `azure-asyncoperation` headers name an address
 * without the prefix: do not follow them. A file goes up by `portal/rest/openai/files` (Azure's way: a broken file is
 * kept with status `error`), one above 10 MB by `portal/rest/openai/v1/uploads` in parts.
 *
 * Every call but `session` carries the header {@link PROOF_HEADER}. The cookie alone opens nothing, because browsers
 * send it to every port of the machine. Read the proof from `localStorage` at each call: another tab may have signed in
 * anew. A streamed call must send exactly `Accept: text/event-stream`, or a Jupyter proxy holds it back until its end.
 *
 * Times are Unix milliseconds unless a name or comment says otherwise. Numbers that JSON cannot hold are `null`.
 */

export * from "./calls.js";
export type * from "./signing-in.js";
export type * from "./live-changes.js";
export type * from "./jobs.js";
export type * from "./files.js";
export type * from "./deployments.js";
export type * from "./evaluations.js";
export type * from "./connection.js";
