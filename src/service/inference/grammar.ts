import type { LlamaGrammar } from "node-llama-cpp";
import { TunelabError } from "../../core/index.js";
import type { LocalModel } from "./local-model.js";

/** Form that an answer must have. */
export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | { readonly type: "json_schema"; readonly json_schema: { readonly schema: Readonly<Record<string, unknown>> } };

/**
 * Grammar that keeps an answer to a form, or `undefined` for free text.
 *
 * Throws `unsupported_schema` when the JSON schema uses something that llama.cpp's grammars cannot express.
 */
export async function grammarFor(model: LocalModel, format: ResponseFormat): Promise<LlamaGrammar | undefined> {
  if (format.type === "text") return undefined;
  const { llama } = model.native;
  if (format.type === "json_object") {
    return llama.createGrammarForJsonSchema({ type: "object", additionalProperties: true });
  }
  try {
    return await llama.createGrammarForJsonSchema(format.json_schema.schema as { type: "object" });
  } catch (cause) {
    throw new TunelabError(`The JSON schema cannot be turned into a grammar: ${(cause as Error).message}`, {
      code: "unsupported_schema",
      hint: "Use objects, arrays, strings, numbers, booleans, enum, const, oneOf and local $ref only.",
      cause,
    });
  }
}
