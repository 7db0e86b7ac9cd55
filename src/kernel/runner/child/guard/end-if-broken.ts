import { sendToKernel } from "../output/outbox.js";

/**
 * Ends the runner where Node's list of immediates is broken, because code that Node itself had put there was ended in the
 * middle: from then on nothing but this error would come, for ever.
 */
export function endIfBroken(error: unknown): void {
  if (!(error instanceof TypeError) || !error.message.includes("_idleNext")) return;
  sendToKernel({ type: "broken" });
  process.kill(process.pid, "SIGKILL");
}
