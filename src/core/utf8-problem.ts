import { isUtf8 } from "node:buffer";

/** Where bytes stop being UTF-8. */
export interface Utf8Problem {
  /** Number of the byte, from 1. */
  readonly byte: number;
  /** What it is and what the text probably is: `byte 4 is 0xE9; the text is probably Latin-1 or Windows-1252`. */
  readonly message: string;
}

/**
 * Finds the first byte that is not UTF-8 (RFC 3629), and guesses from it in what the text was written; `undefined` for
 * UTF-8.
 *
 * @example
 * findUtf8Problem(Buffer.from("café", "latin1"))?.message;
 * // "byte 4 is 0xE9; the text is probably Latin-1 (ISO 8859-1) or Windows-1252"
 */
export function findUtf8Problem(bytes: Uint8Array): Utf8Problem | undefined {
  if (isUtf8(bytes)) return undefined;
  let at = 0;
  let seenCharacter = false;
  for (let length = lengthAt(bytes, at); length > 0; length = lengthAt(bytes, at)) {
    seenCharacter ||= length > 1;
    at += length;
  }
  const shown = `byte ${at + 1} is 0x${bytes[at]!.toString(16).toUpperCase().padStart(2, "0")}`;
  return { byte: at + 1, message: `${shown}; ${guess(bytes, at, seenCharacter)}` };
}

function guess(bytes: Uint8Array, at: number, seenCharacter: boolean): string {
  if (bytes[at] === 0xed && isContinuation(bytes[at + 1]) && isContinuation(bytes[at + 2])) {
    return "the text is probably CESU-8, which writes an emoji in two halves, as Java and Oracle do";
  }
  const wanted = sequenceLength(bytes[at]!);
  let found = 1;
  while (found < wanted && isContinuation(bytes[at + found])) found++;
  const cutAtEnd = wanted > found && at + found === bytes.length;
  if (cutAtEnd || (seenCharacter && wanted > found && found > 1)) return "a character was cut in two there";
  const isWindows = bytes.subarray(at).some((byte) => byte >= 0x80 && byte <= 0x9f);
  return `the text is probably ${isWindows ? "Windows-1252" : "Latin-1 (ISO 8859-1) or Windows-1252"}`;
}

/** Bytes of the character at a place; 0 at the end and where there is none. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first === undefined) return 0;
  const length = sequenceLength(first);
  return length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/** How many bytes a character that begins so has; 0 for a byte that begins none. */
function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte <= 0xbf;
}
