import type { CellOutcome } from "./protocol.js";
import { say } from "../../texts/kernel/index.js";

/**
 * How a cell ended that was interrupted.
 *
 * @example
 * interruptedOutcome().evalue; // "The cell was interrupted."
 */
export function interruptedOutcome(): CellOutcome {
  const [ename, evalue] = ["Interrupted", say("kernel.interrupted")];
  return {
    status: "error",
    interrupted: true,
    ename,
    evalue,
    traceback: [`\u001b[31m${ename}\u001b[39m: ${evalue} ${say("kernel.variablesKept")}`],
  };
}
