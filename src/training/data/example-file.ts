import { open, readFile } from "node:fs/promises";
import { TunelabError } from "../../core/index.js";
import type { TokenExample } from "./pack-examples.js";

/** Bytes that are collected before they are written. */
const BUFFER_BYTES = 1 << 20;

/**
 * Writes examples to a file as they come, so that a large training file never is in memory as a whole.
 *
 * Each example is its number of tokens and then the tokens, as 32-bit numbers, least byte first: twice the token's id, and
 * one more where it is to be learned.
 *
 * @example
 * await writeExamples("training.tokens", [{ tokenIds: [5, 6], lossMask: [false, true] }]); // 2, 10, 13
 */
export async function writeExamples(
  path: string,
  examples: AsyncIterable<TokenExample> | Iterable<TokenExample>,
): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    let parts: Buffer[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      const all = Buffer.concat(parts);
      parts = [];
      bytes = 0;
      for (let at = 0; at < all.length;) at += (await file.write(all, at)).bytesWritten;
    };
    for await (const example of examples) {
      const part = toBytes(example);
      parts.push(part);
      bytes += part.length;
      if (bytes >= BUFFER_BYTES) await flush();
    }
    await flush();
  } finally {
    await file.close();
  }
}

/**
 * Reads what {@link writeExamples} wrote; the examples share two blocks of memory, five bytes a token.
 *
 * Throws `invalid_example` when the file ends inside an example.
 *
 * @example
 * const [first] = await readExamples("training.tokens");
 * first?.lossMask; // Uint8Array [0, 1]
 */
export async function readExamples(path: string): Promise<TokenExample[]> {
  const bytes = await readFile(path);
  const numbers = Math.floor(bytes.length / 4);
  const tokens = new Int32Array(numbers);
  const learned = new Uint8Array(numbers);
  const examples: TokenExample[] = [];
  for (let at = 0; at < numbers;) {
    const start = at + 1;
    const end = start + bytes.readInt32LE(4 * at);
    if (end < start || end > numbers) throw endsEarly(path, examples.length);
    for (at = start; at < end; at++) {
      const value = bytes.readInt32LE(4 * at);
      tokens[at] = value >> 1;
      learned[at] = value & 1;
    }
    examples.push({ tokenIds: tokens.subarray(start, end), lossMask: learned.subarray(start, end) });
  }
  return examples;
}

function toBytes({ tokenIds, lossMask }: TokenExample): Buffer {
  const bytes = Buffer.allocUnsafe(4 + 4 * tokenIds.length);
  bytes.writeInt32LE(tokenIds.length, 0);
  for (let i = 0; i < tokenIds.length; i++) bytes.writeInt32LE(2 * tokenIds[i]! + (lossMask[i] ? 1 : 0), 4 + 4 * i);
  return bytes;
}

function endsEarly(path: string, whole: number): TunelabError {
  return new TunelabError(`${path} ends inside an example, after ${whole} whole ones.`, {
    code: "invalid_example",
    hint: "Create the job again: its examples were not written to the end.",
  });
}
