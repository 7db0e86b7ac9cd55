import type { LlamaGrammar } from "node-llama-cpp";
import { TunelabError } from "../../core/index.js";
import type { LocalModel } from "./local-model.js";

/** What the JSON grammars of node-llama-cpp let a model write after the value, and nowhere in it: the answer is whole. */
export const GRAMMAR_END = "\n".repeat(4);

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
  return grammarForSchema(model, format.json_schema.schema, "unsupported_schema");
}

/** What must be called when the model has no choice: one of these functions, each with its parameters' JSON schema. */
export interface CallableFunction {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/**
 * Grammar of a call to one of some functions, the JSON object between the `<tool_call>` marks.
 *
 * Throws `unsupported_tool_schema` when a function's parameters use something that llama.cpp's grammars cannot express.
 */
export function grammarForCall(model: LocalModel, functions: readonly CallableFunction[]): Promise<LlamaGrammar> {
  const calls = functions.map(({ name, parameters }) => ({
    type: "object",
    properties: { name: { const: name }, arguments: { type: "object", properties: {}, ...parameters } },
  }));
  return grammarForSchema(model, calls.length === 1 ? calls[0]! : { oneOf: calls }, "unsupported_tool_schema");
}

async function grammarForSchema(
  model: LocalModel,
  schema: Readonly<Record<string, unknown>>,
  code: string,
): Promise<LlamaGrammar> {
  try {
    return await model.native.llama.createGrammarForJsonSchema(schema as { type: "object" });
  } catch (cause) {
    throw new TunelabError(`The JSON schema cannot be turned into a grammar: ${(cause as Error).message}`, {
      code,
      hint: "Use objects, arrays, strings, numbers, booleans, enum, const, oneOf and local $ref only.",
      cause,
    });
  }
}
