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
import type { Trace } from "../trace/index.js";
import type { NamedFeedback } from "./score-row.js";

/** A row with all that is known of it. */
export interface GenaiRowResult {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: unknown;
  readonly expectations: Readonly<Record<string, unknown>>;
  readonly feedback: readonly NamedFeedback[];
  readonly trace: Trace;
  readonly error: string | undefined;
}

/** Everything a {@link GenaiResult} is made of. */
export interface GenaiResultData {
  readonly title: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, ScoreCount>>;
  readonly scores: readonly ScoreColumn[];
  readonly failures: readonly RowFailure[];
  readonly warnings: readonly string[];
  readonly results: readonly GenaiRowResult[];
  readonly resultDf: readonly Readonly<Record<string, unknown>>[];
  readonly runId: string | undefined;
  readonly runName: string | undefined;
  readonly experimentId: string | undefined;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly page: string | undefined;
}

/** What `mlflow.genai.evaluate` returns. */
export class GenaiResult implements ResultView {
  readonly title: string;
  /** `scorer/aggregation` to value. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, ScoreCount>>;
  readonly scores: readonly ScoreColumn[];
  readonly failures: readonly RowFailure[];
  readonly warnings: readonly string[];
  /** Every row with its feedback, rationales and trace. */
  readonly results: readonly GenaiRowResult[];
  /** MLflow's `result_df`: one plain object per row with MLflow's columns. */
  readonly resultDf: readonly Readonly<Record<string, unknown>>[];
  readonly runId: string | undefined;
  readonly runName: string | undefined;
  readonly experimentId: string | undefined;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly facts: Readonly<Record<string, string>>;
  declare readonly page?: string;
  /** The columns worth reading: request, response, values and rationales. */
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];

  constructor(data: GenaiResultData) {
    this.title = data.title;
    this.metrics = data.metrics;
    this.counts = data.counts;
    this.scores = data.scores;
    this.failures = data.failures;
    this.warnings = data.warnings;
    this.results = data.results;
    this.resultDf = data.resultDf;
    this.runId = data.runId;
    this.runName = data.runName;
    this.experimentId = data.experimentId;
    this.seconds = data.seconds;
    this.interrupted = data.interrupted;
    if (data.page !== undefined) this.page = data.page;
    const names = [...new Set(data.resultDf.flatMap((row) => Object.keys(row)))];
    const worth = names.filter((name) => /\/(value|rationale)$/.test(name));
    this.columns = ["request", "response", ...worth];
    this.rows = data.resultDf.map((row) => ({ ...row, request: showRequest(row["request"]) }));
    this.facts = {
      rows: String(data.results.length),
      time: `${data.seconds.toFixed(2)} s`,
      ...(data.runId !== undefined && { run: `${data.runName ?? ""} (${data.runId})` }),
    };
  }

  /** As MLflow's `tables["eval_results"]`. */
  get tables(): { readonly evalResults: readonly Readonly<Record<string, unknown>>[] } {
    return { evalResults: this.resultDf };
  }

  /** The rows as a table. */
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
    if (this.failures.length > 0) parts.push(failureLine(this.failures, this.results.length));
    if (this.runId !== undefined)
      parts.push(`run ${this.runName ?? ""} ${this.runId}${this.page ? ` ${this.page}` : ""}`);
    return parts.join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    return { ...metricsTable(this).toBundle().data, "text/plain": this.toString() };
  }
}

/** A request of one text is shown as that text. */
function showRequest(request: unknown): unknown {
  if (typeof request !== "object" || request === null) return request;
  const values = Object.values(request);
  return values.length === 1 && typeof values[0] === "string" ? values[0] : JSON.stringify(request);
}
