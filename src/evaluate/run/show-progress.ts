import { getDisplaySink } from "../../core/index.js";
import { Progress } from "../../display/index.js";
import type { RunProgress } from "./run-rows.js";
import { say } from "../../texts/index.js";

/**
 * Shows a run in the notebook, with rate and time left, in one display that is updated in place; nothing elsewhere. What is
 * counted is rows, unless `unit` says otherwise: several evaluators give a row several scores.
 *
 * @example
 * await runRows(rows, ask, { onProgress: showProgress("Asking the model", rows.length) });
 */
export function showProgress(
  label: string,
  total: number,
  unit: string = say("evaluate.rowsUnit"),
): ((progress: RunProgress) => void) | undefined {
  if (getDisplaySink() === undefined) return undefined;
  const bar = new Progress(label, { total, unit, stream: null });
  return ({ done, failed }) => {
    bar.update(done, failed === 0 ? {} : { note: say("evaluate.failedNote", { n: failed }) });
    if (done === total) bar.finish();
  };
}
