import { type FrontMatter, checkFields, parseFrontMatter } from "./front-matter.js";
import { type PromptSource, sourceError } from "./source-error.js";

/** What an input is; `thread` is a list of messages that are put in as messages. */
export type PromptyInputKind =
  "string" | "number" | "boolean" | "array" | "object" | "thread" | "image" | "file" | "audio" | "any";

/** A value that the template expects. */
export interface PromptyInput {
  readonly name: string;
  readonly kind: PromptyInputKind;
  readonly description?: string;
  /** Used when the caller leaves the input out. */
  readonly default?: unknown;
  /** An example for people and for `useSamples`; never sent unasked. */
  readonly sample?: unknown;
  readonly required: boolean;
}

/** A prompt file of version 1 or 2, read into one shape; references are not resolved yet. */
export interface PromptyDocument {
  /** 1: promptflow and azure-ai-evaluation; 2: microsoft/prompty. */
  readonly version: 1 | 2;
  readonly source: PromptSource;
  readonly matter: FrontMatter;
  readonly name: string;
  readonly description: string | undefined;
  readonly inputs: readonly PromptyInput[];
  /** Names of the keys to keep of a JSON answer; empty keeps all. */
  readonly outputs: readonly string[];
  /** Settings for the connection, in the file's own spelling, and where they stand. */
  readonly connection: { readonly value: Record<string, unknown>; readonly path: readonly string[] };
  /** Parameters of the request, in the API's own names. */
  readonly parameters: { readonly value: Record<string, unknown>; readonly path: readonly string[] };
  /** Whether a run returns the text of the first choice or the whole answer. */
  readonly response: "first" | "all";
  readonly template: string;
}

const COMMON_FIELDS = ["name", "displayName", "description", "version", "authors", "tags", "metadata", "model"];
const FIELDS_V1 = [
  ...COMMON_FIELDS,
  "inputs",
  "outputs",
  "sample",
  "template",
  "environment",
  "base",
  "additional_includes",
  "language",
  "format",
  "$schema",
];
const FIELDS_V2 = [
  ...COMMON_FIELDS,
  "kind",
  "inputs",
  "inputSchema",
  "outputs",
  "outputSchema",
  "tools",
  "template",
  "sample",
  "instructions",
  "additionalInstructions",
  "$schema",
];
const CONNECTION_FIELDS_V1 = [
  "type",
  "azure_endpoint",
  "azure_deployment",
  "api_key",
  "api_version",
  "model",
  "name",
  "base_url",
  "organization",
  "connection",
  "endpoint",
];
const CONNECTION_FIELDS_V2 = [
  "kind",
  "name",
  "authenticationMode",
  "usageDescription",
  "target",
  "endpoint",
  "apiKey",
  "apiVersion",
  "deployment",
  "azureEndpoint",
  "azureDeployment",
  "baseUrl",
  "organization",
];
const OPTION_NAMES: Record<string, string> = {
  frequencyPenalty: "frequency_penalty",
  maxOutputTokens: "max_completion_tokens",
  presencePenalty: "presence_penalty",
  seed: "seed",
  temperature: "temperature",
  topP: "top_p",
  stopSequences: "stop",
  allowMultipleToolCalls: "parallel_tool_calls",
};

/**
 * Reads the text of a prompt file of version 1 or 2, and refuses settings that it does not know.
 *
 * Version 2 is told by its list of inputs, or by `model.id`, `connection`, `options`, `provider` or `apiType`.
 * Throws `prompty_header_missing`, `prompty_header_invalid` or `unknown_prompty_field`, each with file and line.
 *
 * @example
 * parsePromptyDocument({ name: "a.prompty", text: "---\nname: a\n---\nuser:\nHi" }).version; // 1
 */
export function parsePromptyDocument(source: PromptSource): PromptyDocument {
  const matter = parseFrontMatter(source);
  const { data } = matter;
  const version = isVersion2(data) ? 2 : 1;
  const reader = new Reader(source, matter);
  checkFields(source, matter, [], data, version === 1 ? FIELDS_V1 : FIELDS_V2);
  const common = {
    version,
    source,
    matter,
    name: typeof data["name"] === "string" ? data["name"] : source.name.replace(/\.prompty$/, ""),
    description: typeof data["description"] === "string" ? data["description"] : undefined,
    template: matter.template,
    inputs: reader.readInputs(),
    outputs: reader.readOutputs(),
  } as const;
  return version === 1 ? { ...common, ...reader.readModelV1() } : { ...common, ...reader.readModelV2() };
}

function isVersion2(data: Record<string, unknown>): boolean {
  const { model } = data;
  if (Array.isArray(data["inputs"]) || data["kind"] === "prompt" || data["inputSchema"] !== undefined) return true;
  if (typeof model === "string") return true;
  return isRecord(model) && ["id", "connection", "options", "provider", "apiType"].some((key) => key in model);
}

class Reader {
  constructor(
    private readonly source: PromptSource,
    private readonly matter: FrontMatter,
  ) {}

  readInputs(): PromptyInput[] {
    const { data } = this.matter;
    const schema = data["inputSchema"];
    const given = data["inputs"] ?? (isRecord(schema) ? schema["properties"] : schema) ?? {};
    const samples = isRecord(data["sample"]) ? data["sample"] : {};
    const entries: [string, unknown, string][] = Array.isArray(given)
      ? given.map((item: unknown, i) => [isRecord(item) ? String(item["name"] ?? "") : "", item, String(i)])
      : Object.entries(this.record(given, ["inputs"])).map(([name, item]) => [name, item, name]);
    const inputs = entries.map(([name, item, key]): PromptyInput => {
      const path = ["inputs", key];
      if (name === "") this.refuse(path, "an input has no name.", "Write - name: question below inputs.");
      // Version 1 also allows the bare type: "query: string".
      const fields = isRecord(item) ? item : typeof item === "string" ? { type: item } : {};
      checkFields(this.source, this.matter, path, fields, INPUT_FIELDS);
      const kind = this.readKind(fields["kind"] ?? fields["type"], path);
      const byDefault = fields["default"];
      return {
        name,
        kind,
        ...(typeof fields["description"] === "string" ? { description: fields["description"] } : {}),
        ...(byDefault === undefined ? {} : { default: byDefault }),
        ...definedSample(fields["sample"] ?? fields["example"] ?? samples[name]),
        required: byDefault === undefined && fields["required"] !== false,
      };
    });
    const known = new Set(inputs.map((input) => input.name));
    // A version 1 file may declare its inputs by sample alone.
    const bySample = data["inputs"] === undefined ? Object.entries(samples).filter(([name]) => !known.has(name)) : [];
    return [
      ...inputs,
      ...bySample.map(([name, sample]): PromptyInput => ({ name, kind: "any", sample, required: true })),
    ];
  }

  readOutputs(): string[] {
    const outputs = this.matter.data["outputs"];
    if (Array.isArray(outputs)) return outputs.flatMap((item) => (isRecord(item) ? [String(item["name"])] : []));
    return isRecord(outputs) ? Object.keys(outputs) : [];
  }

  readModelV1() {
    const model = this.record(this.matter.data["model"] ?? {}, ["model"]);
    checkFields(this.source, this.matter, ["model"], model, ["api", "configuration", "parameters", "response"]);
    const api = model["api"] ?? "chat";
    if (api !== "chat") {
      this.refuse(["model", "api"], `api ${JSON.stringify(api)} is not supported.`, "Only api: chat can be run.");
    }
    const connection = this.record(model["configuration"] ?? {}, ["model", "configuration"]);
    checkFields(this.source, this.matter, ["model", "configuration"], connection, CONNECTION_FIELDS_V1);
    const response = model["response"] ?? "first";
    if (response !== "first" && response !== "all") {
      this.refuse(["model", "response"], `response is ${JSON.stringify(response)}.`, "Write response: first or all.");
    }
    return {
      connection: { value: connection, path: ["model", "configuration"] },
      parameters: {
        value: this.record(model["parameters"] ?? {}, ["model", "parameters"]),
        path: ["model", "parameters"],
      },
      response: response as "first" | "all",
    };
  }

  readModelV2() {
    const given = this.matter.data["model"] ?? {};
    const model = typeof given === "string" ? { id: given } : this.record(given, ["model"]);
    checkFields(this.source, this.matter, ["model"], model, ["id", "provider", "apiType", "connection", "options"]);
    const apiType = model["apiType"] ?? "chat";
    if (apiType !== "chat") {
      this.refuse(
        ["model", "apiType"],
        `apiType ${JSON.stringify(apiType)} is not supported.`,
        "Only chat can be run.",
      );
    }
    const connection = this.record(model["connection"] ?? {}, ["model", "connection"]);
    checkFields(this.source, this.matter, ["model", "connection"], connection, CONNECTION_FIELDS_V2);
    const options = this.record(model["options"] ?? {}, ["model", "options"]);
    checkFields(this.source, this.matter, ["model", "options"], options, [
      ...Object.keys(OPTION_NAMES),
      "additionalProperties",
    ]);
    const named = Object.entries(options).filter(([key]) => key !== "additionalProperties");
    const further = this.record(options["additionalProperties"] ?? {}, ["model", "options", "additionalProperties"]);
    return {
      connection: {
        value: {
          ...connection,
          ...(model["id"] === undefined ? {} : { id: model["id"] }),
          ...(model["provider"] === undefined ? {} : { provider: model["provider"] }),
        },
        path: ["model", "connection"],
      },
      parameters: {
        value: { ...Object.fromEntries(named.map(([key, value]) => [OPTION_NAMES[key]!, value])), ...further },
        path: ["model", "options"],
      },
      response: "first" as const,
    };
  }

  private readKind(value: unknown, path: readonly string[]): PromptyInputKind {
    if (value === undefined || value === null) return "any";
    const kind = KINDS[String(value).toLowerCase()];
    if (kind !== undefined) return kind;
    return this.refuse(
      path,
      `${JSON.stringify(value)} is no kind of input.`,
      `Use one of: ${Object.keys(KINDS).join(", ")}.`,
    );
  }

  private record(value: unknown, path: readonly string[]): Record<string, unknown> {
    if (isRecord(value)) return value;
    return this.refuse(path, `${path.join(".")} must hold settings.`, `Write name: value lines below ${path.at(-1)}.`);
  }

  private refuse(path: readonly string[], message: string, hint: string): never {
    throw sourceError(this.source, this.matter.lineOf(path), message, { code: "prompty_header_invalid", hint });
  }
}

const INPUT_FIELDS = [
  "name",
  "kind",
  "type",
  "description",
  "default",
  "sample",
  "example",
  "required",
  "is_chat_history",
  "is_chat_input",
  "enumValues",
  "enum",
  "items",
  "properties",
  "strict",
  "json_schema",
];

const KINDS: Record<string, PromptyInputKind> = {
  string: "string",
  str: "string",
  integer: "number",
  int: "number",
  float: "number",
  double: "number",
  number: "number",
  boolean: "boolean",
  bool: "boolean",
  array: "array",
  list: "array",
  object: "object",
  dict: "object",
  thread: "thread",
  image: "image",
  file: "file",
  audio: "audio",
  any: "any",
};

const definedSample = (sample: unknown): { sample?: unknown } => (sample === undefined ? {} : { sample });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
