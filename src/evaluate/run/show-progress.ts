import { getDisplaySink } from "../../core/index.js";
import { Progress } from "../../display/index.js";
import type { RunProgress } from "./run-rows.js";
import { say } from "../../texts/index.js";

/**
 * Shows a run in the notebook, with rate and time left, in one display that is updated in place; nothing elsewhere.
 *
 * @example
 * await runRows(rows, ask, { onProgress: showProgress("Asking the model", rows.length) });
 */
export function showProgress(label: string, total: number): ((progress: RunProgress) => void) | undefined {
  if (getDisplaySink() === undefined) return undefined;
  const bar = new Progress(label, { total, unit: say("evaluate.rowsUnit"), stream: null });
  return ({ done, failed }) => {
    bar.update(done, failed === 0 ? {} : { note: say("evaluate.failedNote", { n: failed }) });
    if (done === total) bar.finish();
  };
}
