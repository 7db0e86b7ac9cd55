/** What front ends need to name the file of a cell as the kernel does; there is no such file. */
export const CELL_FILES = {
  hashMethod: "Murmur2",
  hashSeed: 0xc70f6907,
  tmpFilePrefix: "/tunelab-cells/",
  tmpFileSuffix: ".ts",
} as const;

/** Multiplier of MurmurHash2. */
const M = 0x5bd1e995;

/**
 * MurmurHash2 of a text in UTF-8, 32 bits, by Austin Appleby's reference code; front ends compute the same.
 *
 * @example
 * murmur2("1 + 1", 0); // 3531899427
 */
export function murmur2(text: string, seed: number): number {
  const bytes = Buffer.from(text, "utf8");
  let hash = seed ^ bytes.length;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), M);
    word ^= word >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(word, M);
  }
  const rest = bytes.length - at;
  if (rest >= 3) hash ^= bytes[at + 2]! << 16;
  if (rest >= 2) hash ^= bytes[at + 1]! << 8;
  if (rest >= 1) hash = Math.imul(hash ^ bytes[at]!, M);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  hash ^= hash >>> 15;
  return hash >>> 0;
}

/**
 * The path under which front ends know a cell, by its code as typed.
 *
 * @example
 * cellPath("1 + 1"); // "/tunelab-cells/2359671083.ts"
 */
export const cellPath = (code: string): string =>
  `${CELL_FILES.tmpFilePrefix}${murmur2(code, CELL_FILES.hashSeed)}${CELL_FILES.tmpFileSuffix}`;
