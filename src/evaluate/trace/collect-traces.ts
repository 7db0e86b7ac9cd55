import { autologDuring } from "./autolog.js";
import { gatherTraces, type Trace } from "./trace.js";

/**
 * Runs something and hands every trace that ends in it to `onTrace`: those of functions wrapped by `trace`, and every chat
 * completion of the `openai` package beyond them, unless `autologOpenAI` was told to be off.
 *
 * As MLflow's classic evaluation, which switches the tracing of `openai` on while it asks a model.
 *
 * @example
 * const traces: Trace[] = [];
 * await collectTraces((trace) => traces.push(trace), () => client.chat.completions.create(request));
 */
export const collectTraces = <T>(onTrace: (trace: Trace) => void, work: () => Promise<T>): Promise<T> =>
  gatherTraces(onTrace, () => autologDuring(work));
