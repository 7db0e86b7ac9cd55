import { labelled } from "../../core/index.js";
import type { RowFailure } from "./result-view.js";
import { say } from "../../texts/index.js";

/**
 * Says in one sentence which row and column failed, why, and what to do.
 *
 * @example
 * describeFailure({ row: 2, column: "outputs", code: "no_answer", message: "The model returned null." }); // "row 2, outputs: The model returned null."
 */
export function describeFailure({ row, column, message, hint }: RowFailure): string {
  const place = `${say("result.oneRow", { row })}, ${column}`;
  return labelled(place, hint === undefined ? message : `${message} ${hint}`);
}
