import { writeFile } from "node:fs/promises";
import { JUPYTER_DISPLAY, type MimeData } from "../../core/index.js";
import type { Figure, Table } from "../../display/index.js";
import {
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

/** What `azureEvaluation.evaluate` writes to its output file. */
export interface AzureEvaluationFile {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly studio_url: string | null;
}

/** What a result is made of. */
export interface AzureEvaluationData extends AzureEvaluationFile {
  readonly title: string;
  readonly scores: readonly ScoreColumn[];
  readonly counts: Readonly<Record<string, ScoreCount>>;
  readonly failures: readonly RowFailure[];
  readonly warnings: readonly string[];
  readonly facts: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly interrupted: boolean;
}

/**
 * What `azureEvaluation.evaluate` returns: rows, metrics and failures as plain data, and ways to look at them.
 *
 * @example
 * result.metrics["groundedness.groundedness"]; // 4.2
 */
export class AzureEvaluationResult implements ResultView {
  readonly title: string;
  /** One per row of the data: `inputs.<column>`, `outputs.<evaluator>.<key>`; `null` where a row failed. */
  readonly rows: AzureEvaluationFile["rows"];
  /** Means and pass rates, unrounded: `groundedness.groundedness`, `groundedness.binary_aggregate`. */
  readonly metrics: AzureEvaluationFile["metrics"];
  readonly studio_url: string | null;
  readonly scores: readonly ScoreColumn[];
  readonly counts: Readonly<Record<string, ScoreCount>>;
  readonly failures: readonly RowFailure[];
  readonly warnings: readonly string[];
  readonly facts: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** Whether the run was ended before all was judged; what was done is in it. */
  readonly interrupted: boolean;

  constructor(data: AzureEvaluationData) {
    this.title = data.title;
    this.rows = data.rows;
    this.metrics = data.metrics;
    this.studio_url = data.studio_url;
    this.scores = data.scores;
    this.counts = data.counts;
    this.failures = data.failures;
    this.warnings = data.warnings;
    this.facts = data.facts;
    this.seconds = data.seconds;
    this.interrupted = data.interrupted;
  }

  /** Columns worth a look: inputs, answers of the target, scores and reasons. */
  get columns(): readonly string[] {
    const all = [...new Set(this.rows.flatMap((row) => Object.keys(row)))];
    const isDetail = /_(?:properties|threshold|status|passed|score)$|\.evaluation_per_turn\./;
    const scored = new Set(this.scores.map(({ column }) => column));
    return all.filter((name) => !name.startsWith("outputs.") || scored.has(name) || !isDetail.test(name));
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

  /** What the output file holds. */
  toJSON(): AzureEvaluationFile {
    return { rows: this.rows, metrics: this.metrics, studio_url: this.studio_url };
  }

  toString(): string {
    const failed = new Set(this.failures.map(({ row }) => row)).size;
    const parts = [metricsTable(this).toString(), ...this.warnings.map((warning) => `! ${warning}`)];
    if (failed > 0) {
      const [first] = this.failures;
      parts.push(
        `${failed} of ${this.rows.length} rows failed, the first (row ${first!.row + 1}, ${first!.column}): ${first!.message}`,
      );
    }
    return parts.join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    return { ...metricsTable(this).toBundle().data, "text/plain": this.toString() };
  }
}
