import { readFile } from "node:fs/promises";
import { findUtf8Problem, isDamagedUtf8, weighUtf8 } from "../../core/index.js";
import { localFile } from "../databricks/volume-files.js";

/** How a CSV file's characters are written. */
export type CsvEncoding = "utf-8" | "windows-1252";

/** Bytes that stand for nothing in Windows-1252. */
const UNUSED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** Characters of the bytes 0x80 to 0x9F (WHATWG, "index-windows-1252"); all others are as in Latin-1. */
const OWN = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/**
 * Whether a file that is not UTF-8 is probably Windows-1252, which Latin-1 is a part of, and not UTF-8 that was cut or
 * damaged.
 */
export async function isWindows1252(path: string): Promise<boolean> {
  const bytes = await readFile(await localFile(path));
  if (bytes.includes(0) || bytes.some((byte) => UNUSED.has(byte))) return false;
  return !isDamagedUtf8(weighUtf8(bytes)) && findUtf8Problem(bytes)?.kind === "single-byte";
}

/** The text of a file of Windows-1252. */
export async function readWindows1252(path: string): Promise<string> {
  const text = (await readFile(await localFile(path))).toString("latin1");
  // TextDecoder("windows-1252") of Node 20.20.2 takes these bytes as Latin-1.
  return text.replaceAll(/[\x80-\x9f]/g, (character) => OWN[character.charCodeAt(0) - 0x80]!);
}
