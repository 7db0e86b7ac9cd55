import { describe, expect, it } from "vitest";
import type { Tracker } from "../../src/core/index.js";

/** What every tracker must do; run against the local store and against a real MLflow server. */
export function describeTracker(name: string, make: () => Promise<Tracker>): void {
  const unique = (): string => `contract ${name} ${Math.random().toString(36).slice(2)}`;

  describe(`a tracker: ${name}`, () => {
    it("finds an experiment by name and does not make a second of the same name", async () => {
      const tracker = await make();
      const title = unique();
      expect(await tracker.findExperiment(title)).toBeUndefined();
      const id = await tracker.createExperiment(title, { purpose: "test" });
      expect(await tracker.createExperiment(title)).toBe(id);
      expect(await tracker.findExperiment(title)).toMatchObject({
        experimentId: id,
        name: title,
        lifecycleStage: "active",
        tags: { purpose: "test" },
      });
    });

    it("keeps a run's name, times, status and tags", async () => {
      const tracker = await make();
      const experimentId = await tracker.createExperiment(unique());
      const run = await tracker.createRun({
        experimentId,
        runName: "first",
        startTime: 1_700_000_000_000,
        tags: { team: "viagens" },
      });
      expect(run.info).toMatchObject({
        runName: "first",
        status: "RUNNING",
        startTime: 1_700_000_000_000,
        experimentId,
      });
      await tracker.updateRun(run.info.runId, { status: "FINISHED", endTime: 1_700_000_005_000 });
      const again = await tracker.getRun(run.info.runId);
      expect(again.info).toMatchObject({ status: "FINISHED", endTime: 1_700_000_005_000 });
      expect(again.tags).toMatchObject({ team: "viagens", "mlflow.runName": "first" });
    });

    it("makes up a name for a run without one", async () => {
      const tracker = await make();
      const run = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      expect(run.info.runName).toMatch(/\S/);
    });

    it("keeps params, tags and the last value of every metric, slashes in names included", async () => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      const at = { timestamp: 1_700_000_000_001, step: 0 };
      await tracker.logBatch(info.runId, {
        metrics: [
          { key: "flesch_kincaid_grade_level/v1/mean", value: 6.385909090909093, ...at },
          { key: "loss", value: 0.25, ...at },
          { key: "loss", value: 0.75, timestamp: 1_700_000_000_003, step: 2 },
          { key: "loss", value: 0.5, timestamp: 1_700_000_000_002, step: 1 },
          { key: "tiny", value: 1e-300, ...at },
        ],
        params: { model: "stub", note: "café\nsecond line" },
        tags: { "mlflow.note.content": "first **note**", "group/name": "🇫🇷" },
      });
      const run = await tracker.getRun(info.runId);
      expect(run.metrics).toEqual({
        "flesch_kincaid_grade_level/v1/mean": 6.385909090909093,
        loss: 0.75,
        tiny: 1e-300,
      });
      expect(run.params).toEqual({ model: "stub", note: "café\nsecond line" });
      expect(run.tags).toMatchObject({ "mlflow.note.content": "first **note**", "group/name": "🇫🇷" });
      const history = await tracker.metricHistory(info.runId, "loss");
      expect(history.map((point) => [point.step, point.value]).sort()).toEqual([
        [0, 0.25],
        [1, 0.5],
        [2, 0.75],
      ]);
    });

    it("takes NaN and infinities", async () => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      const at = { timestamp: 1, step: 0 };
      await tracker.logBatch(info.runId, {
        metrics: [
          { key: "nan", value: Number.NaN, ...at },
          { key: "inf", value: Infinity, ...at },
          { key: "ninf", value: -Infinity, ...at },
        ],
      });
      const { metrics } = await tracker.getRun(info.runId);
      expect(metrics["nan"]).toBeNaN();
      // A server's database keeps infinities as the largest number.
      expect(metrics["inf"]).toBeGreaterThan(1e308);
      expect(metrics["ninf"]).toBeLessThan(-1e308);
    });

    it.each([
      ["the outer name first", ["loss", "loss/val", "loss/val/best"]],
      ["the inner name first", ["loss/val/best", "loss/val", "loss"]],
    ])("keeps names that are also folders of other names, %s", async (_, names) => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      for (const [step, name] of names.entries()) {
        const point = { key: name, value: name.length, timestamp: 1_700_000_000_000, step };
        await tracker.logBatch(info.runId, { metrics: [point], params: { [name]: name }, tags: { [name]: "before" } });
        await tracker.logBatch(info.runId, { metrics: [{ ...point, step: step + 10 }], tags: { [name]: name } });
      }
      const { metrics, params, tags } = await tracker.getRun(info.runId);
      expect(metrics).toEqual({ loss: 4, "loss/val": 8, "loss/val/best": 13 });
      expect(params).toEqual({ loss: "loss", "loss/val": "loss/val", "loss/val/best": "loss/val/best" });
      expect(tags).toMatchObject({ loss: "loss", "loss/val": "loss/val", "loss/val/best": "loss/val/best" });
      for (const name of names) expect(await tracker.metricHistory(info.runId, name)).toHaveLength(2);
      await expect(tracker.logBatch(info.runId, { params: { "loss/val": "changed" } })).rejects.toMatchObject({
        code: "invalid_tracking_value",
      });
    });

    it("keeps them out of one batch, too", async () => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      const at = { timestamp: 1_700_000_000_000, step: 0 };
      await tracker.logBatch(info.runId, {
        metrics: [
          { key: "a", value: 1, ...at },
          { key: "a/b", value: 2, ...at },
        ],
        params: { "p/q": "1", p: "2" },
        tags: { t: "1", "t/u": "2" },
      });
      expect(await tracker.getRun(info.runId)).toMatchObject({
        metrics: { a: 1, "a/b": 2 },
        params: { "p/q": "1", p: "2" },
        tags: { t: "1", "t/u": "2" },
      });
    });

    it("takes more metrics, params and tags than a server takes in one request", async () => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      const names = (count: number, kind: string): string[] => Array.from({ length: count }, (_, i) => `${kind}${i}`);
      await tracker.logBatch(info.runId, {
        metrics: names(1100, "m").map((key, value) => ({ key, value, timestamp: 1, step: 0 })),
        params: Object.fromEntries(names(130, "p").map((key) => [key, "x".repeat(3000)])),
        tags: Object.fromEntries(names(130, "t").map((key) => [key, key])),
      });
      const run = await tracker.getRun(info.runId);
      expect(Object.keys(run.metrics)).toHaveLength(1100);
      expect(run.params["p129"]).toHaveLength(3000);
      expect(run.tags["t129"]).toBe("t129");
    });

    it("refuses to change a param", async () => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      await tracker.logBatch(info.runId, { params: { model: "stub" } });
      await tracker.logBatch(info.runId, { params: { model: "stub" } });
      await expect(tracker.logBatch(info.runId, { params: { model: "changed" } })).rejects.toMatchObject({
        code: "invalid_tracking_value",
      });
      expect((await tracker.getRun(info.runId)).params).toEqual({ model: "stub" });
    });

    it.each([
      ["a metric's name", { metrics: [{ key: "bad|name?", value: 1, timestamp: 1, step: 0 }] }],
      ["a name that climbs out", { tags: { "../../escape": "x" } }],
      ["an empty name", { params: { "": "x" } }],
      ["a long name", { tags: { ["k".repeat(251)]: "x" } }],
      ["a long param", { params: { long: "x".repeat(6001) } }],
      ["a text as a metric", { metrics: [{ key: "m", value: "1" as unknown as number, timestamp: 1, step: 0 }] }],
    ])("checks %s before it is sent", async (_, batch) => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      await expect(tracker.logBatch(info.runId, batch)).rejects.toMatchObject({ code: "invalid_tracking_value" });
    });

    it("keeps artifacts byte by byte, in folders, and replaces them", async () => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      await tracker.logArtifact(info.runId, "eval results.json", '{"é":1}');
      await tracker.logArtifact(info.runId, "plots/deep/loss.bin", bytes);
      await tracker.logArtifact(info.runId, "eval results.json", '{"é":2}');
      expect(Buffer.from(await tracker.readArtifact(info.runId, "plots/deep/loss.bin"))).toEqual(Buffer.from(bytes));
      expect(Buffer.from(await tracker.readArtifact(info.runId, "eval results.json")).toString()).toBe('{"é":2}');
      expect(await tracker.listArtifacts(info.runId)).toEqual([
        { path: "eval results.json", isDirectory: false, size: 8 },
        expect.objectContaining({ path: "plots", isDirectory: true }),
      ]);
      expect(await tracker.listArtifacts(info.runId, "plots/deep")).toEqual([
        { path: "plots/deep/loss.bin", isDirectory: false, size: 256 },
      ]);
    });

    it("does not let an artifact leave its run", async () => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      for (const path of ["../evil.txt", "/etc/evil", "a/../../evil", "", "a\\b"]) {
        await expect(tracker.logArtifact(info.runId, path, "x")).rejects.toMatchObject({
          code: "invalid_tracking_value",
        });
      }
    });

    it("finds runs by metric, param, tag and status, in order, as many as asked", async () => {
      const tracker = await make();
      const experimentId = await tracker.createExperiment(unique());
      for (const [index, loss] of [0.5, 0.1, 0.9].entries()) {
        const { info } = await tracker.createRun({
          experimentId,
          runName: `run${index}`,
          startTime: 1_700_000_000_000 + index,
        });
        await tracker.logBatch(info.runId, {
          metrics: [{ key: "loss/v1", value: loss, timestamp: 1, step: 0 }],
          params: { model: index === 0 ? "small" : "large" },
          tags: { "team.name": "viagens" },
        });
        if (index < 2) await tracker.updateRun(info.runId, { status: "FINISHED", endTime: 1_700_000_100_000 });
      }
      const find = async (filter?: string, orderBy?: readonly string[], maxResults?: number): Promise<string[]> =>
        (await tracker.searchRuns({ experimentIds: [experimentId], filter, orderBy, maxResults })).map(
          (run) => run.info.runName,
        );
      expect(await find()).toEqual(["run2", "run1", "run0"]);
      expect(await find("metrics.`loss/v1` < 0.6", ["metrics.`loss/v1` ASC"])).toEqual(["run1", "run0"]);
      expect(await find("params.model = 'large' and attributes.status = 'FINISHED'")).toEqual(["run1"]);
      expect(await find("tags.`team.name` LIKE 'via%' AND params.model != 'small'")).toEqual(["run2", "run1"]);
      expect(await find("attributes.run_name ILIKE 'RUN%'", ["attributes.start_time ASC"], 2)).toEqual([
        "run0",
        "run1",
      ]);
      await expect(find("metrics.loss >")).rejects.toThrow();
    });

    it("records datasets", async () => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      const dataset = {
        name: "dataset",
        digest: "9e54cadb",
        sourceType: "code",
        source: "{}",
        schema: "{}",
        profile: "{}",
      };
      await expect(tracker.logInputs(info.runId, [dataset])).resolves.toBeUndefined();
      await expect(tracker.logInputs(info.runId, [dataset])).resolves.toBeUndefined();
    });

    it("says that a run or an artifact is not there", async () => {
      const tracker = await make();
      const { info } = await tracker.createRun({ experimentId: await tracker.createExperiment(unique()) });
      await expect(tracker.getRun("0".repeat(32))).rejects.toMatchObject({ code: "not_found" });
      await expect(tracker.logBatch("0".repeat(32), { tags: { a: "b" } })).rejects.toMatchObject({ code: "not_found" });
      await expect(tracker.readArtifact(info.runId, "none.txt")).rejects.toThrow();
    });
  });
}
