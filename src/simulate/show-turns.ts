import { getDisplaySink } from "../core/index.js";
import { Progress } from "../display/index.js";
import type { SimulateOptions } from "./simulate-options.js";

/** Tells the caller how far a simulation is, or shows a bar in notebooks. */
export function showTurns(options: Pick<SimulateOptions, "onProgress">, total: number) {
  const bar =
    options.onProgress === undefined && getDisplaySink() !== undefined
      ? new Progress("Simulating", { total, unit: "turns", stream: null })
      : undefined;
  return (turns: number, finished: number, ended = false): void => {
    options.onProgress?.({ turns, total, finished });
    bar?.update(Math.min(turns, total));
    if (ended) bar?.finish();
  };
}
