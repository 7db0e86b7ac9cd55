import { writeSync } from "node:fs";
import { encodeFrame } from "../frame-codec.js";
import { type FromRunner, RUNNER_FDS } from "../protocol.js";

/**
 * Sends a message to the kernel before it returns: the order of the calls is the order of arrival, and nothing is lost
 * when the process ends right after. A flood waits here for the kernel to read.
 */
export function sendToKernel(message: FromRunner): void {
  writeFully(RUNNER_FDS.messages, encodeFrame(message));
}

/** Writes all bytes, waiting where a pipe is full; a closed pipe is ignored, because the kernel is gone then. */
export function writeFully(fd: number, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(fd, bytes, offset);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
      pauseBriefly();
    }
  }
}

const pauseCell = new Int32Array(new SharedArrayBuffer(4));
const pauseBriefly = (): void => void Atomics.wait(pauseCell, 0, 0, 1);
