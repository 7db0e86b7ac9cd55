import { TunelabError, type Tracker } from "../../core/index.js";
import { describeError } from "../run/index.js";
import { say } from "../../texts/index.js";

/**
 * Does the steps of recording a result, one after another, and says in a line each what could not be recorded: what is
 * computed is never lost because it could not be logged.
 *
 * A value that the tracker refuses costs only its own step; any other failure ends the recording.
 *
 * @example
 * const warnings = await tryToRecord(runId, [() => tracker.logBatch(runId, { metrics })]);
 */
export async function tryToRecord(runId: string, steps: readonly (() => Promise<unknown>)[]): Promise<string[]> {
  const warnings: string[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      const { code, message, hint } = describeError(error);
      warnings.push(
        say("result.notRecorded", { run: runId, reason: hint === undefined ? message : `${message} ${hint}` }),
      );
      if (code !== "invalid_tracking_value") break;
    }
  }
  return warnings;
}

/**
 * The step that logs metrics, at step 0: all at once, and one by one where the tracker refuses one of them.
 *
 * @example
 * await tryToRecord(runId, metricSteps(tracker, runId, { "exact_match/v1": 0.5 }));
 */
export function metricSteps(
  tracker: Tracker,
  runId: string,
  metrics: Readonly<Record<string, number>>,
): (() => Promise<void>)[] {
  const timestamp = Date.now();
  const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp, step: 0 }));
  let isRefused = false;
  const logAll = async (): Promise<void> => {
    try {
      await tracker.logBatch(runId, { metrics: points });
    } catch (error) {
      isRefused = TunelabError.isInstance(error) && error.code === "invalid_tracking_value";
      if (!isRefused) throw error;
    }
  };
  const logOne = (point: (typeof points)[number]) => async (): Promise<void> => {
    if (isRefused) await tracker.logBatch(runId, { metrics: [point] });
  };
  return [logAll, ...points.map(logOne)];
}
