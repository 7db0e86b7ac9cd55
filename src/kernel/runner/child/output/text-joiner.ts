import { StringDecoder } from "node:string_decoder";
import { codeUnitAt, textSlice, toBytes } from "../guard/captured.js";

/**
 * Makes text of what is written to a stream: characters that come in parts, as halves of a surrogate pair or as bytes, are
 * held back until they are whole.
 *
 * What a cell leaves unfinished becomes U+FFFD when the cell ends or another one writes.
 *
 * @example
 * const joiner = new TextJoiner((cell, text) => console.log(text));
 * joiner.push(1, "\ud83d", "utf8"); // nothing yet
 * joiner.push(1, "\ude80", "utf8"); // "🚀"
 */
export class TextJoiner {
  readonly #emit: (cell: number, text: string) => void;
  readonly #decoder = new StringDecoder("utf8");
  #hasBytes = false;
  #half = "";
  #cell = 0;

  constructor(emit: (cell: number, text: string) => void) {
    this.#emit = emit;
  }

  push(cell: number, chunk: string | Uint8Array, encoding: BufferEncoding): void {
    if (cell !== this.#cell) {
      this.finish(this.#cell);
      this.#cell = cell;
    }
    if (typeof chunk === "string" && (encoding === "utf8" || encoding === "utf-8")) this.#pushText(chunk);
    else this.#pushBytes(typeof chunk === "string" ? toBytes(chunk, encoding) : chunk);
  }

  /** Gives out what is held back of a cell. */
  finish(cell: number): void {
    if (cell !== this.#cell) return;
    if (this.#hasBytes) this.#endBytes();
    if (this.#half === "") return;
    this.#half = "";
    this.#emit(cell, "\uFFFD");
  }

  #pushText(text: string): void {
    if (text === "") return;
    if (this.#hasBytes) this.#endBytes();
    const joined = this.#half === "" ? text : this.#half + text;
    const last = codeUnitAt(joined, joined.length - 1);
    const isHalf = last >= 0xd800 && last <= 0xdbff;
    const whole = isHalf ? textSlice(joined, 0, joined.length - 1) : joined;
    this.#half = isHalf ? textSlice(joined, joined.length - 1) : "";
    if (whole !== "") this.#emit(this.#cell, whole);
  }

  #pushBytes(chunk: Uint8Array): void {
    if (this.#half !== "") this.finish(this.#cell);
    const text = this.#decoder.write(toBytes(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#hasBytes = true;
    if (text !== "") this.#emit(this.#cell, text);
  }

  #endBytes(): void {
    this.#hasBytes = false;
    const rest = this.#decoder.end();
    if (rest !== "") this.#emit(this.#cell, rest);
  }
}
