// Own references: a cell that redefines JSON or Buffer must not harm the traffic with the kernel.
const { stringify, parse } = JSON;
const { allocUnsafe, byteLength, concat } = Buffer;
const HEADER_BYTES = 4;
/** No message is as long as this: a length beyond it means that the stream is not one of messages. */
const LENGTH_LIMIT = 0x4000_0000;

/**
 * Encodes a message for a byte stream: its length as unsigned 32-bit little-endian, then JSON in UTF-8.
 *
 * @example
 * encodeFrame({ a: 1 }).length; // 11
 */
export function encodeFrame(message: unknown): Buffer {
  const json = stringify(message);
  const length = byteLength(json);
  const frame = allocUnsafe(HEADER_BYTES + length);
  frame.writeUInt32LE(length, 0);
  frame.write(json, HEADER_BYTES, "utf8");
  return frame;
}

/**
 * Cuts a byte stream back into messages, however the chunks fall; throws on bytes that are no messages.
 *
 * @example
 * [...new FrameDecoder().push(encodeFrame({ a: 1 }))]; // [{ a: 1 }]
 */
export class FrameDecoder {
  #chunks: Buffer[] = [];
  #size = 0;

  *push(chunk: Buffer): Generator<unknown> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= HEADER_BYTES) {
      const needed = HEADER_BYTES + this.#peekLength();
      if (this.#size < needed) return;
      const all = this.#chunks.length === 1 ? this.#chunks[0]! : concat(this.#chunks, this.#size);
      this.#chunks = all.length > needed ? [all.subarray(needed)] : [];
      this.#size -= needed;
      yield parse(all.toString("utf8", HEADER_BYTES, needed));
    }
  }

  #peekLength(): number {
    if (this.#chunks[0]!.length < HEADER_BYTES) this.#chunks = [concat(this.#chunks, this.#size)];
    const length = this.#chunks[0]!.readUInt32LE(0);
    if (length > LENGTH_LIMIT) throw new RangeError(`A message of ${length} bytes cannot be.`);
    return length;
  }
}
