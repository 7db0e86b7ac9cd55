import { say, type TextKey } from "../../texts/index.js";
/** First bytes of files that are no text, with what they are. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], what: Extract<TextKey, `file.${string}`>])[] = [
  [[0x1f, 0x8b], "file.gzip"],
  [[0x50, 0x4b, 3, 4], "file.zip"],
  [[0x28, 0xb5, 0x2f, 0xfd], "file.zstd"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "file.xz"],
  [[...Buffer.from("BZh")], "file.bzip2"],
  [[...Buffer.from("PAR1")], "file.parquet"],
  [[...Buffer.from("%PDF")], "file.pdf"],
  [[...Buffer.from("SQLite format 3")], "file.sqlite"],
  [[0x89, 0x50, 0x4e, 0x47], "file.png"],
  [[0xff, 0xd8, 0xff], "file.jpeg"],
];

/**
 * What a file that is no UTF-8 text is, by its first bytes; `undefined` where they say nothing.
 *
 * @example
 * fileSignature(gzipSync("a")); // "compressed by gzip"
 */
export function fileSignature(bytes: Uint8Array): string | undefined {
  const what = SIGNATURES.find(([start]) => start.every((byte, at) => bytes[at] === byte))?.[1];
  return what === undefined ? undefined : say(what);
}
