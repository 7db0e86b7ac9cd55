import { Console } from "node:console";
import { Writable } from "node:stream";
import { currentCell } from "../cell-context.js";
import { nextTick } from "../guard/captured.js";
import { InterruptError } from "../interrupt/interrupt-error.js";
import { sendStream } from "./outbox.js";
import { TerminalLine } from "./terminal-line.js";
import { TextJoiner } from "./text-joiner.js";

type StreamName = "stdout" | "stderr";
type WriteCallback = (error?: Error | null) => void;

/** Columns and lines that front ends are taken to have, as of a terminal that does not tell. */
const WINDOW_SIZE: readonly [columns: number, rows: number] = [80, 24];
const COLOUR_BITS = 8;

const streams: KernelStream[] = [];

/**
 * Puts streams that write to the kernel in the place of `process.stdout` and `process.stderr`.
 *
 * Both go through one ordered channel, so that their order is kept; each write is named after the cell that started it.
 */
export function replaceStandardStreams(): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = new KernelStream(name);
    streams.push(stream);
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }
  replaceConsoleMethods();
}

/** Sends what was held back of a cell's output because a character was not whole: the cell has ended. */
export function finishStandardStreams(cell: number): void {
  for (let at = 0; at < streams.length; at += 1) streams[at]!.finish(cell);
}

/**
 * Has the global console write to the streams directly.
 *
 * Node's own methods hand every line to the inspector first, which takes as long as printing it and keeps the last
 * thousand with all that was printed. They also swallow what a stream throws, and so the interrupt of a loop that prints.
 */
function replaceConsoleMethods(): void {
  const direct = new Console({ stdout: process.stdout, stderr: process.stderr, ignoreErrors: false });
  Object.assign(console, direct);
}

/**
 * A standard stream of the cell runner, with the methods of a terminal that `@types/node` declares.
 *
 * `write` does not go through Writable's queue: an interrupt may end it in the middle, and the queue would wait for ever
 * for a write that never finishes.
 */
class KernelStream extends Writable {
  /** Native code that asks for the descriptor gets the real one, which the kernel captures too. */
  readonly fd: number;
  readonly isTTY = false;
  readonly #name: StreamName;
  readonly #line = new TerminalLine();
  readonly #joiner: TextJoiner;

  constructor(name: StreamName) {
    super({ decodeStrings: false });
    this.#name = name;
    this.fd = name === "stdout" ? 1 : 2;
    this.#joiner = new TextJoiner((cell, text) => sendStream(cell, name, this.#line.write(text)));
  }

  get columns(): number {
    return WINDOW_SIZE[0];
  }

  get rows(): number {
    return WINDOW_SIZE[1];
  }

  override write(chunk: unknown, encoding?: BufferEncoding | WriteCallback, callback?: WriteCallback): boolean {
    const cell = currentCell();
    // Ends a loop that goes on in the background after its cell was interrupted.
    if (cell?.state === "interrupted") throw new InterruptError();
    if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) {
      throw new TypeError(
        `process.${this.#name}.write takes a string or bytes, got ${chunk === null ? "null" : typeof chunk}.`,
      );
    }
    const sign = typeof encoding === "string" ? encoding : "utf8";
    if (cell?.capture === undefined) this.#joiner.push(cell?.id ?? 0, chunk, sign);
    else cell.capture.write(this.#name, chunk, sign);
    const done = typeof encoding === "function" ? encoding : callback;
    if (done !== undefined) nextTick(done);
    return true;
  }

  /** The process's own streams cannot be ended; Node's throw, these stay open. */
  override end(...args: unknown[]): this {
    const [chunk] = args;
    if (chunk !== undefined && typeof chunk !== "function") this.write(chunk);
    const done = args.find((arg): arg is () => void => typeof arg === "function");
    if (done !== undefined) nextTick(done);
    return this;
  }

  /** Goes to a column; there are no other lines to go to. */
  cursorTo(column: number, row?: number | (() => void), callback?: () => void): boolean {
    return this.#move(this.#line.cursorTo(column), typeof row === "function" ? row : callback);
  }

  moveCursor(columns: number, _rows: number, callback?: () => void): boolean {
    return this.#move(this.#line.moveBy(columns), callback);
  }

  clearLine(direction: -1 | 0 | 1, callback?: () => void): boolean {
    return this.#move(this.#line.clear(direction), callback);
  }

  clearScreenDown(callback?: () => void): boolean {
    return this.#move(this.#line.clear(1), callback);
  }

  getWindowSize(): [number, number] {
    return [...WINDOW_SIZE];
  }

  getColorDepth(): number {
    return COLOUR_BITS;
  }

  hasColors(count: unknown = 16): boolean {
    return typeof count !== "number" || count <= 2 ** COLOUR_BITS;
  }

  finish(cell: number): void {
    this.#joiner.finish(cell);
    this.#line.reset();
  }

  #move(text: string, callback: (() => void) | undefined): boolean {
    const cell = currentCell();
    if (cell?.state === "interrupted") throw new InterruptError();
    if (cell?.capture === undefined) sendStream(cell?.id ?? 0, this.#name, text);
    else cell.capture.write(this.#name, text, "utf8");
    if (callback !== undefined) nextTick(callback);
    return true;
  }
}
