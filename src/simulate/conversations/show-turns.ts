import { getDisplaySink } from "../../core/index.js";
import { Progress } from "../../display/index.js";
import type { SimulateOptions } from "../simulate-options.js";
import { say } from "../../texts/index.js";

/** Tells how far a simulation is. */
export interface TurnDisplay {
  /** Questions that are written, before the first turn. */
  questions(found: number, wanted: number): void;
  turns(done: number, total: number, finishedConversations: number): void;
  end(): void;
}

/** Tells the caller how far a simulation is, or shows a bar in notebooks. */
export function showTurns({ onProgress }: Pick<SimulateOptions, "onProgress">): TurnDisplay {
  const bar =
    onProgress === undefined && getDisplaySink() !== undefined
      ? new Progress(say("simulate.bar"), { unit: say("simulate.turns"), stream: null })
      : undefined;
  return {
    questions: (found, wanted) => bar?.update(0, { note: say("simulate.questionsWritten", { found, wanted }) }),
    turns: (done, total, finished) => {
      onProgress?.({ turns: done, total, finished });
      bar?.update(Math.min(done, total), { total, note: say("simulate.finished", { n: finished }) });
    },
    end: () => bar?.finish(),
  };
}
