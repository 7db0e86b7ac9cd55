import { isRecord } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { checkFields } from "./front-matter.js";
import { type HeaderReader } from "./header-reader.js";

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
  /** Used when the caller leaves the input out and it has no default, as prompty does. */
  readonly sample?: unknown;
  readonly required: boolean;
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

/** The inputs that a prompt file declares, as a list (version 2) or by name (version 1). */
export function readInputDeclarations(reader: HeaderReader): PromptyInput[] {
  const { data } = reader.matter;
  const schema = data["inputSchema"];
  const given = data["inputs"] ?? (isRecord(schema) ? schema["properties"] : schema) ?? {};
  const samples = readSampleDeclarations(reader);
  const entries: [string, unknown, string][] = Array.isArray(given)
    ? given.map((item: unknown, i) => [nameOf(item), item, String(i)])
    : Object.entries(reader.record(given, ["inputs"])).map(([name, item]) => [name, item, name]);
  const inputs = entries.map(([name, item, key]): PromptyInput => {
    const path = ["inputs", key];
    if (name === "") reader.refuse(path, say("prompts.inputUnnamed"), say("prompts.inputUnnamedHint"));
    // Version 1 also allows the bare type: "query: string".
    const fields = isRecord(item) ? item : { type: item };
    checkFields(reader.source, reader.matter, path, fields, INPUT_FIELDS);
    const kind = readKind(reader, fields["kind"] ?? fields["type"], path);
    const byDefault = fields["default"];
    const required: unknown = fields["required"] ?? true;
    if (typeof required !== "boolean") {
      reader.refuse(
        [...path, "required"],
        say("prompts.badRequired", { value: JSON.stringify(required) }),
        say("prompts.badRequiredHint"),
      );
    }
    return {
      name,
      kind,
      description: typeof fields["description"] === "string" ? fields["description"] : undefined,
      default: byDefault,
      ...definedSample(fields["sample"] ?? fields["example"] ?? samples[name]),
      required: byDefault === undefined && required,
    };
  });
  const known = new Set<string>();
  for (const [i, { name }] of inputs.entries()) {
    if (known.has(name))
      reader.refuse(["inputs", String(i)], say("prompts.inputTwice", { name }), say("prompts.inputTwiceHint"));
    known.add(name);
  }
  // A version 1 file may declare inputs by sample alone.
  const bySample = Object.entries(samples).filter(([name]) => !known.has(name));
  return [
    ...inputs,
    ...bySample.map(([name, sample]): PromptyInput => ({ name, kind: "any", sample, required: true })),
  ];
}

/** Names of the keys to keep of a JSON answer. */
export function readOutputNames(reader: HeaderReader): string[] {
  const outputs = reader.matter.data["outputs"];
  if (outputs === undefined || outputs === null) return [];
  if (!Array.isArray(outputs)) return Object.keys(reader.record(outputs, ["outputs"]));
  return outputs.map((item: unknown, i) => {
    const name = nameOf(item);
    return name === ""
      ? reader.refuse(["outputs", String(i)], say("prompts.outputUnnamed"), say("prompts.outputUnnamedHint"))
      : name;
  });
}

const nameOf = (item: unknown): string => {
  const name = isRecord(item) ? item["name"] : undefined;
  return typeof name === "string" || typeof name === "number" ? String(name) : "";
};

/** Samples by the name of their input; those of a file are read when the template is filled. */
function readSampleDeclarations(reader: HeaderReader): Record<string, unknown> {
  const { sample } = reader.matter.data;
  if (sample === undefined || sample === null) return {};
  if (typeof sample !== "string") return reader.record(sample, ["sample"]);
  if (/^\$\{file:[^}]*\}$/i.test(sample.trim())) return {};
  return reader.refuse(
    ["sample"],
    say("prompts.sampleText", { text: JSON.stringify(sample.slice(0, 100)) }),
    say("prompts.sampleTextHint", { code: "${file:sample.json}" }),
  );
}

function readKind(reader: HeaderReader, value: unknown, path: readonly string[]): PromptyInputKind {
  if (value === undefined || value === null) return "any";
  const kind = typeof value === "string" ? value.toLowerCase() : "";
  if (Object.hasOwn(KINDS, kind)) return KINDS[kind]!;
  return reader.refuse(
    path,
    say("prompts.noKind", { kind: JSON.stringify(value) }),
    say("prompts.noKindHint", { kinds: Object.keys(KINDS).join(", ") }),
  );
}

const definedSample = (sample: unknown): { sample?: unknown } => (sample === undefined ? {} : { sample });
