import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { findUtf8Problem, tryParse, weighUtf8 } from "../../../core/index.js";

/** A line with something in it. */
export interface JsonlLine {
  /** Counts from 1 over all lines, empty ones included. */
  readonly number: number;
  readonly text: string;
}

/** Longest line that is read, in bytes: many times what a model's context holds, and little beside the memory. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** A line that cannot be read: it is too long to be an example, or is not UTF-8. The message completes "Line 3 …". */
export class UnreadableLine extends Error {
  /** Counts from 1. */
  readonly number: number;

  constructor(number: number, message: string) {
    super(message);
    this.name = "UnreadableLine";
    this.number = number;
  }
}

const LINE_FEED = 10;

/**
 * Reads the lines of a JSONL file: with or without byte-order mark, CRLF and final newline. Empty lines are left out.
 *
 * Only the line feed ends a line: the line separators of Unicode, which `readline` ends lines at too, may stand in a JSON
 * text as they are. Throws {@link UnreadableLine}.
 *
 * @example
 * for await (const { number, text } of readJsonlLines("training.jsonl")) console.log(number, text);
 */
export async function* readJsonlLines(path: string): AsyncGenerator<JsonlLine> {
  let number = 0;
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let hasCharacters = false;
  const toLine = (at: number, parts: readonly Buffer[]): JsonlLine | undefined => {
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const whole = decode(at, bytes, hasCharacters);
    hasCharacters ||= whole.length < bytes.length;
    const withoutReturn = whole.replace(/\r$/, "");
    const text = at === 1 ? withoutReturn.replace(/^\uFEFF/, "") : withoutReturn;
    return text.trim() === "" ? undefined : { number: at, text };
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = toLine(++number, [...begun, chunk.subarray(start, end)]);
      if (line !== undefined) yield line;
      begun = [];
      begunBytes = 0;
      start = end + 1;
    }
    begun.push(chunk.subarray(start));
    begunBytes += chunk.length - start;
    if (begunBytes > MAX_LINE_BYTES)
      throw new UnreadableLine(number + 1, `is longer than ${MAX_LINE_BYTES / 1024 / 1024} MB`);
  }
  const last = toLine(++number, begun);
  if (last !== undefined) yield last;
}

function decode(number: number, bytes: Buffer, hasCharactersBefore: boolean): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const { characters, wrong } = weighUtf8(bytes);
  const { message } = findUtf8Problem(bytes, { characters: characters + Number(hasCharactersBefore), wrong })!;
  throw new UnreadableLine(number, `is not UTF-8: ${message}`);
}

/**
 * Looks whether every line of a file is a JSON object, as the providers do when a file is uploaded; returns their
 * message about the first that is not.
 *
 * @param onObject is given each line that is one
 * @example
 * await findJsonlProblem("training.jsonl"); // undefined when every line is a JSON object
 */
export async function findJsonlProblem(
  path: string,
  onObject: (value: Readonly<Record<string, unknown>>) => void = () => undefined,
): Promise<string | undefined> {
  const expected = "Expected file to have JSONL format, where every line is a JSON dictionary.";
  let lines = 0;
  try {
    for await (const { number, text } of readJsonlLines(path)) {
      lines++;
      const hint = `(HINT: line starts with: "${text.slice(0, 20)}...").`;
      const value = tryParse(text);
      if (value === undefined) return `${expected} Line ${number} is not valid JSON ${hint}`;
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return `${expected} Line ${number} is not a dictionary ${hint}`;
      }
      onObject(value as Readonly<Record<string, unknown>>);
    }
  } catch (error) {
    if (error instanceof UnreadableLine) return `${expected} Line ${error.number} ${error.message}.`;
    throw error;
  }
  return lines === 0 ? "No valid json line found in file." : undefined;
}
