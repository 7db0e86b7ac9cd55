import { MEMORY_VARIABLE } from "./memory-limit.js";
import type { CellOutcome } from "./protocol.js";
import { say } from "../../texts/kernel/index.js";

/** What is known of a cell runner's end. */
export interface RunnerEnd {
  /** Why the kernel ended it itself. */
  readonly killedBecause: string | undefined;
  /** Its memory limit in MiB, where it ran out of it. */
  readonly outOfMemoryAt: number | undefined;
  /** Something of the language that a cell had replaced. */
  readonly replaced: string | undefined;
  /** What it said of itself when it ended. */
  readonly exitCode: number | undefined;
  /** What the system says of it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Says why a cell runner is gone, for the person at the notebook.
 *
 * @example
 * explainLoss({ ...end, signal: "SIGTERM" }); // "The cell runner was ended by SIGTERM"
 */
export function explainLoss({ killedBecause, outOfMemoryAt, replaced, exitCode, code, signal }: RunnerEnd): string {
  if (killedBecause !== undefined) return killedBecause;
  if (outOfMemoryAt !== undefined) {
    return say("kernel.outOfMemory", { limit: String(outOfMemoryAt), variable: MEMORY_VARIABLE });
  }
  if (replaced !== undefined) {
    return say("kernel.replaced", { code: String(exitCode), name: replaced });
  }
  if (exitCode !== undefined) return say("kernel.exited", { code: String(exitCode) });
  if (signal === "SIGKILL") {
    return say("kernel.killed");
  }
  if (signal !== null) return say("kernel.ended", { signal });
  if (code !== null && code !== 0) return say("kernel.crashed", { code: String(code) });
  return say("kernel.gone");
}

/**
 * Says why a cell runner has ended itself.
 *
 * @example
 * explainBroken("replaced", "Reflect.apply"); // "A cell has replaced Reflect.apply, which the cell runner itself relies on, so it was ended"
 */
export function explainBroken(by: "interrupt" | "replaced", replaced?: string): string {
  if (by === "interrupt") return say("kernel.brokenByInterrupt");
  return replaced === undefined ? say("kernel.brokenByCell") : say("kernel.brokenByReplacing", { name: replaced });
}

/** The error that a cell gets when its process is gone. */
export function lostOutcome(reason: string): CellOutcome {
  const evalue = say("kernel.lost", { reason });
  return {
    status: "error",
    ename: "CellRunnerLost",
    evalue,
    traceback: [`\u001b[31mCellRunnerLost\u001b[39m: ${evalue}`],
  };
}
