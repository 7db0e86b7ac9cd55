import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { evaluate, evaluateGenai, ResponseLength, scorer } from "../../../src/evaluate/index.js";
import { inRun } from "../../../src/evaluate/result/index.js";
import { LocalTracker } from "../../../src/tracking/index.js";
import { MemoryTracker } from "../memory-tracker.js";

const done = { asked: 3, done: 3, interrupted: false, warnings: [] };

describe("the bracket around an evaluation", () => {
  it.each([
    ["whole", { ...done }, [], "FINISHED"],
    ["interrupted", { ...done, done: 2, interrupted: true }, [], "KILLED"],
    ["not recorded whole", { ...done }, ["The table is not there."], "FAILED"],
  ])("ends a run whose result is %s as what it is", async (_, work, unwritten, status) => {
    const tracker = new MemoryTracker();
    const summary = await inRun(
      { tracker, runName: "base" },
      { evaluate: async () => work, record: async () => unwritten, summarise: (_done, about) => about },
    );
    expect(tracker.runs[0]!.status).toBe(status);
    expect(summary).toMatchObject({ title: "base", runId: "run1", progress: { asked: 3 }, warnings: unwritten });
  });

  it("ends the run as failed and throws what the work threw", async () => {
    const tracker = new MemoryTracker();
    const evaluateNothing = () => Promise.reject(new Error("no"));
    const steps = { evaluate: evaluateNothing, record: async () => [], summarise: () => undefined };
    await expect(inRun({ tracker }, steps)).rejects.toThrow("no");
    expect(tracker.runs[0]!.status).toBe("FAILED");
  });

  it("leaves a run that was given as it is", async () => {
    const tracker = new MemoryTracker();
    await tracker.createRun({ experimentId: "0" });
    const work = { ...done, done: 1, interrupted: true };
    const steps = { evaluate: async () => work, record: async () => [], summarise: () => undefined };
    await inRun({ tracker, runId: "run1" }, steps);
    expect(tracker.runs[0]).toMatchObject({
      status: "RUNNING",
      tags: { "tunelab.rowsDone": "1", "tunelab.rowsAsked": "3" },
    });
  });
});

describe("an interrupted evaluation", () => {
  it("is recorded as killed, with the rows that are done", async () => {
    const tracker = new MemoryTracker();
    const { signal, abort } = stopper();
    const model = async ({ inputs }: { readonly inputs: string }): Promise<string> => {
      if (inputs === "b?") abort();
      return inputs === "b?" ? new Promise<string>(() => undefined) : "Madeira";
    };
    const data = [{ inputs: "a?" }, { inputs: "b?" }, { inputs: "c?" }];
    const result = await evaluate({ data, model, modelType: "text", perRow: true, concurrency: 1, tracker, signal });
    expect(tracker.runs[0]).toMatchObject({
      status: "KILLED",
      tags: { "tunelab.rowsDone": "1", "tunelab.rowsAsked": "3" },
    });
    expect(result).toMatchObject({ progress: { done: 1, asked: 3 }, interrupted: true });
  });

  it("is killed too where a function of the whole table was interrupted", async () => {
    const tracker = new MemoryTracker();
    const { signal, abort } = stopper();
    const model = (): Promise<string[]> => {
      abort();
      return new Promise(() => undefined);
    };
    const work = evaluate({ data: [{ inputs: "a?" }], model, modelType: "text", tracker, signal });
    await expect(work).rejects.toMatchObject({ code: "interrupted" });
    expect(tracker.runs[0]!.status).toBe("KILLED");
  });

  it("counts a genai row as done when all of its scorers are", async () => {
    const tracker = new MemoryTracker();
    const { signal, abort } = stopper();
    const slow = scorer(({ outputs }) => (outputs === "b" ? (abort(), new Promise<number>(() => undefined)) : 1), {
      name: "slow",
    });
    const data = ["a", "b", "c"].map((outputs) => ({ inputs: { question: outputs }, outputs }));
    const scorers = [ResponseLength({ maxLength: 3 }), slow];
    const result = await evaluateGenai({ data, scorers, concurrency: 1, tracker, signal });
    expect(tracker.runs[0]!.status).toBe("KILLED");
    expect(result).toMatchObject({ progress: { done: 1, asked: 3 } });
  });
});

it("says where the table of a run is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tunelab-artifacts-"));
  try {
    const result = await evaluate({
      data: [{ answer: "Yes" }],
      predictions: "answer",
      modelType: "text",
      tracker: new LocalTracker(folder),
    });
    const { uri } = result.artifacts["eval_results_table"]!;
    expect(await readFile(fileURLToPath(uri!), "utf8")).toContain('"columns":["outputs"');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

function stopper(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
