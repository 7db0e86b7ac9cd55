import { types } from "node:util";
import { writeFully } from "../output/outbox.js";
import { RUNNER_FDS } from "../../protocol.js";
import { stringify, toBytes } from "./captured.js";

const { kill, pid } = process;

/**
 * Ends the runner where Node's list of immediates is broken, because code that Node itself had put there was ended in the
 * middle: from then on nothing but this error would come, for ever.
 */
export function endIfBroken(error: unknown): void {
  // Asked of a proxy that was revoked, `instanceof` throws.
  if (types.isNativeError(error) && error instanceof TypeError && error.message.includes("_idleNext"))
    endBroken("interrupt");
}

/** Ends the runner with an explanation that needs nothing of what cells can replace: `replaced` is what they have, where it is known. */
export function endBroken(by: "interrupt" | "replaced", replaced?: string): void {
  const name = replaced === undefined ? "" : `,"replaced":${stringify(replaced)}`;
  writeFully(RUNNER_FDS.messages, toBytes(`{"type":"broken","by":"${by}"${name}}\n`, "utf8"));
  kill(pid, "SIGKILL");
}
