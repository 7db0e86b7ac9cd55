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

/** Header that carries {@link Session.proof}. */
export const PROOF_HEADER = "x-tunelab-proof";

/** Body of every answer from `portal/api` with a status from 400, and of `session`. The header `x-request-id` names the request. */
export interface PortalFailure {
  readonly error: {
    /** `signed_out` (401: stop all polling, show the sign-in page), `token_used` (401, `session` only), `not_found`, … */
    readonly code: string;
    readonly message: string;
    /** What to do next. */
    readonly hint?: string;
  };
}

/* ------------------------------------------------------------------------------------------------- signing in -- */

/**
 * Body of `POST session`: the one-time token of the address's fragment, `#token=TOKEN` or
 * `#token=TOKEN&to=ENCODED_ROUTE` (`to` is a hash route such as `/jobs/ftjob-1/metrics`; go there with
 * `history.replaceState` before the first call, so that the token does not stay in the history).
 *
 * A page that holds a proof asks `me` first and leaves the token alone when that is answered.
 */
export interface SignInRequest {
  readonly token: string;
}

/** Answer of `POST session`, with the session's cookie. 401 `token_used` for a token that is unknown, over or used. */
export interface Session {
  /** Goes into `localStorage` and into {@link PROOF_HEADER}. */
  readonly proof: string;
  readonly expiresAt: number;
}

/** What does not change while the page is open. */
export interface Me {
  readonly session: { readonly expiresAt: number };
  readonly service: {
    /** Changes with each start of the service. */
    readonly startId: string;
    readonly version: string;
    readonly startedAt: number;
    readonly dataDirectory: string;
    /** The local model that answers under every name. */
    readonly modelId: string;
    /** Tokens that the model can hold, prompt and answer together; left out when it is not known. */
    readonly contextLength?: number;
  };
  /** Value for `api-version` under `portal/rest/openai/` and under `portal/rest/subscriptions/`. */
  readonly apiVersions: { readonly data: string; readonly management: string };
  /** `subscriptions/…/accounts/…`: goes between `portal/rest/` and `/deployments`. */
  readonly managementPath: string;
  /** Folder or server address of the runs; `null` when the service was started without a run store. */
  readonly runStore: string | null;
  readonly switches: Switches;
  /** Models that can be deployed or tuned: the local one, then the labs' names for it. */
  readonly models: readonly ModelChoice[];
  /** Names of the content filters that a deployment may have. */
  readonly contentFilters: readonly string[];
  readonly prices: {
    /** ISO day on which the figures were collected. */
    readonly asOf: string;
    readonly hostingPerHour: Readonly<Record<"Standard" | "GlobalStandard" | "DeveloperTier", number>>;
    /** Hours of a month as cloud price lists count them. */
    readonly hoursPerMonth: number;
  };
}

/** A base model as the forms offer it. */
export interface ModelChoice {
  readonly name: string;
  readonly version: string;
  readonly fineTuning: boolean;
  readonly methods: readonly ("supervised" | "dpo")[];
  /** ISO day; `null` when none is known. */
  readonly retirementDate: string | null;
  /** True for the model that really answers. */
  readonly local: boolean;
  /** US dollars per million training tokens on Azure; `null` when unknown. */
  readonly trainingPrice: number | null;
}

/** Teaching switches: all values, and the names of those that differ from their default. */
export interface Switches {
  readonly values: Readonly<Record<string, boolean | number | string>>;
  readonly active: readonly string[];
}

/* ------------------------------------------------------------------------------------------------ live changes -- */

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

/* -------------------------------------------------------------------------------------------------------- jobs -- */

/** State of a job, finer than Azure's body has it. */
export type JobStatus =
  "validating_files" | "queued" | "running" | "pausing" | "paused" | "succeeded" | "failed" | "cancelled";

/** A job as the list shows it. Oldest first in answers; sort by `createdAt`. */
export interface JobRow {
  readonly id: string;
  readonly status: JobStatus;
  /** Base model as named in the request. */
  readonly model: string;
  readonly suffix: string | null;
  readonly method: "supervised" | "dpo";
  readonly seed: number;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Last step that was reported; 0 before the first. */
  readonly step: number;
  /** `null` while it is not known. */
  readonly totalSteps: number | null;
  /** Expected end; `null` for a job that rests or has ended. */
  readonly estimatedFinish: number | null;
  /** Losses and accuracies of the last step, by the API's names: `train_loss`, `valid_loss`, `full_valid_loss`, … */
  readonly lastMetrics: Readonly<Record<string, number>>;
  readonly fineTunedModel: string | null;
  /** Names of the deployments of this job's models, checkpoints included. */
  readonly deployments: readonly string[];
  readonly error: { readonly code: string; readonly message: string; readonly param: string | null } | null;
  readonly trainingFile: string;
  readonly validationFile: string | null;
}

/** Answer of `portal/api/jobs`. */
export interface JobsAnswer {
  readonly jobs: readonly JobRow[];
}

/** Answer of `portal/api/jobs/:id`. Read it again when a `job` event of it arrives. */
export interface JobDetails extends JobRow {
  /** What was asked for; `auto` where nothing was. */
  readonly requested: Readonly<Record<string, number | string | boolean>>;
  /** What `auto` became; `null` before the files are validated. Same names as `requested`. */
  readonly resolved: Readonly<Record<string, number | string | boolean>> | null;
  /** The local model whose weights are trained. */
  readonly localModel: string;
  readonly trainingExamples: number | null;
  readonly trainedTokens: number | null;
  readonly trainingType: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** `null` for a file that has been deleted since. */
  readonly trainingFileName: string | null;
  readonly validationFileName: string | null;
  readonly resultFiles: readonly { readonly id: string; readonly filename: string | null }[];
  readonly checkpoints: readonly CheckpointRow[];
  readonly bestStep: number | null;
  /** Line of the training file that the error is about, when it names one. */
  readonly errorLine: number | null;
}

/** A checkpoint; deploy it under `modelId`. */
export interface CheckpointRow {
  readonly id: string;
  readonly modelId: string;
  readonly step: number;
  readonly epoch: number;
  readonly createdAt: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** True for the checkpoint that `fineTunedModel` is. */
  readonly best: boolean;
  /** False while the job runs: only the checkpoints of a paused or succeeded job can be deployed. */
  readonly deployable: boolean;
}

/** Measurements as columns of equal length, by step; a step that was trained again after a crash comes once, with its last values. */
export interface MetricColumns {
  /** Place in the job's history to go on from. */
  readonly cursor: number;
  readonly step: readonly number[];
  /** By the API's names: `train_loss`, `train_mean_token_accuracy`, `valid_loss`, `full_valid_loss`, `preference_accuracy`, `reward_margin`, … */
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Answer of `portal/api/jobs/:id/metrics?after=CURSOR`: what came after the cursor, which is 0 by default. */
export interface JobMetrics extends MetricColumns {
  readonly totalSteps: number | null;
  /** Last step of each epoch; empty while it is not known. */
  readonly epochEnds: readonly number[];
}

/** Answer of `portal/api/jobs/:id/log?after=CURSOR`: messages without the measurements, oldest first. */
export interface JobLog {
  readonly cursor: number;
  readonly lines: readonly LogLine[];
}

export interface LogLine {
  readonly id: string;
  readonly createdAt: number;
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/* ------------------------------------------------------------------------------------------------------- files -- */

/** A file as the list shows it. */
export interface FileRow {
  readonly id: string;
  readonly filename: string;
  readonly purpose: string;
  readonly bytes: number;
  readonly createdAt: number;
  readonly status: "pending" | "running" | "processed" | "error";
  readonly statusDetails: string | null;
}

/** Answer of `portal/api/files`. */
export interface FilesAnswer {
  readonly files: readonly FileRow[];
}

/**
 * Answer of `portal/api/files/:id/report`, made in a worker and kept by the file's content. A large file takes seconds:
 * show that it is being read. 409 `not_jsonl` for a file with
 * another purpose than `fine-tune` that holds no JSON lines (a result file, an image).
 */
export interface FileReport {
  readonly fileId: string;
  readonly method: "supervised" | "dpo";
  /** Lines that are not empty. */
  readonly lines: number;
  /** Lines without an error. */
  readonly examples: number;
  readonly problemCounts: { readonly error: number; readonly warning: number };
  /** By line; the first 1,000. */
  readonly problems: readonly LineProblem[];
  readonly tokens: TokenReport | null;
  /** The first 20 lines that can be read as an example. */
  readonly samples: readonly ExampleSample[];
  /** Most frequent system message, for the hint in the playground. */
  readonly systemMessage: string | null;
}

export interface LineProblem {
  /** From 1; `null` when the problem is about the whole file. */
  readonly line: number | null;
  readonly severity: "error" | "warning";
  /** Stable name, such as `missing_messages_list`; the pages have a text on what to do for each. */
  readonly code: string;
  readonly message: string;
  /** The line's text, cut at 300 characters; `null` for the whole file and after the first 100 problems. */
  readonly text: string | null;
  /** Where in `text` it is, in UTF-16 units; `null` when unknown. */
  readonly at: number | null;
}

export interface TokenReport {
  /** Encoding that counted, such as `o200k_base`. */
  readonly encoding: string;
  /** Examples that were counted; fewer than `examples` for a file above 20 MB, of which a sample is counted. */
  readonly counted: number;
  readonly total: TokenDistribution;
  /** Tokens of the assistant's messages. */
  readonly assistant: TokenDistribution;
  /** Examples longer than `limit`, which are cut. */
  readonly overLimit: number;
  /** Longest example that is trained on whole here, in tokens. */
  readonly limit: number;
  /** Tokens of an epoch as Azure bills them, from the sample where there is one. */
  readonly billedPerEpoch: number;
}

export interface TokenDistribution {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  readonly p5: number;
  readonly p10: number;
  readonly p90: number;
  readonly p95: number;
  readonly sum: number;
  /** Bins of equal width from `min` to `max`. */
  readonly histogram: { readonly from: number; readonly width: number; readonly counts: readonly number[] };
}

/** An example as a chat; `preferred` and `nonPreferred` only for DPO. */
export interface ExampleSample {
  readonly line: number;
  readonly messages: readonly SampleMessage[];
  readonly preferred?: string;
  readonly nonPreferred?: string;
}

export interface SampleMessage {
  readonly role: string;
  readonly content: string;
  /** 0 keeps an assistant's message out of the loss. */
  readonly weight?: number;
}

/** Answer of `portal/api/files/:id/estimate`: what a job with this file would take. */
export interface TrainingEstimate {
  readonly examples: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly steps: number;
  /** Tokens that Azure would bill. */
  readonly billedTokens: number;
  /** On this machine; `null` when it cannot be said. */
  readonly seconds: number | null;
  /** US dollars on Azure; `null` when the price is unknown. */
  readonly azureCost: number | null;
}

/* ------------------------------------------------------------------------------------------------- deployments -- */

/** A deployment as the list shows it. */
export interface DeploymentRow {
  readonly name: string;
  readonly createdAt: number;
  readonly model: string;
  readonly version: string;
  /** `Standard`, `GlobalStandard`, … */
  readonly sku: string;
  /** Thousands of tokens a minute. */
  readonly capacity: number;
  readonly state: "Creating" | "Succeeded";
  /** When a deployment that is being created will be usable. */
  readonly readyAt: number;
  readonly contentFilter: string | null;
  readonly dynamicQuota: boolean;
  /** The local model that really answers. */
  readonly answeredBy: string;
  /** Job whose model it is; `null` for a base model. */
  readonly jobId: string | null;
  /** US dollars an hour on Azure, used or not; 0 for a base model. */
  readonly azurePerHour: number;
  /** Made by the service at its first start. */
  readonly isDefault: boolean;
}

/** A tuned model, deployed or not. */
export interface TunedModelRow {
  readonly id: string;
  readonly jobId: string;
  readonly createdAt: number;
  /** Base model as named in the job. */
  readonly baseModel: string;
}

/** Answer of `portal/api/deployments`. */
export interface DeploymentsAnswer {
  readonly deployments: readonly DeploymentRow[];
  readonly tunedModels: readonly TunedModelRow[];
  readonly quota: readonly QuotaRow[];
}

/** Quota of a model and a type, in thousands of tokens a minute. */
export interface QuotaRow {
  readonly model: string;
  readonly sku: string;
  readonly used: number;
  readonly limit: number;
}

/* -------------------------------------------------------------------------------------------------- evaluations -- */

/** Answer of `portal/api/runs`. `filter` and `order` are MLflow's: `metrics.accuracy > 0.9`, `metrics.accuracy DESC`. */
export interface RunsAnswer {
  /** Folder that is shown. */
  readonly store: string;
  /** Page of the MLflow server that notebooks log to, when one is configured. */
  readonly serverPage: string | null;
  readonly experiments: readonly { readonly id: string; readonly name: string }[];
  /** Newest first unless ordered; at most 1,000. */
  readonly runs: readonly RunRow[];
}

export interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly experimentId: string;
  readonly experiment: string;
  readonly status: "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";
  readonly startTime: number;
  readonly endTime: number | null;
  readonly params: Readonly<Record<string, string>>;
  /** Last value of each metric. */
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly tables: readonly string[];
  /** Page of the run on the server that it was sent to. */
  readonly serverPage: string | null;
}

/** Answer of `portal/api/made`: what notebooks made and have not removed, at this service and elsewhere. */
export interface MadeAnswer {
  readonly made: readonly {
    readonly notebook: string;
    readonly kind: "deployment" | "model" | "file" | "job";
    readonly id: string;
    /** Origin of the provider that holds it, or `embedded` for this service. */
    readonly endpoint: string;
    /** ISO 8601. */
    readonly madeAt: string;
  }[];
}

/** Answer of `portal/api/server-runs`: the newest runs of the MLflow server that is configured. */
export interface ServerRuns {
  readonly page: string | null;
  readonly runs: readonly (Pick<RunRow, "id" | "name" | "experiment" | "status" | "startTime"> & {
    /** The run's page on the server. */
    readonly page: string;
  })[];
}

/** Answer of `portal/api/runs/:id`. */
export interface RunDetails extends RunRow {
  readonly tags: Readonly<Record<string, string>>;
  readonly bestMetrics: Readonly<
    Record<string, { readonly min: number; readonly max: number; readonly points: number }>
  >;
  readonly artifacts: readonly { readonly path: string; readonly size: number }[];
  readonly datasets: readonly { readonly name: string; readonly digest: string; readonly sourceType: string }[];
  readonly traceCount: number;
}

/** Answer of `portal/api/runs/:id/table`: all rows; sort and filter in the page. */
export interface RunTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Rows as lists of values in the order of `columns`. */
  readonly rows: readonly (readonly unknown[])[];
  /** Columns that hold scores. */
  readonly scores: readonly ScoreColumn[];
}

export interface ScoreColumn {
  readonly column: string;
  /** Short name for titles. */
  readonly name: string;
  /** `null` when neither direction is better, or it is not known. */
  readonly greaterIsBetter: boolean | null;
  /** Column with the judge's reason, if there is one. */
  readonly reason: string | null;
  readonly scored: number;
  readonly mean: number | null;
}

/** Answer of `portal/api/runs/:id/metrics`: all values that were logged, as columns. */
export interface MetricHistory {
  readonly key: string;
  readonly step: readonly number[];
  readonly timestamp: readonly number[];
  readonly value: readonly (number | null)[];
}

/** Answer of `portal/api/runs/:id/traces`, oldest first; with `trace=ID` that one alone. */
export interface RunTraces {
  readonly traces: readonly TraceRow[];
}

export interface TraceRow {
  readonly id: string;
  readonly requestTime: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly state: "OK" | "ERROR";
  readonly request: unknown;
  readonly response: unknown;
  readonly spans: readonly {
    readonly id: string;
    readonly parentId: string | null;
    readonly name: string;
    readonly type: string;
    /** Milliseconds after the trace's start. */
    readonly start: number;
    /** Milliseconds. */
    readonly duration: number;
    readonly status: "OK" | "ERROR";
    readonly error: string | null;
    readonly inputs: unknown;
    readonly outputs: unknown;
  }[];
  readonly assessments: readonly {
    readonly name: string;
    readonly value: unknown;
    readonly rationale: string | null;
  }[];
}

/**
 * Answer of `portal/api/compare`: b compared with a, by the library's own `compare`. 409 `rows_do_not_match` (say which
 * column tells rows apart, `on=`) and 409 `nothing_to_compare`.
 */
export interface RunComparison {
  readonly a: { readonly id: string; readonly name: string };
  readonly b: { readonly id: string; readonly name: string };
  /** Columns by which rows were paired; empty when by their order. */
  readonly on: readonly string[];
  /** Columns that could pair the rows, the question's first. */
  readonly pairColumns: readonly string[];
  /** 0.95. */
  readonly confidence: number;
  readonly scores: readonly ScoreComparison[];
  readonly onlyIn: { readonly a: readonly string[]; readonly b: readonly string[] };
  /** Params and tags that differ; `null` where a run has none of that name. */
  readonly settings: readonly { readonly name: string; readonly a: string | null; readonly b: string | null }[];
  /** Rows of a in their order, each with the row of b that belongs to it. */
  readonly rows: readonly ComparedRow[];
  /** Columns that both tables have beside the scores, for the rows' text. */
  readonly columns: readonly string[];
}

export interface ScoreComparison {
  readonly name: string;
  readonly greaterIsBetter: boolean | null;
  readonly meanA: number | null;
  readonly meanB: number | null;
  /** Mean of b − a over the pairs, with its 95 % bootstrap interval. */
  readonly difference: { readonly estimate: number | null; readonly low: number | null; readonly high: number | null };
  readonly verdict: "better" | "worse" | "higher" | "lower" | "no_clear_difference" | "no_common_rows";
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  readonly pairs: number;
}

export interface ComparedRow {
  /** By {@link RunComparison.columns}; `b` is `null` when a's row has no partner. */
  readonly a: readonly unknown[];
  readonly b: readonly unknown[] | null;
  /** b − a by score, in the order of {@link RunComparison.scores}; `null` where one has no score. */
  readonly differences: readonly (number | null)[];
}

/* --------------------------------------------------------------------------------------------------- connection -- */

/** Answer of `portal/api/connection`: what the labs copy from the Azure portal. Never kept by the browser (`no-store`). */
export interface ConnectionValues {
  readonly values: readonly {
    /** Name in `.env`, such as `AZURE_OPENAI_ENDPOINT`. */
    readonly name: string;
    /** Which of the labs' labels it has; the pages translate it. */
    readonly label:
      | "endpoint"
      | "key1"
      | "deployment"
      | "apiVersion"
      | "token"
      | "subscription"
      | "resourceGroup"
      | "resource"
      | "managementUrl"
      | "baseModel";
    readonly value: string;
    /** Show masked. */
    readonly secret: boolean;
  }[];
}
