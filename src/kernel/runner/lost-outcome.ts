import { MEMORY_VARIABLE } from "./memory-limit.js";
import type { CellOutcome } from "./protocol.js";

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
    return `The cell runner ran out of memory (its limit is ${outOfMemoryAt} MiB; the environment variable ${MEMORY_VARIABLE} sets another)`;
  }
  if (replaced !== undefined) {
    return `The cell runner ended with exit code ${exitCode}; a cell had replaced ${replaced}, which Node itself relies on`;
  }
  if (exitCode !== undefined) return `A cell ended its process with exit code ${exitCode} (process.exit)`;
  if (signal === "SIGKILL") {
    return "The cell runner was ended by SIGKILL, which is also how the system ends a process when memory runs out";
  }
  if (signal !== null) return `The cell runner was ended by ${signal}`;
  if (code !== null && code !== 0) return `The cell runner crashed with exit code ${code}`;
  return "The cell runner is gone";
}

/**
 * Says why a cell runner has ended itself.
 *
 * @example
 * explainBroken("replaced", "Reflect.apply"); // "A cell has replaced Reflect.apply, which the cell runner itself relies on, so it was ended"
 */
export function explainBroken(by: "interrupt" | "replaced", replaced?: string): string {
  if (by === "interrupt") return "The interrupt broke the cell runner's own state, so it was ended";
  return replaced === undefined
    ? "A cell has replaced what the cell runner itself relies on, so it was ended"
    : `A cell has replaced ${replaced}, which the cell runner itself relies on, so it was ended`;
}

/** The error that a cell gets when its process is gone. */
export function lostOutcome(reason: string): CellOutcome {
  const evalue = `${reason}. The variables, functions and imports of all cells are lost; files are kept. The next cell runs in a fresh cell runner: run the cells that you need again, from the top.`;
  return {
    status: "error",
    ename: "CellRunnerLost",
    evalue,
    traceback: [`\u001b[31mCellRunnerLost\u001b[39m: ${evalue}`],
  };
}
