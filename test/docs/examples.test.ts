import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createTypeScriptCompiler } from "../../src/kernel/compiler/index.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** What a page's prose leaves to the reader: a cell before its examples. */
const READERS_CELLS: Readonly<Record<string, string>> = {
  "docs/azure-evaluation.md": `
    import { azureEvaluation } from "tunelab";
    declare const modelConfig: { azureEndpoint: string; apiKey: string; azureDeployment: string; apiVersion: string };`,
  "docs/displays.md": `
    declare const steps: { step: number; loss: number }[];
    declare const moreSteps: { step: number; loss: number }[];
    declare const rows: { id: string; role: string; tokens: number; score: number }[];
    declare function score(row: { id: string }): Promise<void>;`,
  "docs/evaluation.md": `
    declare function openaiQa(inputs: { inputs: string }[]): Promise<string[]>;
    declare const evalData: { inputs: string; ground_truth: string }[];
    declare const baseline: Awaited<ReturnType<typeof import("tunelab").mlflow.evaluate>>;
    declare function ask(question: string): Promise<string>;`,
  "docs/library.md": `
    declare const heldOut: import("tunelab").ChatDataset;
    declare const mean: number;`,
  "docs/synthetic-data.md": `
    import { azureEvaluation, loadPrompty, setPromptyParameters, wikipediaSummary } from "tunelab";
    declare const query: string;
    declare const modelConfig: { azureEndpoint: string; apiKey: string; azureDeployment: string; apiVersion: string };
    declare const callback: azureEvaluation.SimulationTarget;`,
  "docs/tracking.md": `
    import { mlflow } from "tunelab";
    declare const result: Awaited<ReturnType<typeof mlflow.evaluate>>;`,
  "docs/training.md": `
    import type { FineTuneReports, TokenExample } from "./training/index.js";
    declare const modelPath: string;
    declare const outputDirectory: string;
    declare const training: TokenExample[];
    declare const validation: TokenExample[];
    declare const onCheckpoint: NonNullable<FineTuneReports["onCheckpoint"]>;
    declare const onMessage: NonNullable<FineTuneReports["onMessage"]>;
    declare const signal: AbortSignal;
    declare const pauseSignal: AbortSignal;`,
};

/** Folders that a page says its examples are in, where it is not the page's own. */
const FOLDERS: Readonly<Record<string, string>> = { "docs/training.md": "src" };

/** One compiler for all pages: loading the libraries takes most of a second. */
const compiler = createTypeScriptCompiler();

/** The TypeScript blocks of a page, each with the number of the line before its first. */
function examplesOf(text: string): { readonly code: string; readonly line: number }[] {
  return [...text.matchAll(/^ *```ts\b.*\n([^]*?)^ *```$/gm)].map((block) => ({
    code: block[1]!,
    line: text.slice(0, block.index).split("\n").length,
  }));
}

/** What the compiler of cells says about a page's examples, one after the other as cells of one notebook. */
function problemsOf(page: string, text: string): string[] {
  compiler.forget();
  const directory = join(ROOT, FOLDERS[page] ?? dirname(page));
  const before = READERS_CELLS[page];
  const cells = [...(before === undefined ? [] : [{ code: before, line: 0 }]), ...examplesOf(text)];
  return cells.flatMap(({ code, line }) => {
    const outcome = compiler.compile({ label: `${page}:${line}`, code, directory });
    if (outcome.ok) compiler.commit();
    return outcome.ok ? [] : outcome.diagnostics.map((problem) => `${page}:${line + problem.line} ${problem.message}`);
  });
}

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];
const textOf = (page: string): string => readFileSync(join(ROOT, page), "utf8");
const withExamples = pages.filter((page) => examplesOf(textOf(page)).length > 0);

describe("examples of the docs", () => {
  it.each(withExamples)("are cells that the type check takes: %s", (page) => {
    expect(problemsOf(page, textOf(page))).toEqual([]);
  });

  it("are found, and so are the pages of the names that are left to the reader", () => {
    expect(withExamples).toContain("docs/library.md");
    expect(withExamples).toEqual(expect.arrayContaining([...Object.keys(READERS_CELLS), ...Object.keys(FOLDERS)]));
  });

  it("are told with page, line and reason where they are wrong, a later one seeing the names of those before", () => {
    const text = [
      "# A page",
      "```ts",
      'import { getEncoding } from "tunelab";',
      'const ids = await Promise.resolve(getEncoding("o200k_base").encode("a"));',
      "```",
      "- in a list:",
      "  ```ts",
      "  const text: string = ids;",
      "  ids.size;",
      "  ```",
      "```text",
      "none of ours;",
      "```",
    ].join("\n");
    expect(problemsOf("docs/page.md", text)).toEqual([
      "docs/page.md:8 Type 'number[]' is not assignable to type 'string'.",
      "docs/page.md:9 Property 'size' does not exist on type 'number[]'.",
    ]);
  });
});
