/** What a column is to someone who reads a row, by its name; the order is that of reading. */
const ORDER: readonly RegExp[] = [
  /^(?:inputs?|questions?|quer(?:y|ies)|prompts?|requests?)$/i,
  /^(?:outputs?|answers?|responses?|predictions?)$/i,
  /^(?:ground_?truth|targets?|labels?|references?|expected\w*)(?:\/value)?$/i,
];

/** Columns about the run of a row and not about what was asked and answered. */
const OF_THE_RUN = /^(?:trace_id|request_time|execution_duration|state|client_request_id|trace|tags)$/;

/** Columns that say why a score is missing. */
const ERROR = /\/error_(?:message|code)$/;

const rank = (column: string): number => {
  const at = ORDER.findIndex((pattern) => pattern.test(column));
  return at >= 0 ? at : OF_THE_RUN.test(column) ? ORDER.length + 1 : ORDER.length;
};

/**
 * The columns of a row as one reads it: question, answer, what was expected, the rest as it comes, ids and times last.
 * Columns of errors belong to their scores and are left out.
 *
 * @example
 * inReadingOrder(["trace_id", "response", "request"]); // ["request", "response", "trace_id"]
 */
export function inReadingOrder(columns: readonly string[]): readonly string[] {
  return columns.filter((column) => !ERROR.test(column)).sort((a, b) => rank(a) - rank(b));
}

/**
 * The column that says why a score is missing, if the table has one.
 *
 * @example
 * errorColumnOf("safe/value", ["safe/value", "safe/error_message"]); // "safe/error_message"
 */
export function errorColumnOf(score: string, columns: readonly string[]): string | undefined {
  const name = `${score.replace(/\/(?:score|value)$/, "")}/error_message`;
  return columns.includes(name) ? name : undefined;
}

/**
 * A value that is said in one line: of an object with a single text, as an application's request often is, the text.
 *
 * @example
 * soleText({ question: "What is Spark?" }); // "What is Spark?"
 */
export function soleText(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const [first, ...others] = Object.values(value as Readonly<Record<string, unknown>>);
  return typeof first === "string" && others.length === 0 ? first : value;
}
