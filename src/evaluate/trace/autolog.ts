import { createRequire } from "node:module";
import { recordSpan } from "./trace.js";

const WRAPPED = Symbol.for("tunelab.autolog");

interface Completions {
  create: ((this: unknown, ...args: unknown[]) => unknown) & { [WRAPPED]?: unknown };
}

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
  const required = createRequire(import.meta.url)("openai") as { OpenAI: OpenAIClass };
  const imported = (await import("openai")) as unknown as { OpenAI: OpenAIClass };
  for (const { OpenAI } of [required, imported]) {
    const { prototype } = OpenAI.Chat.Completions;
    if (options.disable === true) unwrap(prototype);
    else wrap(prototype);
  }
}

interface OpenAIClass {
  readonly Chat: { readonly Completions: { readonly prototype: Completions } };
}

function wrap(completions: Completions): void {
  const original = completions.create;
  if (original[WRAPPED] !== undefined) return;
  const traced: Completions["create"] = function (this: unknown, ...args: unknown[]) {
    const [body] = args as [{ readonly model?: string; readonly stream?: boolean } | undefined];
    // A stream's answer comes in parts that the caller reads: only that it was asked for is recorded.
    return recordSpan("Completions", body, () => original.apply(this, args), "CHAT_MODEL", {
      "mlflow.llm.model": body?.model ?? null,
      "mlflow.llm.stream": body?.stream ?? false,
    });
  };
  traced[WRAPPED] = original;
  completions.create = traced;
}

function unwrap(completions: Completions): void {
  const original = completions.create[WRAPPED];
  if (original !== undefined) completions.create = original as Completions["create"];
}
