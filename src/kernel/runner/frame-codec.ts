// Own references: a cell that redefines JSON or Buffer must not harm the traffic with the kernel.
const { stringify, parse } = JSON;
const { from: toBytes, concat } = Buffer;
const LINE_END = 10;
/** No message is as long as this: that much without a line end means that the stream is not one of messages. */
const LENGTH_LIMIT = 0x4000_0000;

/**
 * Encodes a message for a byte stream: a line of JSON in UTF-8.
 *
 * @example
 * encodeFrame({ a: 1 }).length; // 8
 */
export const encodeFrame = (message: unknown): Buffer => toBytes(`${stringify(message)}\n`, "utf8");

/**
 * Cuts a byte stream back into messages, however the chunks fall; throws on bytes that are no messages.
 *
 * A loop that prints brings hundreds of messages in a chunk, so that all of a chunk are parsed in one go.
 *
 * @example
 * [...new FrameDecoder().push(encodeFrame({ a: 1 }))]; // [{ a: 1 }]
 */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #size = 0;

  *push(chunk: Buffer): Generator<unknown> {
    const end = chunk.lastIndexOf(LINE_END);
    if (end < 0) return this.#keep(chunk);
    const whole = chunk.subarray(0, end);
    const lines = (this.#size === 0 ? whole : concat([...this.#chunks, whole])).toString("utf8");
    this.#chunks = [];
    this.#size = 0;
    if (end + 1 < chunk.length) this.#keep(chunk.subarray(end + 1));
    yield* parseLines(lines);
  }

  #keep(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > LENGTH_LIMIT) throw new RangeError(`A message of ${this.#size} bytes cannot be.`);
  }
}

function* parseLines(lines: string): Generator<unknown> {
  let messages: unknown[];
  try {
    messages = parse(`[${lines.replaceAll("\n", ",")}]`) as unknown[];
  } catch {
    // What came before the line that is no message still counts.
    for (const line of lines.split("\n")) yield parse(line);
    return;
  }
  yield* messages;
}
