import { writeFile } from "node:fs/promises";
import { JUPYTER_DISPLAY, type MimeData } from "../../core/index.js";
import type { Figure, Table } from "../../display/index.js";
import { digestToHtml } from "./digest/digest-html.js";
import { digestToText } from "./digest/digest-text.js";
import { digestOf, type Digest } from "./digest/digest.js";
import { rowsHtml } from "./digest/rows-html.js";
import { rowsText } from "./digest/rows-text.js";
import { TEXTS } from "./digest/texts.js";
import { resultToHtml } from "./report-html.js";
import { plotDistributions, plotScoresByRow } from "./result-plots.js";
import { resultTable, type ResultTableOptions } from "./result-table.js";
import { saveReport } from "./save-report.js";
import type { ResultView, RowFailure, RowsDone, ScoreColumn, ScoreCount } from "./result-view.js";
import { say } from "../../texts/index.js";

/** Most rows in a result's own display. */
const MOST_ROWS = 10;

/** What every evaluation's result is made of; `runId` and its like are `undefined` where nothing was tracked. */
export interface ShownResultData extends ResultView {
  readonly runId?: string | undefined;
  readonly runName?: string | undefined;
  readonly experimentId?: string | undefined;
  /** How long the evaluation took. */
  readonly seconds: number;
  readonly progress: RowsDone;
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
  readonly progress: RowsDone;
  readonly answer: string | undefined;

  #digest: Digest | undefined;

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
    this.progress = data.progress;
    this.interrupted = data.progress.interrupted;
    this.answer = data.answer;
    const facts: Record<string, string> = { ...data.facts };
    if (data.runId !== undefined) facts["run"] = `${data.runName ?? ""} (${data.runId})`;
    if (data.page !== undefined) facts["page"] = data.page;
    if (this.interrupted)
      facts["interrupted"] = say("result.done", { done: data.progress.done, asked: data.progress.asked });
    this.facts = facts;
  }

  /** The rows as a table; `failuresFirst` puts rows with errors, then the lowest scores, on top. */
  table(options: ResultTableOptions = {}): Table {
    return resultTable(this, options);
  }

  /** The distribution of every score, then the scores row by row, a figure per scale. */
  plots(): Figure[] {
    return [...plotDistributions(this), ...plotScoresByRow(this)];
  }

  /** A report of one page that needs no network, as HTML; written to `path` where one is given, replacing what is there. */
  async toHTML(path?: string): Promise<string> {
    const html = resultToHtml(this);
    if (path !== undefined) await writeFile(path, html);
    return html;
  }

  /**
   * Writes the report into a folder under the name of the run, beside those of other runs; returns its path.
   *
   * @param folder made where it is not there. @default "reports"
   */
  async saveReport(folder = "reports"): Promise<string> {
    return saveReport(folder, { name: this.runName ?? this.title, runId: this.runId }, resultToHtml(this));
  }

  #toDigest(): Digest {
    return (this.#digest ??= digestOf(this));
  }

  toString(): string {
    return digestToText(this.#toDigest(), rowsText(this, this.#toDigest().standings, MOST_ROWS));
  }

  [JUPYTER_DISPLAY](): MimeData {
    const digest = this.#toDigest();
    const rows = {
      heading: TEXTS.rows(Math.min(MOST_ROWS, this.rows.length), this.rows.length),
      html: rowsHtml(this, digest.standings, MOST_ROWS),
    };
    return { "text/html": digestToHtml(digest, rows), "text/plain": this.toString() };
  }
}
