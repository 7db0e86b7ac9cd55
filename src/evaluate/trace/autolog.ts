import { observeOpenAI } from "./openai-calls.js";
import { recordSpan } from "./trace.js";

let stop: (() => void) | undefined;

/**
 * Records every chat completion that the `openai` package makes from now on as a step of the open trace, with its
 * messages, answer and tokens; `disable` undoes it.
 *
 * Both builds of the package are covered, the one that cells import and the one that they require.
 *
 * @example
 * await mlflow.openai.autolog();
 */
export async function autologOpenAI(options: { readonly disable?: boolean } = {}): Promise<void> {
  stop?.();
  stop = undefined;
  if (options.disable === true) return;
  stop = await observeOpenAI((body, call) =>
    // A stream's answer comes in parts that the caller reads: only that it was asked for is recorded.
    recordSpan("Completions", body, call, "CHAT_MODEL", {
      "mlflow.llm.model": body?.model ?? null,
      "mlflow.llm.stream": body?.stream ?? false,
    }),
  );
}
