import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { currentCell } from "./cell-context.js";
import { InterruptError } from "./interrupt-error.js";
import { sendToKernel } from "./outbox.js";

/**
 * Puts streams that write to the kernel in the place of `process.stdout` and `process.stderr`.
 *
 * Both go through one ordered channel, so that their order is kept; each write is named after the cell that started it.
 */
export function replaceStandardStreams(): void {
  for (const name of ["stdout", "stderr"] as const) {
    const stream = createStream(name);
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }
}

function createStream(name: "stdout" | "stderr"): Writable & { readonly fd: number } {
  const decoder = new StringDecoder("utf8");
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const cell = currentCell();
      if (cell?.state === "interrupted") {
        // Ends a loop that goes on in the background after its cell was interrupted.
        done();
        throw new InterruptError();
      }
      const text = typeof chunk === "string" ? chunk : decoder.write(chunk);
      if (text !== "") sendToKernel({ type: "stream", cell: cell?.id ?? 0, name, text });
      done();
    },
  });
  // Native code that asks for the descriptor gets the real one, which the kernel captures too.
  return Object.assign(stream, { fd: name === "stdout" ? 1 : 2, isTTY: false });
}
