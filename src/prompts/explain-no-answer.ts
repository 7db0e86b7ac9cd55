import type OpenAI from "openai";
import { isRecord, redact, TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";

/**
 * Turns the `openai` package's bare "Connection error." into one that names the prompt, the address and the reason.
 *
 * Every other failure, an interruption and a deadline among them, comes back as it is.
 *
 * @example
 * throw explainNoAnswer(error, "support", client); // "support: nobody answered at http://127.0.0.1:9/v1 (ECONNREFUSED)."
 */
export function explainNoAnswer(error: unknown, prompt: string, client: OpenAI): unknown {
  if (!isRecord(error) || error.constructor.name !== "APIConnectionError") return error;
  const reason = deepestReason(error["cause"]);
  const because = reason === undefined ? "" : ` (${redact(reason)})`;
  return new TunelabError(say("prompts.noAnswer", { prompt, address: redact(client.baseURL), because }), {
    code: "unreachable",
    hint: say("prompts.noAnswerHint"),
    cause: error,
  });
}

/** What the connection failed with: the code where there is one, of the cause behind all others. */
function deepestReason(cause: unknown): string | undefined {
  if (!isRecord(cause)) return undefined;
  const deeper = deepestReason(cause["cause"]);
  if (deeper !== undefined) return deeper;
  const { code, message } = cause;
  return [code, message].find((text): text is string => typeof text === "string" && text !== "");
}
