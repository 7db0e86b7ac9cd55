import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { renderTemplate } from "../../src/prompts/render/render-template.js";

interface CorpusCase {
  readonly name: string;
  readonly template: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** What Jinja2 3.1.6 renders with `trim_blocks` and `lstrip_blocks`, as prompty sets them. */
  readonly text: string;
}

/** Made by `jinja-corpus.py` beside it, with Python 3.11.7 and Jinja2 3.1.6. */
const { cases } = JSON.parse(
  await readFile(new URL("../fixtures/prompts/jinja-corpus.json", import.meta.url), "utf8"),
) as { cases: readonly CorpusCase[] };

const source = { path: "corpus.prompty", name: "corpus" } as never;

describe("templates in forms that prompts use", () => {
  it.each(cases.map((entry) => [entry.name, entry] as const))("render as Jinja2 renders them: %s", (_, entry) => {
    const template = { source, template: entry.template, firstLine: 1, trimBlocks: true };
    expect(renderTemplate(template, entry.values)).toBe(entry.text);
  });
});
