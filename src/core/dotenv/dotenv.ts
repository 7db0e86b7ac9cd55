import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { parse as Parse } from "dotenv";

// Loaded when a file is there to be read, which at most starts it is not.
const loadDotenv = (): { readonly parse: typeof Parse } =>
  createRequire(import.meta.url)("dotenv") as { readonly parse: typeof Parse };

/**
 * Reads the text of a `.env` file as the package `dotenv` does: `NAME=value` lines, `export`, quotes over several lines,
 * comments, BOM and CRLF. Lines that are none of this are ignored.
 *
 * Beyond the package, `\"` within double quotes is a quote, as python-dotenv and shells read it.
 *
 * @example
 * parseDotenv('export A="x y" # why\nB=1').A; // "x y"
 */
export function parseDotenv(text: string): Record<string, string> {
  const values = loadDotenv().parse(text.replace(/^\ufeff/, ""));
  for (const [name, value] of Object.entries(values)) {
    if (value.includes('\\"') && isInDoubleQuotes(name, text)) values[name] = value.replaceAll('\\"', '"');
  }
  return values;
}

const isInDoubleQuotes = (name: string, text: string): boolean =>
  new RegExp(`^\\ufeff?\\s*(?:export\\s+)?${name.replaceAll(".", "\\.")}\\s*=\\s*"`, "m").test(text);

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
