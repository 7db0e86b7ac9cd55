import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { FineTuningJob } from "openai/resources/fine-tuning/jobs/jobs";
import { JUPYTER_DISPLAY, maskSecret, type MimeData } from "../../src/core/index.js";
import { readChatDataset } from "../../src/datasets/index.js";
import { PARTS_MIME, PLOTLY_MIME, TABLE_MIME } from "../../src/display/index.js";
import {
  ChatTurn,
  CleanUp,
  costMeter,
  Deployment,
  JobResults,
  ModelComparison,
  priceTable,
  ResumedLab,
  SetupReport,
  tokenReport,
  WatchedJob,
} from "../../src/finetune/index.js";
import { formatDistribution } from "../../src/tokens/index.js";

const DATA = resolve(import.meta.dirname, "../../notebooks/data");
const PAGE = "http://127.0.0.1:8080/#/page";
const interval = { estimate: -0.25, low: -0.5, high: 0.125 };
const step = (number: number, loss: number) => ({
  step: number,
  total_steps: 2,
  train_loss: loss,
  train_accuracy: 0.5,
  valid_loss: null,
  valid_accuracy: null,
  full_valid_loss: loss + 0.5,
  full_valid_accuracy: 0.25,
});
const job = { id: "ftjob-1", status: "succeeded", created_at: 1, finished_at: 601 } as FineTuningJob;
const choice = { id: "e", created_at: 1, level: "info", message: "chosen", data: { step: 1, last_step: 2 } };
const answer = { model: "tuned", answeredBy: "small", text: "Four, dear reader.", finishReason: "length" };
const compared = {
  question: "How many strings?",
  expected: "Four, dear reader.",
  baseAnswer: "It has four.",
  tunedAnswer: "Six, dear reader.",
  baseLoss: 3.5,
  tunedLoss: 2.25,
  baseInStyle: false,
  tunedInStyle: true,
  baseHasFact: true,
  tunedHasFact: false,
  preferred: "tie" as const,
};
const dataset = await readChatDataset(join(DATA, "training_set.jsonl"));
const azure = { provider: "azure", model: "gpt-4o-mini-2024-07-18", today: "2026-11-29" } as const;

/** Some texts of a display are made with it, in the language of that moment. */
const makeDisplays = (): Readonly<Record<string, { [JUPYTER_DISPLAY](): MimeData | Promise<MimeData> }>> => ({
  TokenReport: tokenReport(dataset, azure),
  CostReport: costMeter({ ...azure, tokens: [100, 200] }),
  priceTable: priceTable(),
  WatchedJob: new WatchedJob(job, [choice], [step(1, 2.5), step(2, 1.5)], 46, PAGE),
  JobResults: new JobResults("ftjob-1", [step(1, 2.5), step(2, 1.5)], "", [{ text: "Job ftjob-1", href: PAGE }], 1),
  ModelComparison: new ModelComparison("base", "tuned", [compared], interval, interval, interval, interval, [
    "A note.",
  ]),
  CleanUp: new CleanUp([{ kind: "file", id: "file-1", deleted: true, result: "deleted", page: PAGE }], "Clean-up"),
  SetupReport: new SetupReport("azure", [
    { step: "key", works: false, tried: "listed the models", found: "refused", next: "Copy it again.", page: PAGE },
  ]),
  ChatTurn: new ChatTurn("How many?", [{ ...answer, promptTokens: 12, completionTokens: 5, page: PAGE }]),
  Deployment: new Deployment("gpt-4o-ft", "m.ft-1", "standard", 1, "small", 1500, PAGE),
  ResumedLab: new ResumedLab(
    undefined as never,
    [{ kind: "job", id: "ftjob-1", state: "running", goOn: "await watchJob()" }],
    undefined,
    [],
  ),
});
const DISPLAYS = makeDisplays();

/** What JupyterLab shows of a display: the richest type that it or our extension knows. */
function shownInJupyterLab(data: MimeData): string {
  const mime = [PARTS_MIME, PLOTLY_MIME, TABLE_MIME, "text/html", "text/plain"].find(
    (each) => data[each] !== undefined,
  )!;
  const shown = typeof data[mime] === "string" ? data[mime] : JSON.stringify(data[mime]);
  return shown.replace(/&#39;/g, "'").replace(/&quot;/g, '"');
}

describe("what JupyterLab shows of a display", () => {
  it.each(Object.entries(DISPLAYS))("%s holds every word and number that its text tells", async (_, display) => {
    const data = await display[JUPYTER_DISPLAY]();
    const shown = shownInJupyterLab(data);
    // A figure's text is a sentence about it, a table's counts and types are drawn by the extension itself.
    const told = String(data["text/plain"])
      .replace(/^\[Figure.*\]$/gm, "")
      .replace(/^.* × .*$/gm, "");
    const words = new Set(told.match(/[\p{L}\p{N}][\p{L}\p{N}.,]*[\p{L}\p{N}]/gu) ?? []);
    expect(words.size).toBeGreaterThan(2);
    expect([...words].filter((word) => !shown.includes(word) && word !== "also")).toEqual([]);
    expect(shown).not.toContain("undefined");
  });

  it("includes the page of what it names, where there is one", async () => {
    for (const name of ["WatchedJob", "JobResults", "CleanUp", "SetupReport", "ChatTurn", "Deployment"]) {
      expect(shownInJupyterLab(await DISPLAYS[name]![JUPYTER_DISPLAY]()), name).toContain(PAGE);
    }
  });

  it.each(Object.keys(DISPLAYS))("%s sets colon and semicolon in French with their space", async (name) => {
    vi.stubEnv("TUNELAB_LANGUAGE", "fr");
    try {
      const data = await makeDisplays()[name]![JUPYTER_DISPLAY]();
      const seen = String(data["text/html"] ?? "")
        .replaceAll(/<(style|svg)[^]*?<\/\1>| style="[^"]*"|&[a-z]+;/g, "")
        .replaceAll(/<[^>]+>/g, "");
      const told = [String(data["text/plain"]), seen].map((text) => text.replaceAll(/Sources.*/g, ""));
      expect(told.flatMap((text) => text.match(/.{0,20}[\p{L}\p{N})»"][:;](?=\s|$)/gmu) ?? [])).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("in French", () => {
  beforeAll(() => void vi.stubEnv("TUNELAB_LANGUAGE", "fr"));
  afterAll(() => void vi.unstubAllEnvs());

  it("a distribution, a masked secret, a job's results and an answer are told as French is set", () => {
    expect(formatDistribution([7, 9], "jetons").split("\n").slice(0, 3)).toEqual([
      "##### Distribution de jetons\u00a0:",
      "min / max\u00a0: 7, 9",
      "moyenne / médiane\u00a0: 8.0, 8.0",
    ]);
    expect(maskSecret("0123456789abcdef0123456789abcdef")).toBe("•••• cdef (32 caractères)");
    const told = (name: string): string => String(makeDisplays()[name]).replaceAll("\u00a0", " ");
    expect(told("JobResults")).toBe(
      "ftjob-1 : 2 étapes, perte d'entraînement de 2,500 à 1,500 ; remis : le point de contrôle de l'étape 1, perte de validation 3,000",
    );
    expect(told("ChatTurn")).toBe("tuned : Four, dear reader.");
  });

  it("the figure of a token report names its legend and axes so", async () => {
    const { layout } = tokenReport(await readChatDataset(join(DATA, "training_set.jsonl"))).figure;
    expect(layout).toMatchObject({
      xaxis: { title: { text: "jetons" } },
      yaxis: { title: { text: "exemples" } },
      legend: { title: { text: "compté" } },
    });
  });
});
