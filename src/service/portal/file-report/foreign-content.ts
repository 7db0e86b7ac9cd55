import { open } from "node:fs/promises";

/** What a file is that holds no JSON lines. */
export type ForeignKind = "office_file" | "binary_file" | "json_document" | "table_file" | "text_file";

const HEAD_BYTES = 8192;

/** First bytes of a ZIP file, which those of Word, Excel and PowerPoint are. */
const ZIP = "504b0304";

/** First bytes of other files that are no text: PDF, gzip, Parquet, PNG, JPEG, Word and Excel before 2007. */
const BINARY = ["25504446", "1f8b", "50415231", "89504e47", "ffd8ff", "d0cf11e0"];

/**
 * What a file is of which no line is a JSON object, by its beginning; `undefined` for one that seems to be meant as JSON
 * lines: what is wrong is then said of the lines.
 *
 * @example
 * foreignKindOf(Buffer.from("question,answer\nHi,Hello\n")); // "table_file"
 */
export function foreignKindOf(head: Buffer): ForeignKind | undefined {
  const start = head.toString("hex", 0, 4);
  if (start === ZIP) return "office_file";
  if (BINARY.some((bytes) => start.startsWith(bytes))) return "binary_file";
  // Text in UTF-16 has zeros too; that it must be UTF-8 is said of its first line.
  if (start.startsWith("fffe") || start.startsWith("feff")) return undefined;
  if (head.includes(0)) return "binary_file";
  const [first = "", second] = head
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (/^[[{]+$/.test(first)) return "json_document";
  if (/^[[{"]/.test(first) && !isTableRow(first, second)) return undefined;
  return isTableRow(first, second) ? "table_file" : "text_file";
}

/**
 * Whether two lines are the head and a row of a table: what parts the one into columns is in the other as often or more.
 * Sentences have commas too, and an end.
 */
function isTableRow(first: string, second: string | undefined): boolean {
  if (second === undefined || /^[[{]|[.!?:]$/.test(first)) return false;
  const count = (line: string, mark: string): number => line.split(mark).length - 1;
  return [",", ";", "\t"].some((mark) => count(first, mark) > 0 && count(second, mark) >= count(first, mark));
}

/** {@link foreignKindOf} of a file on the disk. */
export async function readForeignKind(path: string): Promise<ForeignKind | undefined> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return foreignKindOf(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** What is said of a file of each kind. */
export const FOREIGN_MESSAGES: Readonly<Record<ForeignKind, string>> = {
  office_file: "The file is a document of Word or Excel, or another ZIP file; it holds no JSON lines.",
  binary_file: "The file is no text; it holds no JSON lines.",
  json_document: "The file is one JSON text over several lines; each line must be a JSON object of its own.",
  table_file: "The file is a table, as CSV; each line must be a JSON object.",
  text_file: "The file is text without JSON; each line must be a JSON object.",
};
