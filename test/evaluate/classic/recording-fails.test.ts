import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TunelabError, type TrackedBatch } from "../../../src/core/index.js";
import { evaluate, evaluateGenai, makeMetric, ResponseLength } from "../../../src/evaluate/index.js";
import { LocalTracker } from "../../../src/tracking/index.js";
import { MemoryTracker } from "../memory-tracker.js";

const data = [{ answer: "Yes", ground_truth: "Yes" }];
const given = { data, predictions: "answer", targets: "ground_truth", modelType: "question-answering" } as const;

/** A tracker that takes nothing under one name. */
class RefusingTracker extends MemoryTracker {
  constructor(readonly refused: (batch: TrackedBatch) => Error | undefined) {
    super();
  }

  override async logBatch(runId: string, batch: TrackedBatch): Promise<void> {
    const error = this.refused(batch);
    if (error !== undefined) throw error;
    return super.logBatch(runId, batch);
  }
}

describe("a result that cannot be recorded whole", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tunelab-recording-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("has room for an own metric named as the folder of another", async () => {
    const tracker = new LocalTracker(folder);
    const own = makeMetric({ name: "exact_match", greaterIsBetter: true, evalFn: () => 0.25 });
    const result = await evaluate({ ...given, extraMetrics: [own], tracker });
    expect(result.warnings.filter((line) => line.includes("run"))).toEqual([]);
    const run = await tracker.getRun(result.runId!);
    expect(run.info.status).toBe("FINISHED");
    expect(run.metrics).toMatchObject({ exact_match: 0.25, "exact_match/v1": 1 });
  });

  it("is returned, with the one metric that was refused named, and the others recorded", async () => {
    const tracker = new RefusingTracker(({ metrics = [] }) =>
      metrics.some(({ key }) => key === "exact_match/v1")
        ? new TunelabError("The metric 'exact_match/v1' has no place.", {
            code: "invalid_tracking_value",
            hint: "Rename it.",
          })
        : undefined,
    );
    const result = await evaluate({ ...given, tracker });
    expect(result.metrics["exact_match/v1"]).toBe(1);
    expect(result.warnings).toContain(
      "The run run1 does not hold the whole result: The metric 'exact_match/v1' has no place. Rename it.",
    );
    const [run] = tracker.runs;
    expect(Object.keys(run!.metrics)).toContain("flesch_kincaid_grade_level/v1/mean");
    expect([...run!.files.keys()]).toEqual(["eval_results_table.json"]);
    expect(run!.status).toBe("FAILED");
  });

  it.each(["classic", "genai"])("is returned when nothing can be recorded any more (%s)", async (kind) => {
    const tracker = new RefusingTracker(() => new Error("ENOSPC: no space left on device"));
    const result =
      kind === "classic"
        ? await evaluate({ ...given, tracker })
        : await evaluateGenai({
            data: [{ inputs: { question: "q" }, outputs: "a" }],
            scorers: [ResponseLength({ maxLength: 3 })],
            tracker,
          });
    expect(Object.keys(result.metrics)).not.toEqual([]);
    expect(result.warnings.filter((line) => line.includes("ENOSPC"))).toEqual([
      "The run run1 does not hold the whole result: ENOSPC: no space left on device",
    ]);
    expect(tracker.runs[0]!.status).toBe("FAILED");
  });

  it("is returned when its run cannot be ended", async () => {
    const tracker = new (class extends MemoryTracker {
      override updateRun(): Promise<void> {
        return Promise.reject(new Error("gone"));
      }
    })();
    const result = await evaluate({ ...given, tracker });
    expect(result.metrics["exact_match/v1"]).toBe(1);
    expect(result.warnings).toContain("The run run1 does not hold the whole result: gone");
  });
});
