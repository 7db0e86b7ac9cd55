import { toScore } from "../../evaluate/result/index.js";

/** A column of a run's table that holds scores, and how to read it. */
export interface TableScore {
  readonly column: string;
  /** Short name for titles. */
  readonly name: string;
  /** `undefined` when neither direction is better, or the table does not tell. */
  readonly greaterIsBetter: boolean | undefined;
  /** Column with the judge's reason, if there is one. */
  readonly reason: string | undefined;
  /** The scores row by row; `undefined` where there is none. */
  readonly values: readonly (number | undefined)[];
}

/** Columns that evaluations write beside the scores. */
const REASONS = ["justification", "rationale"];

const LOWER_IS_BETTER = new Set(["toxicity", "profanity"]);

/** Names of the library's own metrics and judges of which more is better; what others mean is not known from a table. */
const HIGHER_IS_BETTER =
  /^(?:exact_match|rouge(?:1|2|L|Lsum)|(?:precision|recall|ndcg)_at_\d+|answer_(?:similarity|correctness|relevance)|faithfulness|relevance|guidelines|expectations_guidelines|safety|correctness|relevance_to_query|retrieval_(?:groundedness|sufficiency|relevance)|equivalence|fluency|completeness|summarization)$/;

/**
 * Finds the columns of a run's table that hold scores: those that evaluations name so (`toxicity/v1/score`,
 * `correctness/value`), then `token_count` and `latency`, which have no ending in MLflow's table, and those that
 * the run has a mean of (`outputs.f1.f1_score` is azure-ai-evaluation's); without any, all that hold nothing but numbers.
 *
 * @example
 * tableScores({ columns: ["inputs", "toxicity/v1/score"], rows: [{ inputs: "x", "toxicity/v1/score": 0.1 }] })[0]?.name;
 * // "toxicity"
 */
export function tableScores(table: {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** What the run logged. @default nothing */
  readonly metrics?: Readonly<Record<string, number>>;
}): readonly TableScore[] {
  const named = table.columns.flatMap((column) => {
    const [, metric] = /^(.+)\/(?:score|value)$/.exec(column) ?? [];
    return metric === undefined ? [] : toTableScore(table, column, metric);
  });
  const isOther = (column: string): boolean => isBare(table, column) || isAveraged(table, column);
  if (named.length > 0 || table.columns.some((column) => isAveraged(table, column))) {
    const others = table.columns.filter(isOther);
    return [...named, ...others.flatMap((column) => toTableScore(table, column, column.replace(/^outputs\./, "")))];
  }
  return table.columns.flatMap((column) => toTableScore(table, column, column));
}

type ScoredTable = Parameters<typeof tableScores>[0];

/** Token counts and seconds, also behind the prefix of the other scores. */
function isBare({ columns }: ScoredTable, column: string): boolean {
  const [, prefix] = /^(.*)(?:token_count|latency)$/.exec(column) ?? [];
  if (prefix === undefined || prefix === "") return prefix === "";
  return columns.some((other) => other.startsWith(prefix) && other.endsWith("/score"));
}

/** Whether the run has the column's mean. Evaluators of Azure give a score under several names: the one with a verdict counts. */
function isAveraged({ columns, metrics = {} }: ScoredTable, column: string): boolean {
  if (Object.hasOwn(metrics, `${column}/mean`)) return true;
  const [, key] = /^outputs\.(.+)$/.exec(column) ?? [];
  if (key === undefined || !Object.hasOwn(metrics, key)) return false;
  return columns.includes(`${column}_result`) || !/_(?:score|passed)$/.test(column);
}

function toTableScore({ columns, rows }: ScoredTable, column: string, metric: string): readonly TableScore[] {
  const values = rows.map((row) => toScore(row[column]));
  const given = rows.filter((row) => row[column] !== null && row[column] !== undefined);
  const scored = values.filter((value) => value !== undefined);
  // Expectations have the same form as judgements, and are texts.
  if (scored.length === 0 || scored.length < given.length) return [];
  const name = metric.replace(/\/v\d+$/, "");
  const reasons = [...REASONS.map((word) => `${metric}/${word}`), `${column}_reason`];
  const reason = reasons.find((candidate) => columns.includes(candidate));
  return [{ column, name, greaterIsBetter: directionOf(name), reason, values }];
}

function directionOf(name: string): boolean | undefined {
  if (LOWER_IS_BETTER.has(name)) return false;
  return HIGHER_IS_BETTER.test(name) ? true : undefined;
}
