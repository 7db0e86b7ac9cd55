import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explainProviderError } from "../../src/client/index.js";
import { JUPYTER_DISPLAY, type MimeData } from "../../src/core/index.js";
import { head, readChatDataset, toDataFrame } from "../../src/datasets/index.js";
import { compare, evaluate, evaluateGenai, makeMetric, scorer } from "../../src/evaluate/index.js";
import { PortalLink } from "../../src/lab/open-portal.js";
import { SimulationResult } from "../../src/simulate/simulation-result.js";
import { tokenReport } from "../../src/finetune/index.js";
import { RunTable } from "../../src/tracking/run-table.js";

/** Words that English cannot do without, and that neither Portuguese nor French has. */
const TELL_TALE =
  /(?<![\p{L}_])(?:the|epochs?|limit|training|hosting|of|and|with|which|that|this|there|from|rows?|scores?|mean|interval|better|worse|failed|threshold|without|examples?|warnings?|errors?|problems?|runs?|started|seconds|first|has|is|are|not|done|time|cost|answered|found|Open|once|your|file|shown|left|higher|lower)(?![\p{L}_])/gu;

const before = process.env.TUNELAB_LANGUAGE;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-spoken-"));
});
afterAll(async () => {
  if (before === undefined) delete process.env.TUNELAB_LANGUAGE;
  else process.env.TUNELAB_LANGUAGE = before;
  await rm(folder, { recursive: true, force: true });
});

const shown = async (value: { [JUPYTER_DISPLAY](): MimeData | Promise<MimeData> }): Promise<string> => {
  const data = await value[JUPYTER_DISPLAY]();
  return `${textOf(String(data["text/html"] ?? ""))}\n${String(data["text/plain"])}`;
};

/** What a reader sees or a screen reader says of a page. */
const textOf = (html: string): string =>
  html
    .replace(/<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>/g, " ")
    .replace(/<[^>]*?aria-label="([^"]*)"[^>]*>/g, " $1 ")
    .replace(/<code>.*?<\/code>/g, " ")
    // Where a name may be broken, it goes on.
    .replaceAll("<wbr>", "")
    .replace(/<[^>]+>/g, " ");

/** Without what keeps its English name in every language: names of metrics, and columns that code reads. */
const apart = (text: string): string => text.replaceAll(/\w+\/mean/g, "");

const half = scorer(({ outputs }) => outputs as number, { name: "nota", greaterIsBetter: true });
const rows = (values: readonly (number | null)[]) =>
  values.map((value, at) => ({ inputs: { q: `q${at}` }, outputs: value }));

/** Displays by what they show. */
const displays: Readonly<Record<string, () => Promise<string>>> = {
  "a result with failures": async () => {
    const broken = scorer(
      ({ outputs }) => {
        if (outputs === 3) throw new Error("q3!");
        return outputs as number;
      },
      { name: "nota" },
    );
    return shown(await evaluateGenai({ data: rows([1, 2, 3, 4, 5, 6]), scorers: [broken], runName: "um" }));
  },
  "a result's report and table": async () => {
    const result = await evaluateGenai({ data: rows([0.25, 0.5]), scorers: [half], runName: "um" });
    return textOf(await result.toHTML()) + result.table().toString();
  },
  "a result whose metric failed": async () => {
    const bad = makeMetric({ evalFn: () => ({ scores: [1] }), name: "m", greaterIsBetter: true });
    const data = [{ answer: "a" }, { answer: "b" }];
    return (await evaluate({ data, predictions: "answer", extraMetrics: [bad] })).warnings
      .join(" ")
      .replace(/["«“].*["»”]/, "");
  },
  "a comparison": async () => {
    const run = (values: readonly number[]) => evaluateGenai({ data: rows(values), scorers: [half], runName: "um" });
    const comparison = compare(await run([1, 2, 3, 4]), await run([2, 3, 4, 5]), { names: ["um", "dois"] });
    return (await shown(comparison)) + comparison.toTable().toString();
  },
  "a dataset with problems": async () => {
    const path = join(folder, "dados.jsonl");
    const message = (role: string, content: unknown) => ({ role, content });
    const lines = [
      { messages: [message("user", "q"), message("assistant", "a")] },
      { messages: [message("user", "q"), message("assistant", "a")] },
      { messages: [message("teacher", "q"), message("assistant", "")] },
      { messages: [message("user", "q")], x: 1 },
      { messages: [] },
      [1],
      { messages: [message("system", "q"), { ...message("assistant", "a"), weight: 2, y: 1 }] },
    ];
    await writeFile(path, lines.map((line) => JSON.stringify(line)).join("\n"));
    const dataset = await readChatDataset(path);
    return (await shown(dataset)) + dataset.problems.map((problem) => problem.message).join("\n");
  },
  "a token report": async () => {
    const path = join(folder, "poucos.jsonl");
    const example = {
      messages: [
        { role: "user", content: "q" },
        { role: "assistant", content: "a" },
      ],
    };
    await writeFile(path, Array(12).fill(JSON.stringify(example)).join("\n"));
    return shown(tokenReport(await readChatDataset(path)));
  },
  "first rows of a DataFrame": () =>
    Promise.resolve(shown(head(toDataFrame([{ x: 1 }, { x: 2 }], { caption: "dados" }), 1) as never)),
  "a simulation": () =>
    Promise.resolve(
      shown(
        new SimulationResult([], {
          strategy: "sentences",
          models: [],
          requested: 3,
          failures: [{ index: 1, query: "q", code: "x", message: "x", hint: "x", conversation: undefined }],
          duplicates: [{} as never],
          usage: { calls: 2, totalTokens: 1500, promptTokens: 1000, completionTokens: 500, cost: undefined } as never,
          resumed: 1,
          interrupted: true,
          warnings: [],
          seconds: 1.5,
        }),
      ),
    ),
  "a list of runs": () =>
    Promise.resolve(
      new RunTable([
        {
          info: { runId: "r", runName: "um", status: "FINISHED", startTime: 0, endTime: 1500 },
          metrics: {},
          params: {},
          tags: {},
        } as never,
      ]).toString(),
    ),
  "a link to the portal": () => shown(new PortalLink("http://127.0.0.1/#x", undefined)),
  "what to do about providers' failures": () =>
    Promise.resolve(
      [401, 403, 404, 409, 429, 500]
        .map((status) => explainProviderError({ status, message: "x" }, "x") as Error & { hint: string })
        .map(({ message, hint }) => `${message} ${hint}`)
        .join("\n"),
    ),
};

describe.each(["pt-BR", "fr"] as const)("in %s", (language) => {
  it.each(Object.keys(displays))("%s says no English", async (name) => {
    process.env.TUNELAB_LANGUAGE = language;
    const text = await displays[name]!();
    expect(text.trim()).not.toBe("");
    expect([...new Set(apart(text).match(TELL_TALE) ?? [])]).toEqual([]);
  });
});

describe("in English", () => {
  it("the same displays have the tell-tale words, or the list tells nothing", async () => {
    process.env.TUNELAB_LANGUAGE = "en";
    const silent: string[] = [];
    for (const [name, show] of Object.entries(displays))
      if ((apart(await show()).match(TELL_TALE) ?? []).length === 0) silent.push(name);
    expect(silent).toEqual([]);
  });
});
