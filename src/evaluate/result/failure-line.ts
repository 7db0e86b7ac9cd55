import { labelled } from "../../core/index.js";
import { reasonOf } from "./digest/digest.js";
import type { RowFailure } from "./result-view.js";
import { say } from "../../texts/index.js";

/**
 * Says in one sentence which row and column failed, why, and what to do.
 *
 * @example
 * describeFailure({ row: 2, column: "outputs", code: "no_answer", message: "The model returned null." }); // "row 2, outputs: The model returned null."
 */
export function describeFailure(failure: RowFailure): string {
  const { row, column } = failure;
  return labelled(`${say("result.oneRow", { row })}, ${column}`, reasonOf(failure));
}
