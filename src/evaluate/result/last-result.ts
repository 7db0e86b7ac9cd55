import { getDisplaySink, TunelabError } from "../../core/index.js";
import type { ShownResult } from "./shown-result.js";
import { say } from "../../texts/index.js";

let last: Promise<ShownResult> | undefined;

/**
 * Keeps an evaluation's result where {@link lastResult} finds it: an interrupted cell is left before its variable gets
 * the result, while the evaluation finishes with the rows that are done.
 */
export function keepAsLast<R extends ShownResult>(work: Promise<R>): Promise<R> {
  last = work;
  const interrupt = getDisplaySink()?.interruptSignal;
  const sayWhere = (): void => console.log(say("result.lastKept", { code: "await mlflow.lastResult()" }));
  interrupt?.addEventListener("abort", sayWhere, { once: true });
  // Its failure is the caller's, who has the same promise; a cell that was left has nobody to hear of it.
  work.catch(() => undefined).finally(() => interrupt?.removeEventListener("abort", sayWhere));
  return work;
}

/**
 * The result of the last evaluation of this session, also of one that was interrupted. Throws `no_result` when there
 * was none, and the evaluation's own error when it failed.
 *
 * @example
 * const done = await mlflow.lastResult();
 * done.interrupted; // true
 */
export async function lastResult(): Promise<ShownResult> {
  if (last !== undefined) return last;
  throw new TunelabError(say("evaluate.noResult"), {
    code: "no_result",
    hint: say("evaluate.noResultHint"),
  });
}
