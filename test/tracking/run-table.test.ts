import { expect, it } from "vitest";
import { RunTable } from "../../src/tracking/run-table.js";

it("shows what people read of runs before ids, and no JSON that MLflow wrote for itself", () => {
  const info = {
    runId: "ab".repeat(16),
    runName: "first prompt",
    experimentId: "1",
    status: "FINISHED" as const,
    startTime: 1_700_000_000_000,
    endTime: 1_700_000_001_540,
    artifactUri: "",
    lifecycleStage: "active" as const,
  };
  const tags = { "mlflow.loggedArtifacts": '[{"path":"x.json"}]', "mlflow.user": "ana", team: "travel" };
  const metrics = {
    "exact_match/v1": 0.5,
    "ari/v1/mean": 8,
    "ari/v1/variance": 2,
    "ari/v1/p90": 9,
    "rouge1/v1/mean": 0.25,
  };
  const run = { info, metrics, params: { temperature: "0" }, tags };
  const running = { ...run, info: { ...info, runName: "second", status: "RUNNING" as const, endTime: undefined } };
  const table = new RunTable([run, running]);
  expect(table.columns.map(({ name, values }) => [name, ...values])).toEqual([
    ["run_name", "first prompt", "second"],
    ["status", "FINISHED", "RUNNING"],
    ["started", "2023-11-14 22:13", "2023-11-14 22:13"],
    ["seconds", 1.5, null],
    ["metrics.exact_match/v1", 0.5, 0.5],
    ["metrics.ari/v1/mean", 8, 8],
    ["metrics.rouge1/v1/mean", 0.25, 0.25],
    ["params.temperature", "0", "0"],
    ["tags.team", "travel", "travel"],
    ["metrics.ari/v1/variance", 2, 2],
    ["metrics.ari/v1/p90", 9, 9],
    ["run_id", info.runId, info.runId],
  ]);
  expect(table.runs[0]!.tags["mlflow.user"]).toBe("ana");
});
