import { TunelabError } from "../core/index.js";
import { say } from "../texts/index.js";
import type { PromptyDocument } from "./document/prompty-document.js";

/**
 * What an answer holds: its text, or for a JSON format the parsed value, cut to the outputs that the file declares.
 *
 * Throws `model_answer_not_json`.
 */
export function readOutput(
  document: PromptyDocument,
  text: string,
  request: Readonly<Record<string, unknown>>,
  finishReason: string | undefined,
): unknown {
  const format = (request["response_format"] as { type?: unknown } | undefined)?.type;
  if (format !== "json_object" && format !== "json_schema") return text;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    const cut = finishReason === "length";
    throw new TunelabError(
      say("prompts.notJson", { name: document.name, answer: JSON.stringify(text.slice(0, 200)) }),
      {
        code: "model_answer_not_json",
        hint: cut ? say("prompts.cutOff") : say("prompts.sayJson"),
        cause,
      },
    );
  }
  const { outputs } = document;
  if (outputs.length === 0 || typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return parsed;
  return Object.fromEntries(outputs.map((name) => [name, (parsed as Record<string, unknown>)[name]]));
}
