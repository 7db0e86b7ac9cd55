import { readFileSync } from "node:fs";

/**
 * Reads the text of a `.env` file: `NAME=value` lines, `export`, quotes, comments, BOM and CRLF.
 *
 * Double quotes understand `\n`; single quotes take everything as it stands; unquoted values end at ` #`. Lines that
 * are none of this are ignored, as other readers of such files do.
 *
 * @example
 * parseDotenv('export A="x y" # why\nB=1').A; // "x y"
 */
export function parseDotenv(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match !== null) values[match[1]!] = readValue(match[2]!);
  }
  return values;
}

function readValue(raw: string): string {
  const quoted = /^(["'])(.*?)(?<!\\)\1\s*(?:#.*)?$/.exec(raw);
  if (quoted === null) return raw.replace(/(^|\s+)#.*$/, "");
  return quoted[1] === '"' ? quoted[2]!.replaceAll("\\n", "\n").replaceAll('\\"', '"') : quoted[2]!;
}

/**
 * Reads a `.env` file; a file that is not there or cannot be read gives no values.
 *
 * @example
 * readDotenv("/home/me/lab/.env");
 */
export function readDotenv(path: string): Record<string, string> {
  try {
    return parseDotenv(readFileSync(path, "utf8"));
  } catch {
    return {};
  }
}
