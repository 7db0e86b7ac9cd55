import { isRecord } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { type FrontMatter, checkFields, parseFrontMatter } from "./front-matter.js";
import { HeaderReader } from "./header-reader.js";
import { type PromptyInput, readInputDeclarations, readOutputNames } from "./prompty-inputs.js";
import { type PromptyModel, readModelV1, readModelV2 } from "./prompty-model.js";
import type { PromptSource } from "./source-error.js";

/** A prompt file of version 1 or 2, read into one shape; references are not resolved yet. */
export interface PromptyDocument extends PromptyModel {
  /** 1: promptflow and azure-ai-evaluation; 2: microsoft/prompty. */
  readonly version: 1 | 2;
  readonly source: PromptSource;
  readonly matter: FrontMatter;
  readonly name: string;
  readonly description: string | undefined;
  readonly inputs: readonly PromptyInput[];
  /** Names of the keys to keep of a JSON answer; empty keeps all. */
  readonly outputs: readonly string[];
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
  const reader = new HeaderReader(source, matter);
  checkFields(source, matter, [], data, version === 1 ? FIELDS_V1 : FIELDS_V2);
  checkTemplateFormat(reader);
  const common = {
    version,
    source,
    matter,
    name: typeof data["name"] === "string" ? data["name"] : source.name.replace(/\.prompty$/, ""),
    description: typeof data["description"] === "string" ? data["description"] : undefined,
    template: matter.template,
    inputs: readInputDeclarations(reader),
    outputs: readOutputNames(reader),
  } as const;
  return version === 1 ? { ...common, ...readModelV1(reader) } : { ...common, ...readModelV2(reader) };
}

/** Another language's text would be rendered as if it were Jinja2. */
function checkTemplateFormat(reader: HeaderReader): void {
  const { template } = reader.matter.data;
  const format = isRecord(template) ? (template["format"] ?? template["type"]) : template;
  const kind: unknown = isRecord(format) ? format["kind"] : format;
  if (kind === undefined || kind === null || kind === "jinja2" || kind === "jinja") return;
  reader.refuse(
    ["template"],
    say("prompts.badTemplate", { kind: JSON.stringify(kind) }),
    say("prompts.badTemplateHint"),
  );
}

function isVersion2(data: Record<string, unknown>): boolean {
  const { model } = data;
  if (Array.isArray(data["inputs"]) || data["kind"] === "prompt" || data["inputSchema"] !== undefined) return true;
  if (typeof model === "string") return true;
  return isRecord(model) && ["id", "connection", "options", "provider", "apiType"].some((key) => key in model);
}
