import { getDisplaySink } from "../contracts/display-contract.js";

/**
 * Runs work that has to come to its end after the calling cell was interrupted, such as recording what is done: of an
 * interrupted cell no timer and no request goes on. Outside a notebook it is the call alone.
 *
 * @example
 * await outliveInterrupt(() => tracker.updateRun(runId, { status: "KILLED" }));
 */
export function outliveInterrupt<T>(run: () => Promise<T>): Promise<T> {
  const sink = getDisplaySink();
  return sink?.outlive === undefined ? run() : sink.outlive(run);
}
