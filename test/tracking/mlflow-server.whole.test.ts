import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hasMlflow, installMlflow, mlflowProgram } from "../../src/cli/mlflow/mlflow-environment.js";
import { startMlflowServer, type MlflowServer } from "../../src/cli/mlflow/mlflow-server.js";
import { portalRuns } from "../../src/cli/portal/portal-runs.js";
import { createMlflow } from "../../src/mlflow/index.js";
import { LocalTracker, pushRun, RestTracker } from "../../src/tracking/index.js";
import { describeTracker } from "./tracker-contract.js";

const run = promisify(execFile);

let folder: string;
let server: MlflowServer;

beforeAll(async () => {
  if (!hasMlflow()) await installMlflow((line) => console.log(line));
  folder = await mkdtemp(join(tmpdir(), "tunelab-mlflow-"));
  server = await startMlflowServer({ folder: join(folder, "server") });
}, 25 * 60_000);

afterAll(async () => {
  await server?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const address = () => ({ url: server.url, credentialsHint: "" });

// Every step below starts a Python that imports MLflow: seconds on a quiet machine, a minute on a busy one.
vi.setConfig({ testTimeout: 300_000 });

describe("a real MLflow server", () => {
  describeTracker("mlflow server", async () => new RestTracker(address()));

  it("receives an evaluation that Python reads back with load_table and search_runs", async () => {
    const mlflow = createMlflow({ env: { MLFLOW_TRACKING_URI: server.url }, localFolder: join(folder, "copy") });
    await mlflow.setExperiment("Évaluation");
    await mlflow.startRun({ runName: "lab run" });
    const result = await mlflow.evaluate({
      data: [
        { inputs: "Where is Lisbon?", ground_truth: "Portugal", answer: "Portugal" },
        { inputs: "Où est Paris ?", ground_truth: "France", answer: "En France 🇫🇷 / Europe" },
        { inputs: "?", ground_truth: "x", answer: null },
      ],
      targets: "ground_truth",
      predictions: "answer",
      modelType: "question-answering",
    });
    await mlflow.logParam("temperature", 0);
    await mlflow.endRun();
    const { stdout } = await run(
      mlflowProgram("python"),
      [join(import.meta.dirname, "read-back.py"), server.url, "Évaluation", "eval_results_table.json"],
      { timeout: 60_000 },
    );
    const back = JSON.parse(stdout.trim().split("\n").at(-1)!) as {
      columns: string[];
      rows: Record<string, unknown>[];
      runs: Record<string, unknown>[];
    };
    // The row without an answer says under each metric of its rows why it has no score.
    const reasons = ["token_count", "flesch_kincaid_grade_level/v1", "ari_grade_level/v1"].map(
      (metric) => `${metric}/error_message`,
    );
    expect(back.columns).toEqual([...result.columns, ...reasons, "run_id"]);
    for (const reason of reasons) {
      expect(back.rows.map((row) => typeof row[reason])).toEqual(["object", "object", "string"]);
    }
    const withoutReasons = back.rows.map(({ run_id: id, ...row }) => {
      expect(id).toBe(result.runId);
      return Object.fromEntries(Object.entries(row).filter(([name]) => !reasons.includes(name)));
    });
    expect(withoutReasons).toEqual(
      result.rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([key, value]) => [
            key,
            typeof value === "number" ? expect.closeTo(value, 9) : value,
          ]),
        ),
      ),
    );
    expect(back.runs).toHaveLength(1);
    expect(back.runs[0]).toMatchObject({
      run_id: result.runId,
      status: "FINISHED",
      "tags.mlflow.runName": "lab run",
      "params.temperature": "0",
      "metrics.exact_match/v1": 0.5,
    });
    for (const [key, value] of Object.entries(result.metrics)) {
      expect(back.runs[0]![`metrics.${key}`]).toBeCloseTo(value, 9);
    }
    expect(result.page).toBe(`${server.url}/#/experiments/${result.experimentId}/runs/${result.runId}`);
    // Nothing of a run that ended well on the server stays behind.
    expect(await new LocalTracker(join(folder, "copy")).searchRuns({ experimentIds: ["0"] })).toEqual([]);

    const { newestRuns } = portalRuns({ MLFLOW_TRACKING_URI: server.url }).server!;
    const shown = (await newestRuns()).find((one) => one.run.info.runId === result.runId);
    expect(shown).toMatchObject({
      experiment: "Évaluation",
      run: { info: { runName: "lab run", status: "FINISHED" } },
    });
    expect(shown!.page).toBe(`${server.url}/#/experiments/${result.experimentId}/runs/${result.runId}`);
    expect((await fetch(shown!.page)).headers.get("content-type")).toContain("text/html");
  });

  it("receives traces with their steps and judgements, from us and from a migrated local store", async () => {
    const source = join(folder, "traces");
    const target = `sqlite:///${join(folder, "traces.db")}`;
    for (const uri of [server.url, source]) {
      const mlflow = createMlflow({ env: { MLFLOW_TRACKING_URI: uri }, localFolder: join(folder, "copy") });
      await mlflow.setExperiment("traced");
      const retrieve = mlflow.trace((q: string) => [`about ${q}`], { name: "retrieve", spanType: "RETRIEVER" });
      const isShort = mlflow.genai.scorer(({ outputs }) => String(outputs).length < 50, { name: "is_short" });
      await mlflow.genai.evaluate({
        data: [{ inputs: { q: "Où ?" }, expectations: { expected_response: "là" } }],
        predictFn: ({ q }: { readonly q: string }) => retrieve(q)[0],
        scorers: [isShort],
      });
    }
    await run(mlflowProgram("mlflow"), ["migrate-filestore", "--source", source, "--target", target], {
      timeout: 120_000,
    });
    const script = `
import json, sys
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("traced")
found = mlflow.search_traces(return_type="list")[0]
print(json.dumps({
    "state": str(found.info.state), "request": json.loads(found.data.request), "response": json.loads(found.data.response),
    "spans": [[s.name, s.span_type, s.outputs] for s in found.data.spans],
    "assessments": sorted([[a.name, a.feedback.value if a.feedback else a.expectation.value] for a in found.info.assessments]),
}))`;
    for (const uri of [server.url, target]) {
      const { stdout } = await run(mlflowProgram("python"), ["-c", script, uri], { timeout: 90_000 });
      expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toEqual({
        state: "OK",
        request: { q: "Où ?" },
        response: "about Où ?",
        spans: [
          ["predict", "CHAIN", "about Où ?"],
          ["retrieve", "RETRIEVER", ["about Où ?"]],
        ],
        assessments: [
          ["expected_response", "là"],
          ["is_short", true],
        ],
      });
    }
  });

  it("shows an evaluation's tokens, data, user and source as Python does, and links to its view", async () => {
    const mlflow = createMlflow({ env: { MLFLOW_TRACKING_URI: server.url }, localFolder: join(folder, "copy") });
    await mlflow.setExperiment("as from Python");
    const usage = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 };
    const ask = mlflow.trace((q: string) => ({ model: "m", choices: [], usage, q }), { spanType: "CHAT_MODEL" });
    const result = await mlflow.genai.evaluate({
      data: [{ inputs: { q: "Where?" }, expectations: { expected_response: "there" } }],
      predictFn: ({ q }: { readonly q: string }) => ask(q).q,
      scorers: [mlflow.genai.scorer(({ outputs }) => String(outputs).length < 50, { name: "is_short" })],
    });
    const script = `
import json, sys
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("as from Python")
trace = mlflow.search_traces(return_type="list")[0]
run = mlflow.search_runs(output_format="list")[0]
print(json.dumps({
    "usage": trace.info.token_usage,
    "inputs": [[i.dataset.name, json.loads(i.dataset.profile)] for i in run.inputs.dataset_inputs],
    "user": run.data.tags["mlflow.user"], "source": run.data.tags["mlflow.source.type"], "id": run.info.run_id,
    "experiment": run.info.experiment_id,
}))`;
    const { stdout } = await run(mlflowProgram("python"), ["-c", script, server.url], { timeout: 90_000 });
    const seen = JSON.parse(stdout.trim().split("\n").at(-1)!) as { readonly id: string; readonly experiment: string };
    expect(seen).toMatchObject({
      usage: { input_tokens: 12, output_tokens: 3, total_tokens: 15 },
      inputs: [["dataset", { num_rows: 1, num_elements: 2 }]],
      user: userInfo().username,
      source: "NOTEBOOK",
    });
    expect(result.toString()).toContain(
      `${server.url}/#/experiments/${seen.experiment}/evaluation-runs?selectedRunUuid=${seen.id}`,
    );
  });

  it("takes a run of the local store, also twice", async () => {
    const local = new LocalTracker(join(folder, "local"));
    const experimentId = await local.createExperiment("pushed");
    const { info } = await local.createRun({ experimentId, runName: "from a laptop", startTime: 1_700_000_000_000 });
    await local.logBatch(info.runId, {
      metrics: [1, 2, 3].map((step) => ({ key: "loss", value: 1 / step, timestamp: step, step })),
      params: { k: "v" },
      tags: { team: "viagens" },
    });
    await local.logInputs(info.runId, [{ name: "d", digest: "abc", sourceType: "code", source: "{}" }]);
    await local.logArtifact(info.runId, "deep/report.html", "<p>é</p>");
    await local.updateRun(info.runId, { status: "FINISHED", endTime: 1_700_000_001_000 });
    const remote = new RestTracker(address());
    const first = await pushRun(local, remote, info.runId);
    const second = await pushRun(local, remote, info.runId);
    expect(second.runId).toBe(first.runId);
    const pushed = await remote.getRun(first.runId);
    expect(pushed).toMatchObject({
      info: {
        runName: "from a laptop",
        status: "FINISHED",
        startTime: 1_700_000_000_000,
        endTime: 1_700_000_001_000,
      },
      params: { k: "v" },
      tags: { team: "viagens" },
    });
    expect(await remote.metricHistory(first.runId, "loss")).toHaveLength(3);
    expect(Buffer.from(await remote.readArtifact(first.runId, "deep/report.html")).toString()).toBe("<p>é</p>");
  });

  it("takes the traces of a local run with their judgements, also twice", async () => {
    const source = join(folder, "traced-laptop");
    const mlflow = createMlflow({ env: { MLFLOW_TRACKING_URI: source } });
    await mlflow.setExperiment("traced on a laptop");
    const isShort = mlflow.genai.scorer(({ outputs }) => String(outputs).length < 50, { name: "is_short" });
    const result = await mlflow.genai.evaluate({
      data: [{ inputs: { q: "Où ?" }, expectations: { expected_response: "là" } }],
      predictFn: mlflow.trace(({ q }: { readonly q: string }) => `à ${q}`, { name: "step" }),
      scorers: [isShort],
    });
    const remote = new RestTracker(address());
    await pushRun(new LocalTracker(source), remote, result.runId!);
    const pushed = await pushRun(new LocalTracker(source), remote, result.runId!);
    expect(pushed.traces).toBe(1);
    const script = `
import json, sys
import mlflow
mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("traced on a laptop")
print(json.dumps([{
    "run": t.info.trace_metadata["mlflow.sourceRun"], "spans": [s.name for s in t.data.spans],
    "assessments": sorted([a.name for a in t.info.assessments]),
} for t in mlflow.search_traces(return_type="list")]))`;
    const { stdout } = await run(mlflowProgram("python"), ["-c", script, server.url], { timeout: 90_000 });
    expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toEqual([
      { run: pushed.runId, spans: ["predict", "step"], assessments: ["expected_response", "is_short"] },
    ]);
  });

  it("imports our local store with `mlflow migrate-filestore`", async () => {
    const source = join(folder, "to-migrate");
    const mlflow = createMlflow({ env: { MLFLOW_TRACKING_URI: source } });
    await mlflow.setExperiment("migrated");
    const result = await mlflow.startRun({ runName: "r" }, () =>
      mlflow.evaluate({ data: [{ answer: "Yes" }], predictions: "answer", modelType: "text" }),
    );
    const target = join(folder, "migrated.db");
    await run(mlflowProgram("mlflow"), ["migrate-filestore", "--source", source, "--target", `sqlite:///${target}`], {
      timeout: 120_000,
    });
    const script = `
import json, sys
import mlflow
mlflow.set_tracking_uri("sqlite:///" + sys.argv[1])
runs = mlflow.search_runs(experiment_names=["migrated"])
print(json.dumps(json.loads(runs.to_json(orient="records"))))`;
    const { stdout } = await run(mlflowProgram("python"), ["-c", script, target], { timeout: 60_000 });
    const runs = JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, unknown>[];
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      run_id: result.runId,
      status: "FINISHED",
      "metrics.flesch_kincaid_grade_level/v1/mean": expect.closeTo(-3.4, 9),
      "tags.mlflow.loggedArtifacts": '[{"path": "eval_results_table.json", "type": "table"}]',
    });
    expect(
      await readFile(join(source, result.experimentId!, result.runId!, "artifacts", "eval_results_table.json"), "utf8"),
    ).toBe(
      String.raw`{"columns":["outputs","token_count","flesch_kincaid_grade_level\/v1\/score","ari_grade_level\/v1\/score"],"data":[["Yes",1,-3.4,-6.8]]}`,
    );
  });
});
