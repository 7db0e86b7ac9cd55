import type { LlamaGrammar } from "node-llama-cpp";
import { TunelabError } from "../../../core/index.js";
import type { LocalModel } from "../local-model.js";
import { TimeIsOver, withinTime } from "../prompt/within-time.js";
import { callsInText } from "./calls-in-text.js";
import { checkStrict, compileSchema, countOpenings, SchemaProblem, type Grammar } from "./json-schema/index.js";

/** Form that an answer must have. */
export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | {
      readonly type: "json_schema";
      readonly json_schema: {
        readonly name?: string;
        readonly schema: Readonly<Record<string, unknown>>;
        /** Whether the schema must name every property as required and allow no others. @default false */
        readonly strict?: boolean | null | undefined;
      };
    };

/** A function that can be called, with the JSON schema that the arguments of a call hold. */
export interface CallableFunction {
  readonly name: string;
  /** @default no arguments */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Whether the schema must name every property as required and allow no others. @default false */
  readonly strict?: boolean;
}

/** What a grammar is asked for: the form of a whole answer, or the calls in it. */
export type GrammarRequest =
  | { readonly kind: "form"; readonly format: Exclude<ResponseFormat, { readonly type: "text" }> }
  | {
      readonly kind: "calls";
      readonly functions: readonly CallableFunction[];
      /** Whether the model chooses: free text, with a call after each `<tool_call>`. Otherwise a call and nothing else. */
      readonly inText: boolean;
    };

/** Milliseconds that a grammar may take to write while nothing else is answered; usual ones take a few. */
const AT_ONCE_MS = 40;

/** Milliseconds of a processor that one may take in a process of its own. */
const ELSEWHERE_MS = 3_000;

/** How many times as long it may take by the clock, where others compute beside. */
const PATIENCE = 4;

/** Longest grammar that llama.cpp is given: it reads it on the service's thread. */
const MOST_CHARACTERS = 100_000;

/** Most elements of one, by {@link Grammar.size}: llama.cpp makes 150,000 of them in about 40 ms. */
const MOST_ELEMENTS = 150_000;

/** Most ways from one of its places to the next character, by {@link countOpenings}: 65,000 took llama.cpp 26 ms. */
const MOST_OPENINGS = 50_000;

/** Where a grammar is written that takes long, with {@link writeSlowGrammar}. */
type Elsewhere = (request: GrammarRequest) => Promise<string>;

/**
 * Grammar that keeps an answer to a form, or calls to the schemas of their functions.
 *
 * Throws `unsupported_schema` or `unsupported_tool_schema` when a JSON schema is none, is not as `strict` demands, or
 * asks for what a grammar cannot hold.
 */
export async function grammarFor(
  model: LocalModel,
  request: GrammarRequest,
  elsewhere: Elsewhere,
): Promise<LlamaGrammar> {
  const grammar = await soonOr(request, elsewhere);
  try {
    return await model.native.llama.createGrammar({ grammar });
  } catch (cause) {
    throw unsupported(request, `it is more than a grammar can hold (${(cause as Error).message})`, cause);
  }
}

async function soonOr(request: GrammarRequest, elsewhere: Elsewhere): Promise<string> {
  try {
    return withinTime(AT_ONCE_MS, () => writeGrammar(request));
  } catch (error) {
    if (!(error instanceof TimeIsOver)) throw error;
    return elsewhere(request);
  }
}

/**
 * Writes a grammar that takes seconds, for a process in which nobody waits; throws what {@link grammarFor} does, and
 * `machine_busy` where other programs and not the grammar took the time.
 */
export function writeSlowGrammar(
  request: GrammarRequest,
  { limitMs = ELSEWHERE_MS, usedMs = processorMs }: { readonly limitMs?: number; readonly usedMs?: () => number } = {},
): string {
  const before = usedMs();
  for (let clockMs = limitMs; ; clockMs = limitMs * PATIENCE) {
    try {
      return withinTime(clockMs, () => writeGrammar(request));
    } catch (error) {
      if (!(error instanceof TimeIsOver)) throw error;
      // The limit of a clock is all that ends the work; so much of it must have been work for the grammar to be at fault.
      if (usedMs() - before >= 0.8 * limitMs)
        throw unsupported(request, "it takes too long to be turned into a grammar", error);
      if (clockMs > limitMs) throw tooBusy(error);
    }
  }
}

const processorMs = (): number => process.cpuUsage().user / 1000;

const tooBusy = (cause: unknown): TunelabError =>
  new TunelabError("The machine is too busy to turn the schema into a grammar.", {
    code: "machine_busy",
    hint: "Send the request again when other programs compute less.",
    cause,
  });

/** Writes a grammar in llama.cpp's notation. */
function writeGrammar(request: GrammarRequest): string {
  const grammar = request.kind === "form" ? formGrammar(request) : callsGrammar(request);
  const written = grammar.toGbnf();
  if (written.length > MOST_CHARACTERS || grammar.size() > MOST_ELEMENTS)
    throw unsupported(request, "its grammar is too large", undefined);
  if (countOpenings(grammar.rules) > MOST_OPENINGS)
    throw unsupported(
      request,
      "a value may begin in too many ways, as choices between equal schemas make them",
      undefined,
    );
  return written;
}

function formGrammar(request: GrammarRequest & { readonly kind: "form" }): Grammar {
  const { format } = request;
  if (format.type === "json_object") return compileSchema({ type: "object" });
  const { schema, strict } = format.json_schema;
  try {
    return compile(schema, strict === true);
  } catch (error) {
    throw error instanceof SchemaProblem ? unsupported(request, error.message, error) : error;
  }
}

/** Grammar of the JSON object between the `<tool_call>` marks, with the text around them where the model chooses. */
function callsGrammar({ functions, inText }: GrammarRequest & { readonly kind: "calls" }): Grammar {
  functions.forEach(compileFunction);
  const definitions = Object.fromEntries(
    functions.map(({ parameters }, index) => [index, withReferencesFrom(`#/$defs/${index}`, toParameters(parameters))]),
  );
  const calls = functions.map(({ name }, index) => ({
    type: "object",
    properties: { name: { const: name }, arguments: { $ref: `#/$defs/${index}` } },
    required: ["name", "arguments"],
    additionalProperties: false,
  }));
  const call = compileSchema({ $defs: definitions, anyOf: calls });
  return inText ? callsInText(call) : call;
}

function compileFunction(callable: CallableFunction): void {
  const request: GrammarRequest = { kind: "calls", functions: [callable], inText: false };
  const type = callable.parameters?.["type"] ?? "object";
  if (type !== "object") {
    const reason = `schema must be a JSON Schema of 'type: "object"', got 'type: ${JSON.stringify(type)}'.`;
    throw unsupported(request, reason, undefined);
  }
  try {
    compile(toParameters(callable.parameters), callable.strict === true && callable.parameters !== undefined);
  } catch (error) {
    if (!(error instanceof SchemaProblem)) throw error;
    throw unsupported(request, error.message, error);
  }
}

function compile(schema: unknown, strict: boolean): Grammar {
  const grammar = compileSchema(schema);
  if (strict) checkStrict(schema);
  return grammar;
}

/** Arguments are an object whatever else is said of them. */
function toParameters(parameters: CallableFunction["parameters"]): Readonly<Record<string, unknown>> {
  if (parameters === undefined) return { type: "object", properties: {} };
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

function unsupported(request: GrammarRequest, reason: string, cause: unknown): TunelabError {
  return new TunelabError(`Invalid schema for ${subjectOf(request)}: ${reason}`, {
    code: request.kind === "form" ? "unsupported_schema" : "unsupported_tool_schema",
    hint: "docs/service.md says which keywords a schema may have.",
    cause,
  });
}

/** What the schema belongs to, as the provider's messages name it. */
function subjectOf(request: GrammarRequest): string {
  if (request.kind === "form") {
    return request.format.type === "json_schema"
      ? `response_format '${request.format.json_schema.name ?? "schema"}'`
      : "this form";
  }
  return request.functions.length === 1 ? `function '${request.functions[0]!.name}'` : "the functions together";
}
