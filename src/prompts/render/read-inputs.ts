import { isRecord, TunelabError } from "../../core/index.js";
import type { InputGuard } from "./input-guard.js";
import type { PromptyDocument } from "../document/prompty-document.js";
import { type ReferenceContext, resolveReferences } from "../document/resolve-references.js";
import { findSimilar } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { sourceError } from "../document/source-error.js";
import { PromptImage, type PromptMessage, Thread } from "./split-messages.js";

/**
 * The values that the template is filled with: what was given, else the default, else the sample, as prompty does it;
 * guarded against role lines in them.
 *
 * Values that the file does not declare are there for the template too. Throws `prompty_input_missing` with the line of the declaration.
 */
export function readInputs(
  document: PromptyDocument,
  given: Readonly<Record<string, unknown>>,
  references: ReferenceContext,
  guard: InputGuard,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const samples = readSamples(document, references);
  for (const [index, input] of document.inputs.entries()) {
    const { name, kind } = input;
    const path = ["inputs", Array.isArray(document.matter.data["inputs"]) ? String(index) : name];
    const unasked = (): unknown =>
      resolveReferences(input.default, [...path, "default"], references) ??
      (input.sample === undefined ? samples[name] : resolveReferences(input.sample, ["sample", name], references));
    const value = given[name] === undefined ? unasked() : given[name];
    if (value === undefined) {
      if (!input.required) {
        values[name] = null;
        continue;
      }
      const similar = findSimilar(name, Object.keys(given));
      throw sourceError(document.source, document.matter.lineOf(path), say("prompts.inputMissing", { name }), {
        code: "prompty_input_missing",
        hint:
          similar === undefined
            ? say("prompts.passInput", { code: `{ ${name}: … }` })
            : say("prompts.passedSimilar", { similar, name }),
      });
    }
    if (kind === "thread") values[name] = guard.reserve(new Thread(toThread(value)));
    else if (kind === "image" && document.version === 2) values[name] = guard.reserve(new PromptImage(String(value)));
    else values[name] = guard.protect(value);
  }
  for (const [name, sample] of Object.entries(samples)) {
    if (!Object.hasOwn(values, name)) values[name] = guard.protect(given[name] ?? sample);
  }
  // Prompty hands all that it is given to the template, declared or not.
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !Object.hasOwn(values, name)) values[name] = guard.protect(value);
  }
  return values;
}

/** Version 1 may keep its samples in a file of their own: `sample: ${file:sample.json}`. */
function readSamples(document: PromptyDocument, references: ReferenceContext): Readonly<Record<string, unknown>> {
  const { sample } = document.matter.data;
  if (typeof sample !== "string") return {};
  const read = resolveReferences(sample, ["sample"], references);
  if (isRecord(read)) return read;
  throw sourceError(
    document.source,
    document.matter.lineOf(["sample"]),
    say("prompts.noSamples", { path: sample.trim() }),
    {
      code: "prompty_header_invalid",
      hint: say("prompts.noSamplesHint", { code: '{ "query": "Who?" }' }),
    },
  );
}

function toThread(value: unknown): PromptMessage[] {
  const list: unknown = typeof value === "object" && value !== null && "messages" in value ? value.messages : value;
  if (!Array.isArray(list)) {
    throw new TunelabError(say("prompts.badThread", { type: typeof value }), {
      code: "invalid_option",
      hint: say("prompts.badThreadHint", { code: '[{ role: "user", content: "…" }]' }),
    });
  }
  return list.map((item) => {
    const { role, content } = item as PromptMessage;
    return { role, content };
  });
}
