import { readSync } from "node:fs";
import { TunelabError } from "../../core/index.js";

const CHUNK_BYTES = 1 << 20;

/**
 * Reads little-endian values one after another from an open file, and never past its end.
 *
 * Every length that the file claims is compared with the bytes that are left before anything is allocated,
 * so that a file made to harm costs no more memory than its own size.
 */
export class FileCursor {
  #window = Buffer.alloc(0);
  #windowStart = 0;
  #position = 0;
  readonly #descriptor: number;

  constructor(
    readonly path: string,
    descriptor: number,
    readonly size: number,
  ) {
    this.#descriptor = descriptor;
  }

  get position(): number {
    return this.#position;
  }

  /** Bytes between the position and the end of the file. */
  get remaining(): number {
    return this.size - this.#position;
  }

  /** Throws `invalid_gguf` unless `count` items of at least `itemBytes` bytes fit in the rest of the file. */
  expect(count: number, itemBytes: number, what: string): void {
    if (!Number.isSafeInteger(count) || count < 0 || count > this.remaining / itemBytes) {
      throw this.invalid(
        `${what} claims ${count} items at byte ${this.#position}, but ${this.remaining} bytes are left`,
      );
    }
  }

  skip(bytes: number): void {
    this.#position += bytes;
  }

  uint8(): number {
    const at = this.#take(1);
    return this.#window.readUInt8(at);
  }

  int8(): number {
    const at = this.#take(1);
    return this.#window.readInt8(at);
  }

  uint16(): number {
    const at = this.#take(2);
    return this.#window.readUInt16LE(at);
  }

  int16(): number {
    const at = this.#take(2);
    return this.#window.readInt16LE(at);
  }

  uint32(): number {
    const at = this.#take(4);
    return this.#window.readUInt32LE(at);
  }

  int32(): number {
    const at = this.#take(4);
    return this.#window.readInt32LE(at);
  }

  float32(): number {
    const at = this.#take(4);
    return this.#window.readFloatLE(at);
  }

  float64(): number {
    const at = this.#take(8);
    return this.#window.readDoubleLE(at);
  }

  /** A 64-bit count or offset; values over 2^53 become inexact and fail every size check after it. */
  uint64(): number {
    const at = this.#take(8);
    return Number(this.#window.readBigUInt64LE(at));
  }

  int64(): number {
    const at = this.#take(8);
    return Number(this.#window.readBigInt64LE(at));
  }

  string(what: string, longest: number, encoding: "utf8" | "latin1" = "utf8"): string {
    const length = this.uint64();
    if (length > longest) throw this.invalid(`${what} is ${length} bytes long, more than the ${longest} allowed`);
    this.expect(length, 1, what);
    const at = this.#take(length);
    return this.#window.toString(encoding, at, at + length);
  }

  skipString(what: string): void {
    const length = this.uint64();
    this.expect(length, 1, what);
    this.skip(length);
  }

  invalid(problem: string): TunelabError {
    return new TunelabError(`${this.path} is not a usable GGUF file: ${problem}.`, {
      code: "invalid_gguf",
      hint: "Download or convert the model again; the file is damaged, cut short, or not a model.",
    });
  }

  /** Makes `length` bytes readable and returns their index in the window. */
  #take(length: number): number {
    if (length > this.remaining) {
      throw this.invalid(`it ends at byte ${this.size}, in the middle of what byte ${this.#position} starts`);
    }
    const start = this.#position - this.#windowStart;
    this.#position += length;
    if (start >= 0 && start + length <= this.#window.length) return start;
    this.#windowStart = this.#position - length;
    const window = Buffer.allocUnsafe(Math.min(this.size - this.#windowStart, Math.max(length, CHUNK_BYTES)));
    let filled = 0;
    while (filled < window.length) {
      const read = readSync(this.#descriptor, window, filled, window.length - filled, this.#windowStart + filled);
      if (read === 0) throw this.invalid("it became shorter while it was read");
      filled += read;
    }
    this.#window = window;
    return 0;
  }
}
