import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TrackedTrace } from "../../src/core/index.js";
import { LocalTracker } from "../../src/tracking/index.js";
import { describeTracker } from "./tracker-contract.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-tracking-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describeTracker("local store", async () => new LocalTracker(join(folder, "mlruns")));

describe("the local store", () => {
  it("lays files out as MLflow's file store does", async () => {
    const tracker = new LocalTracker(folder);
    const { info } = await tracker.createRun({ experimentId: "0", runName: "layout", startTime: 1_700_000_000_000 });
    const run = join(folder, "0", info.runId);
    await tracker.logBatch(info.runId, {
      metrics: [
        { key: "toxicity/v1/mean", value: 0.5, timestamp: 1_700_000_000_001, step: 0 },
        { key: "bad", value: Number.NaN, timestamp: 2, step: 3 },
      ],
      params: { k: "v" },
    });
    await tracker.updateRun(info.runId, { status: "KILLED", endTime: 1_700_000_000_009 });
    expect(await readFile(join(run, "metrics/toxicity/v1/mean"), "utf8")).toBe("1700000000001 0.5 0\n");
    expect(await readFile(join(run, "metrics/bad"), "utf8")).toBe("2 nan 3\n");
    expect(await readFile(join(run, "params/k"), "utf8")).toBe("v");
    expect(await readFile(join(run, "tags/mlflow.runName"), "utf8")).toBe("layout");
    expect(parse(await readFile(join(run, "meta.yaml"), "utf8"))).toMatchObject({
      run_uuid: info.runId,
      run_id: info.runId,
      run_name: "layout",
      experiment_id: "0",
      status: 5,
      start_time: 1_700_000_000_000,
      end_time: 1_700_000_000_009,
      lifecycle_stage: "active",
      tags: [],
      source_type: 4,
      deleted_time: null,
    });
    expect(parse(await readFile(join(folder, "0", "meta.yaml"), "utf8"))).toMatchObject({
      name: "Default",
      experiment_id: "0",
    });
    expect((await readdir(run)).sort()).toEqual(["artifacts", "meta.yaml", "metrics", "params", "tags"]);
  });

  it("keeps names that no file system takes as a file", async () => {
    const tracker = new LocalTracker(folder);
    const { info } = await tracker.createRun({ experimentId: "0" });
    const long = "é".repeat(200);
    await tracker.logBatch(info.runId, {
      metrics: [{ key: long, value: 3, timestamp: 1, step: 0 }],
      tags: { [`${long}/inner`]: "x" },
    });
    expect(await tracker.getRun(info.runId)).toMatchObject({
      metrics: { [long]: 3 },
      tags: { [`${long}/inner`]: "x" },
    });
  });

  it("refuses an artifact that would be a file and a folder at once, and says that a folder is no file", async () => {
    const tracker = new LocalTracker(folder);
    const { info } = await tracker.createRun({ experimentId: "0" });
    await tracker.logArtifact(info.runId, "plots/loss.png", "png");
    await tracker.logArtifact(info.runId, "notes", "text");
    for (const path of ["plots", "notes/first.txt", `${"é".repeat(200)}.txt`]) {
      await expect(tracker.logArtifact(info.runId, path, "")).rejects.toMatchObject({ code: "invalid_tracking_value" });
    }
    for (const path of ["plots", "notes/first.txt"]) {
      await expect(tracker.readArtifact(info.runId, path)).rejects.toMatchObject({ code: "not_found" });
    }
    expect(await tracker.listArtifacts(info.runId)).toHaveLength(2);
  });

  it("is readable after it was moved", async () => {
    const before = new LocalTracker(join(folder, "a"));
    const { info } = await before.createRun({ experimentId: "0" });
    await before.logArtifact(info.runId, "report.html", "<p>");
    await rename(join(folder, "a"), join(folder, "b"));
    const after = new LocalTracker(join(folder, "b"));
    expect(Buffer.from(await after.readArtifact(info.runId, "report.html")).toString()).toBe("<p>");
  });

  it("passes over what a crash left half done: a run without meta.yaml, a metric line cut short, an unfinished file", async () => {
    const tracker = new LocalTracker(folder);
    const { info } = await tracker.createRun({ experimentId: "0" });
    await tracker.logBatch(info.runId, { metrics: [{ key: "loss", value: 1, timestamp: 5, step: 0 }] });
    const half = await tracker.createRun({ experimentId: "0" });
    await rm(join(folder, "0", half.info.runId, "meta.yaml"));
    await writeFile(join(folder, "0", info.runId, "metrics", "loss"), "5 1 0\n6", { flag: "w" });
    await writeFile(join(folder, "0", info.runId, "tags", ".0e0e0e0e-0e0e-0e0e-0e0e-0e0e0e0e0e0e.tmp"), "half");
    const runs = await tracker.searchRuns({ experimentIds: ["0"] });
    expect(runs.map((run) => run.info.runId)).toEqual([info.runId]);
    expect(runs[0]).toMatchObject({ metrics: { loss: 1 }, tags: { "mlflow.runName": info.runName } });
  });

  it("keeps a metric whose name is JavaScript's own for prototypes", async () => {
    const tracker = new LocalTracker(folder);
    const { info } = await tracker.createRun({ experimentId: "0" });
    await tracker.logBatch(info.runId, { metrics: [{ key: "__proto__", value: 3, timestamp: 5, step: 0 }] });
    expect(Object.entries((await tracker.getRun(info.runId)).metrics)).toEqual([["__proto__", 3]]);
  });

  it("lets two processes write at once without losing a value or making an experiment twice", async () => {
    await new LocalTracker(folder).createExperiment("warm up");
    const { info } = await new LocalTracker(folder).createRun({ experimentId: "0" });
    const script = join(import.meta.dirname, "write-from-another-process.mjs");
    const writers = [1, 2].map((writer) => fork(script, [folder, info.runId, String(writer)]));
    const codes = await Promise.all(writers.map(async (writer) => (await once(writer, "exit"))[0] as number));
    expect(codes).toEqual([0, 0]);
    const tracker = new LocalTracker(folder);
    expect(await tracker.metricHistory(info.runId, "shared")).toHaveLength(200);
    const named = await Promise.all((await tracker.experimentIds()).map((id) => tracker.experimentName(id)));
    expect(named.filter((name) => name === "made by both")).toHaveLength(1);
    expect(new Set(named).size).toBe(named.length);
    // "Default", "warm up", "made by both" and five that both wanted.
    expect(named).toHaveLength(8);
    const { experimentId } = (await tracker.findExperiment("made by both"))!;
    const runs = await tracker.searchRuns({ experimentIds: [experimentId] });
    expect(runs).toHaveLength(200);
    expect(new Set(runs.map((run) => run.info.runName)).size).toBe(200);
    for (const run of runs) {
      expect(Object.keys(run.metrics).sort()).toEqual(["loss", "loss/val"]);
      expect(run.params).toEqual({ loss: "1", "loss/val": "1" });
      expect(run.info.status).toBe("FINISHED");
    }
  });

  it("keeps 200 runs that are written at once apart", { timeout: 120_000 }, async () => {
    const tracker = new LocalTracker(folder);
    const experimentId = await tracker.createExperiment("many");
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const ids = await Promise.all(
      numbers.map(async (number) => {
        const { info } = await tracker.createRun({ experimentId, runName: `run ${number}` });
        const steps = [0, 1, 2].map((step) => ({ key: "loss", value: number + step / 10, timestamp: step, step }));
        await Promise.all([
          ...steps.map((metric) => tracker.logBatch(info.runId, { metrics: [metric] })),
          tracker.logBatch(info.runId, {
            params: { number: String(number) },
            tags: { even: String(number % 2 === 0) },
          }),
        ]);
        await tracker.updateRun(info.runId, { status: "FINISHED", endTime: 1 });
        return info.runId;
      }),
    );
    expect(new Set(ids).size).toBe(200);
    const runs = await tracker.searchRuns({ experimentIds: [experimentId] });
    expect(runs).toHaveLength(200);
    for (const run of runs) {
      const number = Number(run.params["number"]);
      expect(run.info).toMatchObject({ runName: `run ${number}`, status: "FINISHED" });
      expect(run.tags["even"]).toBe(String(number % 2 === 0));
      const history = await tracker.metricHistory(run.info.runId, "loss");
      expect(history.map(({ value }) => value).sort()).toEqual([number, number + 0.1, number + 0.2]);
    }
  });

  it("takes over the lock of a process that died", async () => {
    const tracker = new LocalTracker(folder);
    await tracker.experimentIds();
    const lock = join(folder, ".tunelab-lock");
    await writeFile(lock, "");
    const { utimes } = await import("node:fs/promises");
    await utimes(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    expect(await tracker.createExperiment("after a crash")).toMatch(/^\d+$/);
  });

  it("gives traces back as they were logged, and deletes them with their run", async () => {
    const tracker = new LocalTracker(folder);
    const { info } = await tracker.createRun({ experimentId: "0" });
    const other = await tracker.createRun({ experimentId: "0" });
    const span = {
      spanId: "00112233445566ff",
      parentId: null,
      name: "predict",
      spanType: "CHAIN",
      inputs: { q: 'a "start_time_unix_nano":7 quote, é' },
      outputs: ["x"],
      status: "ERROR" as const,
      error: "timeout",
      startTimeNs: 1_700_000_000_123_456_789n,
      endTimeNs: 1_700_000_000_123_456_999n,
      attributes: { "mlflow.llm.model": "small", tokens: 7 },
    };
    const trace: TrackedTrace = {
      traceId: `tr-${"ab".repeat(16)}`,
      requestTime: 1_700_000_000_123,
      executionDuration: 5,
      state: "ERROR",
      request: span.inputs,
      response: ["x"],
      spans: [span, { ...span, spanId: "aa00", parentId: span.spanId, error: undefined, status: "OK" }],
      assessments: [
        { assessment_name: "ok", source: { source_type: "CODE", source_id: "ok" }, feedback: { value: true } },
      ],
    };
    await tracker.logTraces(info, [trace]);
    expect(await tracker.readTraces(info.runId)).toEqual([trace]);
    expect(await tracker.readTraces(other.info.runId)).toEqual([]);
    await tracker.removeRun(info.runId);
    expect(await readdir(join(folder, "0", "traces"))).toEqual([]);
  });

  it("does not take a path for a run's id", async () => {
    const tracker = new LocalTracker(folder);
    await expect(tracker.getRun("../0")).rejects.toMatchObject({ code: "not_found" });
  });
});
