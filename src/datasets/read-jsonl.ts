import { parseJsonExactly, rowsOf, toJsonText, TunelabError, type RowsInput } from "../core/index.js";
import { notUtf8, readAnyLines, type UndecodedLine } from "./read-lines.js";
import { say } from "../texts/index.js";

/** One JSONL line that was read: its value, or why it has none. Lines are numbered from 1. */
export type JsonLine =
  | { readonly line: number; readonly value: unknown }
  | {
      readonly line: number;
      readonly error: string;
      /** Where the line is not UTF-8; `error` says it too. */
      readonly undecoded?: string;
      readonly kind?: UndecodedLine["kind"];
    };

/**
 * Reads a JSONL file line by line, broken lines included; empty lines are left out but counted.
 *
 * Whole numbers beyond ±2^53 are bigints. Memory stays at about one line, whatever the size of the file. Throws what `readLines` throws, but
 * for single lines that are not UTF-8.
 *
 * @example
 * for await (const entry of streamJsonl("training_set.jsonl")) if ("error" in entry) console.log(entry.line, entry.error);
 */
export async function* streamJsonl(path: string): AsyncGenerator<JsonLine> {
  for await (const read of readAnyLines(path)) {
    if ("undecoded" in read) yield { ...read, error: say("data.notUtf8", { undecoded: read.undecoded }) };
    else if (read.text.trim() !== "") yield parseJsonLine(read.line, read.text);
  }
}

/**
 * Reads a JSONL file whole; whole numbers beyond ±2^53 are bigints. Throws `broken_line` at the first line that is not JSON, with its number and what is wrong,
 * and `wrong_encoding` at one that is not UTF-8.
 *
 * @example
 * const examples = await readJsonl("training_set.jsonl");
 */
export async function readJsonl(path: string): Promise<unknown[]> {
  const values: unknown[] = [];
  for await (const entry of streamJsonl(path)) {
    if ("error" in entry) {
      const { line, undecoded, kind = "other" } = entry;
      if (undecoded !== undefined) throw notUtf8(path, { line, undecoded, kind });
      throw new TunelabError(say("data.brokenLine", { line: String(line), path, reason: entry.error }), {
        code: "broken_line",
        hint: say("data.brokenLineHint"),
      });
    }
    values.push(entry.value);
  }
  return values;
}

function parseJsonLine(line: number, text: string): JsonLine {
  try {
    return { line, value: parseJsonExactly(text) };
  } catch (error) {
    const start = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    return { line, error: say("data.startsWith", { reason: (error as Error).message.split("\n")[0]!, start }) };
  }
}

/**
 * Writes values, or a DataFrame's rows, as JSONL text: UTF-8, one value per line, each line ended by "\n"; bigints as bare
 * digits, as Python writes them. Throws `invalid_rows`, and `not_json` for what refers to itself.
 *
 * @example
 * toJsonl([{ a: 1 }, { a: 2 }]); // '{"a":1}\n{"a":2}\n'
 */
export function toJsonl(values: RowsInput<unknown>): string {
  return rowsOf(values, say("core.theValues"))
    .map((value) => `${toJsonText(value)}\n`)
    .join("");
}
