/** What a vocabulary says about one token. */
export interface VocabularyEntry {
  /** As the GGUF file writes it. */
  readonly text: string;
  /** `tokenizer.ggml.token_type`: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte. */
  readonly type: number;
}

/** GPT-2's characters for the 256 bytes: printable ones stand for themselves, others move above U+0100. */
const BYTE_OF_CHARACTER: ReadonlyMap<string, number> = (() => {
  const isPrintable = (byte: number): boolean =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let moved = 0;
  return new Map(
    Array.from({ length: 256 }, (_, byte) => [String.fromCodePoint(isPrintable(byte) ? byte : 256 + moved++), byte]),
  );
})();

/**
 * The bytes that a token adds to a text, which may be a part of a character only. A control token adds none.
 *
 * @param tokenizer `tokenizer.ggml.model` of the GGUF file: `gpt2` for byte pairs, `llama` for SentencePiece; `undefined`
 *   is returned for others
 * @example
 * tokenBytes("gpt2", { text: "Ġcaf", type: 1 }); // <Buffer 20 63 61 66>, " caf"
 */
export function tokenBytes(tokenizer: string, { text, type }: VocabularyEntry): Uint8Array | undefined {
  if (type === 2 || type === 3) return new Uint8Array();
  if (type === 4) return Buffer.from(text);
  if (tokenizer === "gpt2") {
    return Buffer.concat(
      Array.from(text, (character) => {
        const byte = BYTE_OF_CHARACTER.get(character);
        return byte === undefined ? Buffer.from(character) : Buffer.of(byte);
      }),
    );
  }
  if (tokenizer !== "llama") return undefined;
  if (type === 6) return Buffer.of(Number.parseInt(text.slice(3, 5), 16));
  return Buffer.from(text.replaceAll("▁", " "));
}
