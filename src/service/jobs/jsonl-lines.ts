import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/** A line with something in it. */
export interface JsonlLine {
  /** Counts from 1 over all lines, empty ones included. */
  readonly number: number;
  readonly text: string;
}

/** Reads the lines of a JSONL file: with or without byte-order mark, CRLF and final newline. Empty lines are left out. */
export async function* readJsonlLines(path: string): AsyncGenerator<JsonlLine> {
  const input = createReadStream(path, { encoding: "utf8" });
  let number = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number++;
      const text = number === 1 ? line.replace(/^\uFEFF/, "") : line;
      if (text.trim() !== "") yield { number, text };
    }
  } finally {
    input.destroy();
  }
}

/**
 * Looks whether every line of a file is a JSON object, as the providers do when a file is uploaded; returns their
 * message about the first that is not.
 */
export async function findJsonlProblem(path: string): Promise<string | undefined> {
  let lines = 0;
  for await (const { number, text } of readJsonlLines(path)) {
    lines++;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return `Expected file to have JSONL format, where every line is a JSON dictionary. Line ${number} is not valid JSON (HINT: line starts with: "${text.slice(0, 20)}...").`;
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return `Expected file to have JSONL format, where every line is a JSON dictionary. Line ${number} is not a dictionary (HINT: line starts with: "${text.slice(0, 20)}...").`;
    }
  }
  return lines === 0 ? "Validation of jsonl file failed: No valid json line found in file." : undefined;
}
