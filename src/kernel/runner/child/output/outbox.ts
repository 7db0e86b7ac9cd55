import { encodeFrame } from "../../frame-codec.js";
import { type FromRunner, RUNNER_FDS } from "../../protocol.js";
import { bytesIn, encodeText, stringify, writeBytes } from "../guard/captured.js";
import { withOwnIntrinsics } from "../guard/own-intrinsics.js";

/**
 * Sends a message to the kernel before it returns: the order of the calls is the order of arrival, and nothing is lost
 * when the process ends right after. A flood waits here for the kernel to read.
 */
export function sendToKernel(message: FromRunner): void {
  writeFully(RUNNER_FDS.messages, encodeFrame(message));
}

/**
 * Sends a text for a stream. Printing is what cells do most, and also where a cell has spoilt the language's own objects:
 * only texts are put together here, which no `toJSON` of a cell can reach.
 */
export function sendStream(cell: number, name: "stdout" | "stderr", text: string): void {
  const frame = `{"type":"stream","cell":${cell},"name":"${name}","text":${stringify(text)}}\n`;
  writeFully(RUNNER_FDS.messages, encodeText(frame));
}

/**
 * Writes all bytes, waiting where a pipe is full; a closed pipe is ignored, because the kernel is gone then. Where Node's own
 * writing fails over what a cell made of bytes, it is done over the language's own.
 */
export function writeFully(fd: number, bytes: Uint8Array, written = 0, isLast = false): void {
  const length = bytesIn(bytes);
  let offset = written;
  while (offset < length) {
    try {
      offset += writeBytes(fd, bytes, offset);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") pauseBriefly();
      else if (isLast || code === "EPIPE" || code === "EBADF") return;
      else return withOwnIntrinsics(() => writeFully(fd, bytes, offset, true));
    }
  }
}

const { wait } = Atomics;
const pauseCell = new Int32Array(new SharedArrayBuffer(4));
const pauseBriefly = (): void => void wait(pauseCell, 0, 0, 1);
