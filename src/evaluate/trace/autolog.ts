import { AsyncLocalStorage } from "node:async_hooks";
import { observeOpenAI, type CompletionRequest } from "./openai-calls.js";
import { recordSpan } from "./trace.js";

let stop: (() => void) | undefined;
let isRefused = false;
const during = new AsyncLocalStorage<true>();

/**
 * Records every chat completion that the `openai` package makes from now on as a step of the open trace, with its
 * messages, answer and tokens; `disable` undoes it, and keeps evaluations from doing so too.
 *
 * Both builds of the package are covered, the one that cells import and the one that they require.
 *
 * @example
 * await mlflow.openai.autolog();
 */
export async function autologOpenAI(options: { readonly disable?: boolean } = {}): Promise<void> {
  stop?.();
  stop = undefined;
  isRefused = options.disable === true;
  if (!isRefused) stop = await observeOpenAI(recordCompletion);
}

/**
 * Records the chat completions of some work as {@link autologOpenAI} does, once each where it is on anyway, and none
 * where it was disabled. As MLflow's evaluations do while they ask a model.
 */
export async function autologDuring<T>(work: () => Promise<T>): Promise<T> {
  const end = await observeOpenAI((body, call) => {
    const isWanted = during.getStore() === true && stop === undefined && !isRefused;
    return isWanted ? recordCompletion(body, call) : call();
  });
  try {
    return await during.run(true, work);
  } finally {
    end();
  }
}

// A stream's answer comes in parts that the caller reads: only that it was asked for is recorded.
const recordCompletion = (body: CompletionRequest | undefined, call: () => unknown): unknown =>
  recordSpan("Completions", body, call, "CHAT_MODEL", {
    "mlflow.llm.model": body?.model ?? null,
    "mlflow.llm.stream": body?.stream ?? false,
  });
