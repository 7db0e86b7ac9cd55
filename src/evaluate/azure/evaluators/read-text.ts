import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";

/**
 * Reads an input that is a text. Numbers and booleans count as one, because a CSV file turns an answer such as 42 into a number.
 *
 * Throws `missing_input`, which says what came instead.
 *
 * @param key the evaluator, as its results name it
 * @example
 * readText("f1_score", { response: 42 }, "response"); // "42"
 */
export function readText(
  key: string,
  inputs: Readonly<Record<string, unknown>>,
  name: string,
  hint = say("evaluate.nameColumn"),
): string {
  const value = inputs[name];
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const got = value === undefined ? say("model.nothing") : JSON.stringify(value);
  throw new TunelabError(say("evaluate.needsText", { key, name, got }), { code: "missing_input", hint });
}
