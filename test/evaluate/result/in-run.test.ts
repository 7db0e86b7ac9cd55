import { readFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { evaluate, evaluateGenai, ResponseLength, scorer } from "../../../src/evaluate/index.js";
import { inRun } from "../../../src/evaluate/result/index.js";
import type { RunInfo, RunView } from "../../../src/core/index.js";
import { LocalTracker, RestTracker } from "../../../src/tracking/index.js";
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

  it("says in a run of its own who made it and from where, as a run that is started does", async () => {
    const tracker = new MemoryTracker();
    const steps = { evaluate: async () => done, record: async () => [], summarise: () => undefined };
    for (const notebook of ["", "/home/ana/labs/03-evaluate.ipynb"]) {
      vi.stubEnv("JPY_SESSION_NAME", notebook);
      await inRun({ tracker }, steps);
    }
    vi.unstubAllEnvs();
    const origin = { "mlflow.user": userInfo().username, "mlflow.source.type": "NOTEBOOK" };
    expect(tracker.runs.map(({ tags }) => tags)).toEqual([
      origin,
      { ...origin, "mlflow.source.name": "03-evaluate.ipynb" },
    ]);
  });

  it("lists the data of a genai evaluation as the run's input, and links to the view of evaluations", async () => {
    const tracker = new (class extends MemoryTracker {
      override runPage(info: Pick<RunInfo, "runId" | "experimentId">, view?: RunView): string {
        return new RestTracker({ url: "http://127.0.0.1:5000", credentialsHint: "" }).runPage(info, view);
      }
    })();
    const data = [
      { inputs: { q: "a" }, outputs: "A", expectations: { expected_response: "A" } },
      { inputs: { q: "b" }, outputs: "B" },
    ];
    const result = await evaluateGenai({ data, scorers: [ResponseLength({ maxLength: 9 })], tracker });
    expect(tracker.runs[0]!.datasets).toMatchObject([
      { name: "dataset", sourceType: "code", profile: '{"num_rows":2,"num_elements":6}' },
    ]);
    expect(JSON.parse(tracker.runs[0]!.datasets[0]!.schema!)).toMatchObject({
      mlflow_colspec: [{ name: "inputs" }, { name: "outputs" }, { name: "expectations" }],
    });
    expect(result.toString()).toContain("http://127.0.0.1:5000/#/experiments/0/evaluation-runs?selectedRunUuid=run1");
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
