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
  /** What both runs logged and single rows do not have, such as `exact_match/v1`; `null` where it is no number. */
  readonly overall: readonly { readonly name: string; readonly a: number | null; readonly b: number | null }[];
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
  readonly verdict: "better" | "worse" | "higher" | "lower" | "no_clear_difference" | "no_common_rows" | "in_words";
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
