/** First bytes of files that are no text, with what they are. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], "compressed by gzip"],
  [[0x50, 0x4b, 3, 4], "a ZIP archive, as Excel's .xlsx is"],
  [[0x28, 0xb5, 0x2f, 0xfd], "compressed by zstd"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "compressed by xz"],
  [[...Buffer.from("BZh")], "compressed by bzip2"],
  [[...Buffer.from("PAR1")], "a Parquet file"],
  [[...Buffer.from("%PDF")], "a PDF"],
  [[...Buffer.from("SQLite format 3")], "an SQLite database"],
  [[0x89, 0x50, 0x4e, 0x47], "a PNG picture"],
  [[0xff, 0xd8, 0xff], "a JPEG picture"],
];

/**
 * What a file that is no UTF-8 text is, by its first bytes; `undefined` where they say nothing.
 *
 * @example
 * fileSignature(gzipSync("a")); // "compressed by gzip"
 */
export function fileSignature(bytes: Uint8Array): string | undefined {
  return SIGNATURES.find(([start]) => start.every((byte, at) => bytes[at] === byte))?.[1];
}
