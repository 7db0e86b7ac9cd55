import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { isUtf8 } from "node:buffer";
import { findUtf8Problem, TunelabError, weighUtf8, type Utf8Problem } from "../core/index.js";
import { say } from "../texts/index.js";
import { localFile } from "./databricks/volume-files.js";

/** One line of a text file, numbered from 1, without its line end. */
export interface TextLine {
  readonly line: number;
  readonly text: string;
}

/** A line that is not UTF-8, and where: `byte 17 is 0xE9; the text is probably Latin-1 …`. */
export interface UndecodedLine {
  readonly line: number;
  readonly undecoded: string;
  readonly kind: Utf8Problem["kind"];
}

const CHUNK_BYTES = 1 << 20;
/** A line longer than this is no data line, and would not fit into a string with the rest of what is held. */
const MAX_LINE_BYTES = 1 << 28;
const LINE_FEED = 10;

/** Options of {@link readLines}. */
export interface ReadLinesOptions {
  /** Leaves a carriage return before a line's end, for formats in which a quoted cell may hold one. @default false */
  readonly keepReturns?: boolean;
}

/**
 * Reads a UTF-8 file line by line without holding it whole; a BOM, CRLF and a missing last line end are all fine.
 *
 * Throws `file_not_found`, `not_a_file`, `wrong_encoding` for UTF-16 and, with line and byte, for what else is not UTF-8,
 * and `line_too_long` above 256 million bytes.
 *
 * @example
 * for await (const { line, text } of readLines("training_set.jsonl")) console.log(line, text.length);
 */
export async function* readLines(path: string, options: ReadLinesOptions = {}): AsyncGenerator<TextLine> {
  for await (const read of readAnyLines(path, options)) {
    if ("undecoded" in read) throw notUtf8(path, read);
    yield read;
  }
}

/** Error about a line that is not UTF-8. */
export function notUtf8(path: string, { line, undecoded, kind }: UndecodedLine): TunelabError {
  return new TunelabError(say("data.lineNotUtf8", { line: String(line), path, undecoded }), {
    code: "wrong_encoding",
    hint: kind === "file" ? say("data.unpack") : kind === "damaged" ? say("data.rewriteLine") : say("data.saveUtf8"),
  });
}

/** Reads lines as {@link readLines} does, those that are not UTF-8 included. */
export async function* readAnyLines(
  path: string,
  { keepReturns = false }: ReadLinesOptions = {},
): AsyncGenerator<TextLine | UndecodedLine> {
  const real = await localFile(path);
  await refuseMissing(path, real);
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let line = 0;
  let first = true;
  const evidence = { characters: 0, wrong: 0 };
  for await (const chunk of createReadStream(real, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    if (first) refuseUtf16(path, chunk);
    first = false;
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end < 0) {
      begun.push(chunk);
      begunBytes += chunk.length;
      if (begunBytes > MAX_LINE_BYTES) {
        throw new TunelabError(say("data.lineTooLong", { line: String(line + 1), path }), {
          code: "line_too_long",
          hint: say("data.lineTooLongHint"),
        });
      }
      continue;
    }
    for (const read of decodeLines(Buffer.concat([...begun, chunk.subarray(0, end)]), line, keepReturns, evidence)) {
      line = read.line;
      yield read;
    }
    begun = [chunk.subarray(end + 1)];
    begunBytes = chunk.length - end - 1;
  }
  const rest = Buffer.concat(begun);
  if (rest.length > 0) yield* decodeLines(rest, line, keepReturns, evidence);
}

/**
 * Lines of whole bytes; in one go where all are UTF-8, which is nearly always, and one by one where not. `evidence` is of
 * what was read so far, and is added to.
 */
function* decodeLines(
  bytes: Buffer,
  before: number,
  keepReturns: boolean,
  evidence: { characters: number; wrong: number },
): Generator<TextLine | UndecodedLine> {
  let line = before;
  const withoutMark =
    line === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  if (isUtf8(withoutMark)) {
    const whole = withoutMark.toString("utf8");
    // One to two bytes more than units of UTF-16, for each character beyond ASCII.
    evidence.characters += Math.ceil((withoutMark.length - whole.length) / 2);
    for (const text of whole.split("\n")) {
      yield { line: ++line, text: keepReturns ? text : text.replace(/\r$/, "") };
    }
    return;
  }
  const { characters, wrong } = weighUtf8(withoutMark);
  evidence.characters += characters;
  evidence.wrong += wrong;
  for (let start = 0; start <= withoutMark.length;) {
    const next = withoutMark.indexOf(LINE_FEED, start);
    const end = next < 0 ? withoutMark.length : next;
    const hasReturn = !keepReturns && withoutMark[end - 1] === 13 && end > start;
    const part = withoutMark.subarray(start, hasReturn ? end - 1 : end);
    const problem = findUtf8Problem(part, evidence);
    line++;
    yield problem === undefined
      ? { line, text: part.toString("utf8") }
      : { line, undecoded: problem.message, kind: problem.kind };
    start = end + 1;
  }
}

async function refuseMissing(path: string, real: string): Promise<void> {
  const found = await stat(real).catch((cause: unknown) => {
    throw new TunelabError(say("data.noFile", { path }), {
      code: "file_not_found",
      hint: say("data.noFileHint", { folder: process.cwd() }),
      cause,
    });
  });
  if (found.isFile()) return;
  throw new TunelabError(say("data.notFile", { path }), {
    code: "not_a_file",
    hint: say("data.notFileHint"),
  });
}

function refuseUtf16(path: string, start: Buffer): void {
  const marked =
    start.length >= 2 && ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff));
  // Without a mark the zero bytes of Latin letters tell it: all of one side, of ten bytes at least.
  const head = start.subarray(0, 64);
  const zeros = [0, 1].map((side) => head.every((byte, at) => (byte === 0) === (at % 2 === side)));
  const isUnmarked = head.length >= 10 && zeros.includes(true);
  if (!marked && !isUnmarked) return;
  throw new TunelabError(say("data.utf16", { path }), {
    code: "wrong_encoding",
    hint: say("data.utf16Hint"),
  });
}
