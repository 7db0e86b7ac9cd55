import { JUPYTER_DISPLAY, type MimeData } from "../../../core/index.js";
import type { Table } from "../../../display/index.js";
import { ShownResult, type ShownResultData } from "../../result/index.js";
import type { UsageReport } from "../../usage/index.js";

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
export interface EvaluationResultData extends ShownResultData {
  readonly artifacts: Readonly<Record<string, ResultArtifact>>;
  /** Whether there is a table: a run whose metrics give only summaries has none. */
  readonly hasTable: boolean;
  readonly usage: UsageReport;
  /** Models that graded, by metric. */
  readonly judges: Readonly<Record<string, readonly string[]>>;
}

/**
 * What `mlflow.evaluate` returns: plain data first, and ways to look at it.
 *
 * `metrics` has MLflow's keys, unrounded: `flesch_kincaid_grade_level/v1/mean`; `counts` goes by `name/version`.
 */
export class EvaluationResult extends ShownResult {
  readonly tables: { readonly evalResultsTable?: EvalTable };
  readonly artifacts: Readonly<Record<string, ResultArtifact>>;
  /** Models that graded, by metric and by the services' own word: `{ "politeness/v1": ["gpt-4o-2024-08-06"] }`. */
  readonly judges: Readonly<Record<string, readonly string[]>>;
  /** Tokens and money of the model's calls and the judges'. */
  readonly usage: UsageReport;

  constructor(data: EvaluationResultData) {
    super(data);
    this.artifacts = data.artifacts;
    this.usage = data.usage;
    this.judges = data.judges;
    this.tables = data.hasTable ? { evalResultsTable: new EvalTable(data.columns, data.rows, () => this.table()) } : {};
  }
}
