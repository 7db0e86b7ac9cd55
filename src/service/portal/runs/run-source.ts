import type { Interval, TrackedDataset, TrackedRun, TrackedTrace, Tracker } from "../../../core/index.js";

/**
 * Where the portal reads evaluations, given by whoever starts the service: the service knows neither how runs are
 * recorded nor how results are compared.
 */
export interface RunSource {
  /** Folder or address of the runs, for people. */
  readonly store: string;
  /** The server that notebooks log to instead, if one is set. */
  readonly server: RunServer | undefined;
  /** Page of a run of the local store on the server that it was sent to. */
  serverPageOf(run: TrackedRun): string | undefined;
  readonly tracker: RunReader;
  /** The columns of a table that hold scores. */
  scoreColumns(table: ResultTable): readonly ScoreColumnFacts[];
  /** Compares two tables score by score; throws `rows_do_not_match` and `nothing_to_compare`. */
  compare(a: ResultTable, b: ResultTable, on: readonly string[]): ComparedScores;
  /** A text that changes when a run is added or changed. */
  fingerprint(): Promise<string>;
}

/** A server of runs, whose own pages show them. */
export interface RunServer {
  readonly page: string;
  /** Its newest runs. Throws where it cannot be reached. */
  newestRuns(): Promise<readonly { readonly run: TrackedRun; readonly experiment: string; readonly page: string }[]>;
}

/** Loads a {@link RunSource} when it is asked for first: a service whose portal nobody opens needs none of it. */
export type LoadRuns = () => Promise<RunSource>;

/** What the portal asks of a tracker. */
export interface RunReader extends Pick<
  Tracker,
  "getRun" | "searchRuns" | "metricHistory" | "listArtifacts" | "readArtifact"
> {
  experimentIds(): Promise<readonly string[]>;
  experimentName(experimentId: string): Promise<string>;
  readInputs(runId: string): Promise<readonly TrackedDataset[]>;
  readTraces(runId: string): Promise<readonly TrackedTrace[]>;
}

/** A table of a run. */
export interface ResultTable {
  readonly title: string;
  /** Last values of what the run logged, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** A column of scores and how to read it. */
export interface ScoreColumnFacts {
  readonly column: string;
  readonly name: string;
  readonly greaterIsBetter: boolean | undefined;
  /** Column with the reason of the score, if there is one. */
  readonly reason: string | undefined;
  /** The values as numbers, row by row; `undefined` where there is no score. */
  readonly values: readonly (number | undefined)[];
}

/** A comparison; differences are b − a. */
export interface ComparedScores {
  readonly confidence: number;
  readonly scores: readonly {
    readonly name: string;
    readonly greaterIsBetter: boolean | undefined;
    readonly meanA: number;
    readonly meanB: number;
    readonly difference: Interval;
    readonly verdict: string;
    readonly wins: number;
    readonly ties: number;
    readonly losses: number;
    readonly pairs: number;
    readonly perRow: readonly (number | null)[];
  }[];
  /** What both runs logged and single rows do not have. */
  readonly overall: readonly { readonly name: string; readonly a: number; readonly b: number }[];
  readonly onlyIn: { readonly a: readonly string[]; readonly b: readonly string[] };
  /** For each row of a the row of b that belongs to it. */
  readonly partners: readonly (number | undefined)[];
}
