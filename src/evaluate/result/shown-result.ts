import { writeFile } from "node:fs/promises";
import { JUPYTER_DISPLAY, linkHtml, type MimeData } from "../../core/index.js";
import type { Figure, Table } from "../../display/index.js";
import { failureLine } from "./failure-line.js";
import { resultToHtml } from "./report-html.js";
import { plotDistributions, plotScoresByRow } from "./result-plots.js";
import { metricsTable, resultTable, type ResultTableOptions } from "./result-table.js";
import type { ResultView, RowFailure, ScoreColumn, ScoreCount } from "./result-view.js";

/** What every evaluation's result is made of; `runId` and its like are `undefined` where nothing was tracked. */
export interface ShownResultData extends ResultView {
  readonly runId?: string | undefined;
  readonly runName?: string | undefined;
  readonly experimentId?: string | undefined;
  /** How long the evaluation took. */
  readonly seconds: number;
  /** Whether it was ended before all rows were done; what was done is in it. */
  readonly interrupted: boolean;
  /** Rows of the data. */
  readonly rowsAsked: number;
  /** Rows of them that came to an end, be it with an error. */
  readonly rowsDone: number;
}

/**
 * The result of any evaluation: plain data first, and the ways to look at it that all results share.
 *
 * @example
 * result.table({ failuresFirst: true });
 * await result.toHTML("report.html");
 */
export class ShownResult implements ResultView {
  readonly title: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** How many rows each score is made of, and how many have none. */
  readonly counts: Readonly<Record<string, ScoreCount>>;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly scores: readonly ScoreColumn[];
  readonly failures: readonly RowFailure[];
  readonly warnings: readonly string[];
  readonly facts: Readonly<Record<string, string>>;
  readonly page: string | undefined;
  readonly runId: string | undefined;
  readonly runName: string | undefined;
  readonly experimentId: string | undefined;
  readonly seconds: number;
  /** Whether it was ended before all rows were done; what was done is in it. */
  readonly interrupted: boolean;
  /** Rows of the data. */
  readonly rowsAsked: number;
  /** Rows of them that came to an end, be it with an error. */
  readonly rowsDone: number;

  constructor(data: ShownResultData) {
    this.title = data.title;
    this.metrics = data.metrics;
    this.counts = data.counts;
    this.columns = data.columns;
    this.rows = data.rows;
    this.scores = data.scores;
    this.failures = data.failures;
    this.warnings = data.warnings;
    this.page = data.page;
    this.runId = data.runId;
    this.runName = data.runName;
    this.experimentId = data.experimentId;
    this.seconds = data.seconds;
    this.interrupted = data.interrupted;
    this.rowsAsked = data.rowsAsked;
    this.rowsDone = data.rowsDone;
    this.facts = {
      ...data.facts,
      ...(data.runId !== undefined && { run: `${data.runName ?? ""} (${data.runId})` }),
      ...(data.page !== undefined && { page: data.page }),
      ...(data.interrupted && { interrupted: `${data.rowsDone} of ${data.rowsAsked} rows are done` }),
    };
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
    if (this.facts["cost"] !== undefined) parts.push(`cost ${this.facts["cost"]}`);
    if (this.runId !== undefined)
      parts.push(`run ${this.runName ?? ""} ${this.runId}${this.page === undefined ? "" : ` ${this.page}`}`);
    return parts.join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    const { data } = metricsTable(this).toBundle();
    const shown = data["text/html"];
    if (this.page === undefined || typeof shown !== "string") return { ...data, "text/plain": this.toString() };
    const link = `<p>${linkHtml(this.page, `Run ${this.runName ?? this.runId ?? ""}`)}</p>`;
    return { ...data, "text/html": shown + link, "text/plain": this.toString() };
  }
}
