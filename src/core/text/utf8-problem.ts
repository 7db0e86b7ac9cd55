import { isUtf8 } from "node:buffer";
import { say } from "../../texts/index.js";
import { fileSignature } from "./file-signature.js";

/** Where bytes stop being UTF-8. */
export interface Utf8Problem {
  /** Number of the byte, from 1. */
  readonly byte: number;
  /** What the bytes are, where that decides what to do: no text, a damaged text, a text of one byte a character. */
  readonly kind: "file" | "damaged" | "single-byte" | "other";
  /** What it is and what the text probably is: `byte 4 is 0xE9; the text is probably Latin-1 or Windows-1252`. */
  readonly message: string;
}

/** How much of a text is UTF-8 beyond ASCII, and how much is not. */
export interface Utf8Evidence {
  /** Characters of two to four bytes. */
  readonly characters: number;
  /** Bytes that are part of no character. */
  readonly wrong: number;
}

/**
 * Counts what speaks for UTF-8 and what against it. A single-byte encoding makes a valid sequence by chance rarely:
 * one character in eight wrong bytes is already more than chance, and the text a damaged UTF-8 text.
 *
 * @example
 * weighUtf8(Buffer.from("é \xe9", "latin1")); // { characters: 0, wrong: 2 }
 */
export function weighUtf8(bytes: Uint8Array): Utf8Evidence {
  let characters = 0;
  let wrong = 0;
  for (let at = 0; at < bytes.length;) {
    if (bytes[at]! < 0x80) {
      at++;
      continue;
    }
    const length = lengthAt(bytes, at);
    if (length > 1) characters++;
    else wrong++;
    at += Math.max(1, length);
  }
  return { characters, wrong };
}

/**
 * Whether wrong bytes stand in a text that is UTF-8 otherwise, rather than in one of another encoding.
 *
 * @example
 * isDamagedUtf8({ characters: 3, wrong: 1 }); // true
 */
export const isDamagedUtf8 = ({ characters, wrong }: Utf8Evidence): boolean =>
  wrong > 0 && characters > 0 && wrong <= 8 * characters;

/**
 * Finds the first byte that is not UTF-8 (RFC 3629), and guesses from the text around it in what it was written;
 * `undefined` for UTF-8. `evidence` is of the whole text that the bytes are a part of. @default that of the bytes
 *
 * @example
 * findUtf8Problem(Buffer.from("café", "latin1"))?.message;
 * // "byte 4 is 0xE9; the text is probably Latin-1 (ISO 8859-1) or Windows-1252"
 */
export function findUtf8Problem(bytes: Uint8Array, evidence?: Utf8Evidence): Utf8Problem | undefined {
  if (isUtf8(bytes)) return undefined;
  let at = 0;
  for (let length = lengthAt(bytes, at); length > 0; length = lengthAt(bytes, at)) at += length;
  const shown = say("utf8.byte", {
    place: String(at + 1),
    hex: bytes[at]!.toString(16).toUpperCase().padStart(2, "0"),
  });
  const { kind, text } = guess(bytes, at, evidence ?? weighUtf8(bytes));
  return { byte: at + 1, kind, message: `${shown}; ${text}` };
}

function guess(
  bytes: Uint8Array,
  at: number,
  evidence: Utf8Evidence,
): { readonly kind: Utf8Problem["kind"]; readonly text: string } {
  if (at === 0 && isUtf16Mark(bytes)) return { kind: "other", text: say("utf8.utf16") };
  const signature = fileSignature(bytes);
  if (signature !== undefined) return { kind: "file", text: say("utf8.file", { signature }) };
  if (bytes[at] === 0xed && isContinuation(bytes[at + 1]) && isContinuation(bytes[at + 2])) {
    return { kind: "other", text: say("utf8.cesu8") };
  }
  const wanted = sequenceLength(bytes[at]!);
  let found = 1;
  while (found < wanted && isContinuation(bytes[at + found])) found++;
  const hasCharacters = evidence.characters > 0;
  const cutAtEnd = wanted > found && at + found === bytes.length && (hasCharacters || found > 1);
  if (cutAtEnd || (hasCharacters && wanted > found && found > 1)) return { kind: "other", text: say("utf8.cut") };
  if (isDamagedUtf8(evidence)) {
    return { kind: "damaged", text: say("utf8.damaged") };
  }
  const isWindows = bytes.subarray(at).some((byte) => byte >= 0x80 && byte <= 0x9f);
  return { kind: "single-byte", text: say(isWindows ? "utf8.windows" : "utf8.latin") };
}

/** Whether bytes begin with UTF-16's byte order mark; neither byte of it stands in any UTF-8 text. */
function isUtf16Mark([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Bytes of the character at a place; 0 at the end and where there is none. */
function lengthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first === undefined) return 0;
  const length = sequenceLength(first);
  if (length === 1) return 1;
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
