import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { TunelabError } from "../core/index.js";
import { localFile } from "./databricks/volume-files.js";

/** One line of a text file, numbered from 1, without its line end. */
export interface TextLine {
  readonly line: number;
  readonly text: string;
}

const CHUNK_BYTES = 1 << 20;
/** A line longer than this is no data line, and would not fit into a string with the rest of what is held. */
const MAX_LINE_CHARACTERS = 1 << 28;

/**
 * Reads a UTF-8 file line by line without holding it whole; a BOM, CRLF and a missing last line end are all fine.
 *
 * Throws `file_not_found`, `not_a_file`, `wrong_encoding` for UTF-16 and `line_too_long` above 256 million characters.
 *
 * @example
 * for await (const { line, text } of readLines("training_set.jsonl")) console.log(line, text.length);
 */
export async function* readLines(path: string): AsyncGenerator<TextLine> {
  const real = await localFile(path);
  await refuseMissing(path, real);
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let line = 0;
  let first = true;
  for await (const chunk of createReadStream(real, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    if (first) refuseUtf16(path, chunk);
    let text = decoder.write(chunk);
    if (first && text.startsWith("\ufeff")) text = text.slice(1);
    first = false;
    const parts = text.split("\n");
    parts[0] = rest + parts[0]!;
    rest = parts.pop()!;
    if (rest.length > MAX_LINE_CHARACTERS) {
      throw new TunelabError(`Line ${line + parts.length + 1} of ${path} has no end within 256 million characters.`, {
        code: "line_too_long",
        hint: "JSONL has one example per line. A JSON array has to be written one element per line first.",
      });
    }
    for (const part of parts) {
      line += 1;
      yield { line, text: part.endsWith("\r") ? part.slice(0, -1) : part };
    }
  }
  rest += decoder.end();
  if (rest !== "") yield { line: line + 1, text: rest.endsWith("\r") ? rest.slice(0, -1) : rest };
}

async function refuseMissing(path: string, real: string): Promise<void> {
  const found = await stat(real).catch((cause: unknown) => {
    throw new TunelabError(`The file ${path} cannot be read.`, {
      code: "file_not_found",
      hint: `Check the name and the folder: relative paths start at ${process.cwd()}.`,
      cause,
    });
  });
  if (found.isFile()) return;
  throw new TunelabError(`${path} is not a file.`, {
    code: "not_a_file",
    hint: "Name a file in it, for example training_set.jsonl.",
  });
}

function refuseUtf16(path: string, start: Buffer): void {
  const marked =
    start.length >= 2 && ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff));
  if (!marked) return;
  throw new TunelabError(`${path} is UTF-16; providers accept UTF-8 only.`, {
    code: "wrong_encoding",
    hint: "Save it as UTF-8. In PowerShell: Set-Content -Encoding utf8.",
  });
}
