import type { LlamaGrammar } from "node-llama-cpp";
import { TunelabError } from "../../../core/index.js";
import { compileSchema, SchemaProblem } from "./json-schema/index.js";
import type { LocalModel } from "../local-model.js";
import { TimeIsOver, withinTime } from "../prompt/within-time.js";

/** Form that an answer must have. */
export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | {
      readonly type: "json_schema";
      readonly json_schema: { readonly name?: string; readonly schema: Readonly<Record<string, unknown>> };
    };

/**
 * Grammar that keeps an answer to a form, or `undefined` for free text.
 *
 * Throws `unsupported_schema` when the JSON schema is none, or asks for what a grammar cannot hold.
 */
export async function grammarFor(model: LocalModel, format: ResponseFormat): Promise<LlamaGrammar | undefined> {
  if (format.type === "text") return undefined;
  if (format.type === "json_object") return build(model, { type: "object" });
  const { name = "schema", schema } = format.json_schema;
  return build(model, schema, { code: "unsupported_schema", subject: `response_format '${name}'` });
}

/** What must be called when the model has no choice: one of these functions, each with its parameters' JSON schema. */
export interface CallableFunction {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/**
 * Grammar of a call to one of some functions, the JSON object between the `<tool_call>` marks.
 *
 * Throws `unsupported_tool_schema` when a function's parameters are no schema, or ask for what a grammar cannot hold.
 */
export async function grammarForCall(model: LocalModel, functions: readonly CallableFunction[]): Promise<LlamaGrammar> {
  functions.forEach(checkFunction);
  const definitions = Object.fromEntries(
    functions.map(({ parameters }, index) => [index, withReferencesFrom(`#/$defs/${index}`, toParameters(parameters))]),
  );
  const calls = functions.map(({ name }, index) => ({
    type: "object",
    properties: { name: { const: name }, arguments: { $ref: `#/$defs/${index}` } },
    required: ["name", "arguments"],
    additionalProperties: false,
  }));
  return build(model, { $defs: definitions, anyOf: calls });
}

/** Throws `unsupported_tool_schema` when a function's parameters are no schema, or ask for what a grammar cannot hold. */
export function checkFunction({ name, parameters }: CallableFunction): void {
  compile(toParameters(parameters), { code: "unsupported_tool_schema", subject: `function '${name}'` });
}

/** Arguments are an object whatever else is said of them. */
function toParameters(parameters: CallableFunction["parameters"]): Readonly<Record<string, unknown>> {
  if (parameters === undefined || Object.keys(parameters).length === 0) return { type: "object", properties: {} };
  return parameters["type"] === undefined ? { type: "object", ...parameters } : parameters;
}

/** A schema that is put into another one, where `#` is no longer its own beginning. */
function withReferencesFrom(place: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((inner) => withReferencesFrom(place, inner));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === "$ref" && typeof inner === "string" && inner.startsWith("#")
        ? place + inner.slice(1)
        : ["const", "enum"].includes(key)
          ? inner
          : withReferencesFrom(place, inner),
    ]),
  );
}

/** Milliseconds that a schema may take, while nothing else is answered; usual ones take a few. */
const COMPILE_MS = 500;

/** Longest grammar that llama.cpp is given: it reads it on the service's thread, a third of a second for so many. */
const MOST_CHARACTERS = 400_000;

interface Purpose {
  readonly code: "unsupported_schema" | "unsupported_tool_schema";
  /** What the schema belongs to, as the provider's messages name it. */
  readonly subject: string;
}

const OWN: Purpose = { code: "unsupported_schema", subject: "this form" };

async function build(model: LocalModel, schema: unknown, purpose: Purpose = OWN): Promise<LlamaGrammar> {
  const grammar = compile(schema, purpose);
  try {
    return await model.native.llama.createGrammar({ grammar });
  } catch (cause) {
    throw unsupported(purpose, `it is more than a grammar can hold (${(cause as Error).message})`, cause);
  }
}

function compile(schema: unknown, purpose: Purpose): string {
  try {
    const grammar = withinTime(COMPILE_MS, () => compileSchema(schema).toGbnf());
    if (grammar.length > MOST_CHARACTERS) throw unsupported(purpose, "its grammar is too large", undefined);
    return grammar;
  } catch (error) {
    if (error instanceof TimeIsOver) throw unsupported(purpose, "it takes too long to be turned into a grammar", error);
    if (error instanceof SchemaProblem) throw unsupported(purpose, error.message, error);
    throw error;
  }
}

function unsupported({ code, subject }: Purpose, reason: string, cause: unknown): TunelabError {
  return new TunelabError(`Invalid schema for ${subject}: ${reason}`, {
    code,
    hint: "docs/service.md says which keywords a schema may have.",
    cause,
  });
}
