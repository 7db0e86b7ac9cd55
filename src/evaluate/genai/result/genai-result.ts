import { ShownResult, type ShownResultData } from "../../result/index.js";
import type { RowError } from "../../run/index.js";
import type { Trace } from "../../trace/index.js";
import type { UsageReport } from "../../usage/index.js";
import type { NamedFeedback } from "../rows/score-row.js";

/** A row with all that is known of it. */
export interface GenaiRowResult {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: unknown;
  readonly expectations: Readonly<Record<string, unknown>>;
  readonly feedback: readonly NamedFeedback[];
  readonly trace: Trace;
  readonly error: RowError | undefined;
}

/** Everything a {@link GenaiResult} is made of. */
export interface GenaiResultData extends Omit<ShownResultData, "columns" | "rows"> {
  readonly results: readonly GenaiRowResult[];
  readonly resultDf: readonly Readonly<Record<string, unknown>>[];
  readonly usage: UsageReport;
}

/** What `mlflow.genai.evaluate` returns; `metrics` goes by `scorer/aggregation`. */
export class GenaiResult extends ShownResult {
  /** Every row with its feedback, rationales and trace. */
  readonly results: readonly GenaiRowResult[];
  /** MLflow's `result_df`: one plain object per row with MLflow's columns. */
  readonly resultDf: readonly Readonly<Record<string, unknown>>[];
  /** Tokens and money of the predictions and the judges. */
  readonly usage: UsageReport;

  constructor(data: GenaiResultData) {
    super({
      ...data,
      answer: "response",
      columns: columnsWorthReading(data.resultDf),
      rows: data.resultDf.map((row) => ({ ...row, request: showRequest(row["request"]) })),
    });
    this.results = data.results;
    this.resultDf = data.resultDf;
    this.usage = data.usage;
  }

  /** As MLflow's `tables["eval_results"]`. */
  get tables(): { readonly evalResults: readonly Readonly<Record<string, unknown>>[] } {
    return { evalResults: this.resultDf };
  }
}

/** Request, response, values and rationales. */
function columnsWorthReading(resultDf: GenaiResultData["resultDf"]): readonly string[] {
  const names = [...new Set(resultDf.flatMap((row) => Object.keys(row)))];
  return ["request", "response", ...names.filter((name) => /\/(value|rationale)$/.test(name))];
}

/** A request of one text is shown as that text. */
function showRequest(request: unknown): unknown {
  if (typeof request !== "object" || request === null) return request;
  const values = Object.values(request);
  return values.length === 1 && typeof values[0] === "string" ? values[0] : JSON.stringify(request);
}
