import { writeFile } from "node:fs/promises";
import { JUPYTER_DISPLAY, type MimeData } from "../../core/index.js";
import type { Figure, Table } from "../../display/index.js";
import {
  failureLine,
  metricsTable,
  plotDistributions,
  plotScoresByRow,
  resultTable,
  resultToHtml,
  type ResultTableOptions,
  type ResultView,
  type RowFailure,
  type ScoreColumn,
  type ScoreCount,
} from "../result/index.js";
import type { TokenUsage } from "./run-model.js";

/** A results table as it was read back: plain rows that show themselves as a table. */
export class EvalTable {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly #show: () => Table;

  constructor(columns: EvalTable["columns"], rows: EvalTable["rows"], show: () => Table) {
    this.columns = columns;
    this.rows = rows;
    this.#show = show;
  }

  toString(): string {
    return this.#show().toString();
  }

  [JUPYTER_DISPLAY](): MimeData {
    return this.#show().toBundle().data;
  }
}

/** Where an artifact of the run is. */
export interface ResultArtifact {
  readonly path: string;
  /** `undefined` when the run was not tracked. */
  readonly uri: string | undefined;
}

/** Everything a result is made of. */
export interface EvaluationResultData extends Omit<ResultView, "facts"> {
  readonly runId: string | undefined;
  readonly runName: string | undefined;
  readonly experimentId: string | undefined;
  readonly artifacts: Readonly<Record<string, ResultArtifact>>;
  /** Whether there is a table: a run whose metrics give only summaries has none. */
  readonly hasTable: boolean;
  readonly usage: TokenUsage;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly facts?: ResultView["facts"];
}

/** What `mlflow.evaluate` returns: plain data first, and ways to look at it. */
export class EvaluationResult implements ResultView {
  readonly title: string;
  /** MLflow's keys, unrounded: `flesch_kincaid_grade_level/v1/mean`. */
  readonly metrics: Readonly<Record<string, number>>;
  /** How many rows each metric scored and how many it could not, by `name/version`. */
  readonly counts: Readonly<Record<string, ScoreCount>>;
  readonly tables: { readonly evalResultsTable?: EvalTable };
  readonly artifacts: Readonly<Record<string, ResultArtifact>>;
  readonly runId: string | undefined;
  readonly runName: string | undefined;
  readonly experimentId: string | undefined;
  readonly failures: readonly RowFailure[];
  readonly warnings: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly scores: readonly ScoreColumn[];
  readonly usage: TokenUsage;
  /** How long the evaluation took. */
  readonly seconds: number;
  /** Whether it was ended before all rows were asked; what was done is in it. */
  readonly interrupted: boolean;
  readonly facts: Readonly<Record<string, string>>;
  declare readonly page?: string;

  constructor(data: EvaluationResultData) {
    this.title = data.title;
    this.metrics = data.metrics;
    this.counts = data.counts;
    this.artifacts = data.artifacts;
    this.runId = data.runId;
    this.runName = data.runName;
    this.experimentId = data.experimentId;
    this.failures = data.failures;
    this.warnings = data.warnings;
    this.columns = data.columns;
    this.rows = data.rows;
    this.scores = data.scores;
    this.usage = data.usage;
    this.seconds = data.seconds;
    this.interrupted = data.interrupted;
    this.facts = { ...defaultFacts(data), ...data.facts };
    if (data.page !== undefined) this.page = data.page;
    this.tables = data.hasTable
      ? { evalResultsTable: new EvalTable(data.columns, data.rows, () => resultTable(this)) }
      : {};
  }

  /** The rows as a table; `failuresFirst` puts rows with errors, then the lowest scores, on top. */
  table(options: ResultTableOptions = {}): Table {
    return resultTable(this, options);
  }

  /** The distribution of every score, and every score row by row. */
  plots(): Figure[] {
    const byRow = plotScoresByRow(this);
    return byRow === undefined ? plotDistributions(this) : [...plotDistributions(this), byRow];
  }

  /** Writes a report of one file that needs no network; returns its HTML. */
  async toHTML(path?: string): Promise<string> {
    const html = await resultToHtml(this);
    if (path !== undefined) await writeFile(path, html);
    return html;
  }

  toString(): string {
    const parts = [metricsTable(this).toString(), ...this.warnings.map((warning) => `! ${warning}`)];
    if (this.failures.length > 0) parts.push(failureLine(this.failures, this.rows.length));
    if (this.runId !== undefined)
      parts.push(`run ${this.runName ?? ""} ${this.runId}${this.page ? ` ${this.page}` : ""}`);
    return parts.join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    const summary = metricsTable(this).toBundle().data;
    return { ...summary, "text/plain": this.toString() };
  }
}

function defaultFacts(data: EvaluationResultData): Record<string, string> {
  const { promptTokens, completionTokens } = data.usage;
  return {
    rows: String(data.rows.length),
    time: `${data.seconds.toFixed(2)} s`,
    ...(promptTokens + completionTokens > 0 && { tokens: `${promptTokens} in, ${completionTokens} out` }),
    ...(data.runId !== undefined && { run: `${data.runName ?? ""} (${data.runId})` }),
    ...(data.interrupted && { interrupted: "yes: rows after the interrupt have no answer" }),
  };
}
