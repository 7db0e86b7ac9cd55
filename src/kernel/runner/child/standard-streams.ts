import { Console } from "node:console";
import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { currentCell } from "./cell-context.js";
import { InterruptError } from "./interrupt-error.js";
import { sendToKernel } from "./outbox.js";

type StreamName = "stdout" | "stderr";
type WriteCallback = (error?: Error | null) => void;

/**
 * Puts streams that write to the kernel in the place of `process.stdout` and `process.stderr`.
 *
 * Both go through one ordered channel, so that their order is kept; each write is named after the cell that started it.
 */
export function replaceStandardStreams(): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = new KernelStream(name);
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }
  replaceConsoleMethods();
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
 * A standard stream of the cell runner.
 *
 * `write` does not go through Writable's queue: an interrupt may end it in the middle, and the queue would wait for ever
 * for a write that never finishes.
 */
class KernelStream extends Writable {
  /** Native code that asks for the descriptor gets the real one, which the kernel captures too. */
  readonly fd: number;
  readonly isTTY = false;
  readonly #name: StreamName;
  #decoder = new StringDecoder("utf8");

  constructor(name: StreamName) {
    super({ decodeStrings: false });
    this.#name = name;
    this.fd = name === "stdout" ? 1 : 2;
  }

  override write(chunk: unknown, encoding?: BufferEncoding | WriteCallback, callback?: WriteCallback): boolean {
    const cell = currentCell();
    // Ends a loop that goes on in the background after its cell was interrupted.
    if (cell?.state === "interrupted") throw new InterruptError();
    const text = this.#toText(chunk, typeof encoding === "string" ? encoding : "utf8");
    if (text !== "") sendToKernel({ type: "stream", cell: cell?.id ?? 0, name: this.#name, text });
    const done = typeof encoding === "function" ? encoding : callback;
    if (done !== undefined) process.nextTick(done);
    return true;
  }

  /** The process's own streams cannot be ended; Node's throw, these stay open. */
  override end(...args: unknown[]): this {
    const [chunk] = args;
    if (chunk !== undefined && typeof chunk !== "function") this.write(chunk);
    const done = args.find((arg): arg is () => void => typeof arg === "function");
    if (done !== undefined) process.nextTick(done);
    return this;
  }

  #toText(chunk: unknown, encoding: BufferEncoding): string {
    if (typeof chunk === "string") {
      return encoding === "utf8" || encoding === "utf-8" ? chunk : Buffer.from(chunk, encoding).toString("utf8");
    }
    if (chunk instanceof Uint8Array)
      return this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    throw new TypeError(
      `process.${this.#name}.write takes a string or bytes, got ${chunk === null ? "null" : typeof chunk}.`,
    );
  }
}
