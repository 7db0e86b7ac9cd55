/** What a file of records holds. */
export interface Records {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Names of the rows' fields, in the order in which they first appear. */
  readonly columns: readonly string[];
  /** Numbers about the whole file, as evaluations write them beside their rows. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Lines that hold no JSON object, from 1. */
  readonly broken: readonly number[];
}

/**
 * Reads JSON lines, a JSON list, or an evaluation's output with `rows` and `metrics`; `undefined` when the text is none
 * of them.
 *
 * @example
 * parseRecords('{"a":1}\n{"a":2}\n')?.rows.length; // 2
 */
export function parseRecords(text: string): Records | undefined {
  const whole = tryParse(text);
  if (Array.isArray(whole)) return toRecords(whole, {}, []);
  if (isObject(whole)) {
    const rows = whole["rows"];
    if (Array.isArray(rows)) return toRecords(rows, isObject(whole["metrics"]) ? whole["metrics"] : {}, []);
    return toRecords([whole], {}, []);
  }
  const broken: number[] = [];
  const rows: unknown[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const row = tryParse(line);
    if (isObject(row)) rows.push(row);
    else broken.push(index + 1);
  });
  return rows.length === 0 ? undefined : toRecords(rows, {}, broken);
}

function toRecords(values: readonly unknown[], metrics: object, broken: readonly number[]): Records {
  const rows = values.map((value) => (isObject(value) ? value : { value }));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const numbers = Object.entries(metrics).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  return { rows, columns, metrics: Object.fromEntries(numbers), broken };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The conversation in a row: its `messages` list, or one below `conversation` as evaluations nest it.
 *
 * @example
 * messagesOf({ messages: [{ role: "user", content: "Hi" }] }); // [{ role: "user", content: "Hi" }]
 */
export function messagesOf(
  row: Readonly<Record<string, unknown>>,
): readonly { readonly role: string; readonly content: string }[] | undefined {
  const conversation = row["conversation"] ?? row["inputs.conversation"];
  const list = row["messages"] ?? (isObject(conversation) ? conversation["messages"] : undefined);
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((message) =>
    isObject(message) ? [{ role: String(message["role"] ?? ""), content: asText(message["content"]) }] : [],
  );
}

/** A value as text: a string as it stands, anything else as JSON. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : JSON.stringify(value, null, 2);
}
