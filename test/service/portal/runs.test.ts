import { appendFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { portalRuns } from "../../../src/cli/portal/portal-runs.js";
import { tableScores } from "../../../src/cli/portal/table-scores.js";
import { compare } from "../../../src/evaluate/result/index.js";
import { ChangeFeed } from "../../../src/service/portal/live/change-feed.js";
import { RunWatch } from "../../../src/service/portal/runs/run-watch.js";
import { startTestService, type TestService } from "../helpers.js";
import { openStream, signIn, type PortalClient } from "./portal-client.js";
import { recordRuns, type RecordedRuns } from "./recorded-runs.js";

let runs: RecordedRuns;
let test: TestService;
let page: PortalClient;
beforeAll(async () => {
  runs = await recordRuns();
  test = await startTestService({ runs: async () => portalRuns({ MLFLOW_TRACKING_URI: runs.folder }) });
  page = await signIn(test);
});
afterAll(async () => {
  await test.stop();
  await runs.remove();
});

const codeOf = async (path: string): Promise<[number, string]> => {
  const answer = await page.request(`/portal/api/${path}`);
  return [answer.status, ((await answer.json()) as { error: { code: string } }).error.code];
};

describe("the list of runs", () => {
  it("says which folder it is of, newest first, with params and last metrics", async () => {
    const answer = await page.read<{ store: string; runs: Record<string, unknown>[] }>("/portal/api/runs");
    expect(answer).toMatchObject({
      store: runs.folder,
      serverPage: null,
      experiments: [{ id: "0", name: "Default" }, { name: "travel" }],
    });
    expect(answer.runs).toMatchObject([
      { id: runs.after, name: "after", experiment: "travel", status: "FINISHED" },
      {
        id: runs.before,
        startTime: 1_700_000_000_000,
        endTime: 1_700_000_005_000,
        params: { model: "gpt-4o", seed: "7" },
        metrics: { "toxicity/v1/mean": 0.1, loss: 2, nothing: null },
        tables: ["eval_results_table.json"],
      },
    ]);
  });

  it("is filtered and ordered in MLflow's words", async () => {
    const idsFor = async (query: string): Promise<string[]> =>
      (await page.read<{ runs: { id: string }[] }>(`/portal/api/runs?${query}`)).runs.map(({ id }) => id);
    expect(await idsFor(`filter=${encodeURIComponent("params.model = 'gpt-4o-ft'")}`)).toEqual([runs.after]);
    expect(await idsFor(`order=${encodeURIComponent("attributes.start_time ASC")}`)).toEqual([runs.before, runs.after]);
    expect(await idsFor("experiment=0")).toEqual([]);
    expect(await codeOf("runs?experiment=none")).toEqual([404, "not_found"]);
    expect((await codeOf("runs?filter=nonsense"))[0]).toBe(400);
  });

  it("shows what is logged later, also to a run that has ended", async () => {
    const { info } = await runs.tracker.createRun({ experimentId: "0", runName: "later" });
    const read = async () =>
      (
        await page.read<{ runs: { id: string; metrics: Record<string, number>; status: string }[] }>(
          "/portal/api/runs?experiment=0",
        )
      ).runs[0];
    expect(await read()).toMatchObject({ id: info.runId, status: "RUNNING", metrics: {} });
    const log = (value: number, step: number) =>
      runs.tracker.logBatch(info.runId, { metrics: [{ key: "loss", value, timestamp: 1, step }] });
    await log(3, 1);
    expect(await read()).toMatchObject({ metrics: { loss: 3 } });
    await log(2, 2);
    expect(await read()).toMatchObject({ metrics: { loss: 2 } });
    await runs.tracker.updateRun(info.runId, { status: "FINISHED", endTime: 5 });
    expect(await read()).toMatchObject({ status: "FINISHED" });
    await runs.tracker.logBatch(info.runId, { metrics: [{ key: "after", value: 1, timestamp: 1, step: 0 }] });
    expect(await read()).toMatchObject({ metrics: { loss: 2, after: 1 } });
    await runs.tracker.deleteRun(info.runId);
    expect(await read()).toBeUndefined();
  });

  it("is told of changes while a page shows it", async () => {
    const feed = new ChangeFeed();
    const watch = new RunWatch(async () => portalRuns({ MLFLOW_TRACKING_URI: runs.folder }), feed, 20);
    const stop = watch.start();
    const changed = new Promise<void>((resolve) => feed.onChange(resolve));
    // After the first look, which has nothing to compare with.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(feed.sequence).toBe(0);
    const { info } = await runs.tracker.createRun({ experimentId: "0" });
    await changed;
    stop();
    expect(feed.since(0)?.changes).toEqual([{ kind: "runs", id: "" }]);
    await runs.tracker.removeRun(info.runId);
  });

  it("has a topic of the stream", async () => {
    const stream = await openStream(page, "runs");
    await stream.until(({ type }) => type === "current");
    expect(stream.events.map(({ type }) => type)).toEqual(["hello", "runs", "current"]);
    await stream.close();
  });
});

describe("a run", () => {
  it("has everything that was logged to it", async () => {
    const run = await page.read<Record<string, unknown>>(`/portal/api/runs/${runs.before}`);
    expect(run).toMatchObject({
      name: "before",
      bestMetrics: { loss: { min: 1, max: 3, points: 3 }, "toxicity/v1/mean": { min: 0.1, max: 0.1, points: 1 } },
      artifacts: [{ path: "eval_results_table.json" }],
      datasets: [{ name: "questions", digest: "abc", sourceType: "code" }],
      traceCount: 1,
    });
    expect(await page.read(`/portal/api/runs/${runs.before}/metrics?key=loss`)).toEqual({
      key: "loss",
      step: [1, 2, 3],
      timestamp: [1_700_000_000_000, 1_700_000_000_001, 1_700_000_000_002],
      value: [3, 1, 2],
    });
  });

  it("has its rows with scores and reasons", async () => {
    const table = await page.read<Record<string, unknown>>(
      `/portal/api/runs/${runs.before}/table?name=eval_results_table.json`,
    );
    expect(table).toMatchObject({
      columns: [
        "inputs",
        "outputs",
        "toxicity/v1/score",
        "answer_similarity/v1/score",
        "answer_similarity/v1/justification",
        "token_count",
      ],
      scores: [
        { column: "toxicity/v1/score", name: "toxicity", greaterIsBetter: false, reason: null, scored: 3 },
        {
          name: "answer_similarity",
          greaterIsBetter: true,
          reason: "answer_similarity/v1/justification",
          scored: 3,
          mean: 4 / 3,
        },
        { column: "token_count", name: "token_count", greaterIsBetter: null, reason: null, scored: 3, mean: 7 / 3 },
      ],
    });
    expect((table["rows"] as unknown[])[0]).toEqual(["What is AI?", "Math.", 0.1, 2, "Vague.", 2]);
  });

  it("has one trace alone for the row that came from it", async () => {
    const path = `/portal/api/runs/${runs.before}/traces?trace=`;
    const { traces } = await page.read<{ traces: { id: string }[] }>(`${path}tr-1${"0".repeat(31)}`);
    expect(traces.map(({ id }) => id)).toEqual([`tr-1${"0".repeat(31)}`]);
    expect(await page.read(`${path}tr-none`)).toEqual({ traces: [] });
  });

  it("leads to its page on the server that it was sent to, and to nothing that is no page", async () => {
    const tagOf = (value: string) => runs.tracker.logBatch(runs.after, { tags: { "tunelab.remotePage": value } });
    const shown = async () => (await page.read<{ serverPage: unknown }>(`/portal/api/runs/${runs.after}`)).serverPage;
    expect(await shown()).toBeNull();
    await tagOf("http://mlflow.example:5000/#/experiments/3/runs/abc");
    expect(await shown()).toBe("http://mlflow.example:5000/#/experiments/3/runs/abc");
    await tagOf("javascript:alert(1)");
    expect(await shown()).toBeNull();
  });

  it("has its traces in milliseconds", async () => {
    const { traces } = await page.read<{ traces: unknown[] }>(`/portal/api/runs/${runs.before}/traces`);
    expect(traces).toMatchObject([
      {
        duration: 30,
        state: "OK",
        request: { question: "What is AI?" },
        spans: [
          { name: "predict", parentId: null, start: 0, duration: 30, error: null },
          { name: "chat", parentId: "00000000000000a1", start: 10, duration: 15, status: "ERROR", error: "too slow" },
        ],
        assessments: [{ name: "correctness", value: "no", rationale: "Too short." }],
      },
    ]);
  });

  it("gives its files as downloads, and nothing beside them", async () => {
    const file = await page.request(`/portal/api/runs/${runs.before}/artifact?path=eval_results_table.json`);
    expect(file.headers.get("content-type")).toBe("application/octet-stream");
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="eval_results_table.json"');
    expect(JSON.parse(await file.text())).toMatchObject({ columns: expect.any(Array) as unknown });
    for (const path of ["../meta.yaml", "../../0/meta.yaml", "/etc/passwd", "none.json"]) {
      const answer = await page.request(`/portal/api/runs/${runs.before}/artifact?path=${encodeURIComponent(path)}`);
      expect([400, 404], path).toContain(answer.status);
    }
  });

  it("is not found where there is none", async () => {
    const none = "0".repeat(32);
    expect(await codeOf(`runs/${none}`)).toEqual([404, "not_found"]);
    expect(await codeOf(`runs/..%2F..`)).toEqual([404, "not_found"]);
    expect(await codeOf(`runs/${runs.before}/table?name=other.json`)).toEqual([404, "not_found"]);
    expect(await codeOf(`runs/${runs.before}/metrics?key=../../meta.yaml`)).toEqual([404, "not_found"]);
    expect((await codeOf(`runs/${runs.before}/table`))[0]).toBe(400);
  });
});

describe("an MLflow server that is configured", () => {
  let server: Server;
  let url: string;
  let asked: { path: string; body: unknown }[];
  let fails: boolean;
  beforeEach(async () => {
    asked = [];
    fails = false;
    server = createServer((request, response) => {
      void (async () => {
        const path = request.url ?? "";
        asked.push({ path, body: JSON.parse(await new Response(Readable.toWeb(request) as BodyInit).text()) });
        response.writeHead(fails ? 500 : 200, { "content-type": "application/json" });
        const info = {
          run_id: "ab".repeat(16),
          run_name: "polite-dolphin-481",
          experiment_id: "3",
          status: "FINISHED",
          start_time: 1_700_000_000_000,
        };
        const answer = path.endsWith("/experiments/search")
          ? { experiments: [{ experiment_id: "3", name: "travel" }] }
          : { runs: [{ info, data: {} }] };
        response.end(JSON.stringify(fails ? { error_code: "INTERNAL_ERROR", message: "broken" } : answer));
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("shows its newest runs, each with its page there", async () => {
    const source = portalRuns({ MLFLOW_TRACKING_URI: url });
    expect(source.server?.page).toBe(url);
    const found = await source.server!.newestRuns();
    expect(found.map(({ run, experiment, page: there }) => [run.info.runName, experiment, there])).toEqual([
      ["polite-dolphin-481", "travel", `${url}/#/experiments/3/runs/${"ab".repeat(16)}`],
    ]);
    expect(asked[1]).toMatchObject({ body: { experiment_ids: ["3"], order_by: ["attributes.start_time DESC"] } });
  });

  it("costs the local runs nothing while it fails", async () => {
    fails = true;
    const broken = await startTestService({ runs: async () => portalRuns({ MLFLOW_TRACKING_URI: url }) });
    const client = await signIn(broken);
    expect(await client.read("/portal/api/runs")).toMatchObject({ serverPage: url });
    const answer = await client.request("/portal/api/server-runs");
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining("broken") as string } });
    await broken.stop();
  });
});

describe("two runs", () => {
  it("are compared as the library compares them, rows of the same question with each other", async () => {
    const compared = await page.read<Record<string, unknown>>(
      `/portal/api/compare?a=${runs.before}&b=${runs.after}&on=inputs`,
    );
    const viewOf = async (id: string) => {
      const text = Buffer.from(await runs.tracker.readArtifact(id, "eval_results_table.json")).toString();
      const { columns, data } = JSON.parse(text) as { columns: string[]; data: unknown[][] };
      const rows = data.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
      const scores = [
        { column: "toxicity/v1/score", name: "toxicity", greaterIsBetter: false },
        { column: "answer_similarity/v1/score", name: "answer_similarity", greaterIsBetter: true },
      ];
      return { title: id, columns, rows, scores, metrics: {}, counts: {}, failures: [], warnings: [], facts: {} };
    };
    const [toxicity, similarity] = compare(await viewOf(runs.before), await viewOf(runs.after), {
      on: "inputs",
    }).scores;
    // Of three rows no interval is told.
    const without = ({ estimate }: { estimate: number }) => ({ estimate, low: null, high: null });
    expect(compared).toMatchObject({
      a: { id: runs.before, name: "before" },
      b: { id: runs.after, name: "after" },
      on: ["inputs"],
      pairColumns: ["inputs", "outputs"],
      confidence: 0.95,
      scores: [
        { name: "toxicity", difference: without(toxicity!.difference), wins: 1, ties: 2, losses: 0, pairs: 3 },
        {
          name: "answer_similarity",
          greaterIsBetter: true,
          meanA: 4 / 3,
          meanB: 14 / 3,
          difference: without(similarity!.difference),
          verdict: "no_clear_difference",
          wins: 3,
          pairs: 3,
        },
        { name: "token_count", greaterIsBetter: null, meanA: 7 / 3, meanB: 8 / 3, wins: 1, ties: 2, pairs: 3 },
      ],
      overall: [
        { name: "exact_match/v1", a: 0, b: 2 / 3 },
        { name: "loss", a: 2, b: 2 },
      ],
      onlyIn: { a: [], b: [] },
      settings: [{ name: "model", a: "gpt-4o", b: "gpt-4o-ft" }],
      columns: ["inputs", "outputs", "answer_similarity/v1/justification"],
    });
    expect((compared["rows"] as unknown[])[2]).toEqual({
      a: ["What is 1+1?", "Three.", "Wrong."],
      b: ["What is 1+1?", "Two.", "Right."],
      differences: [0, 4, 0],
    });
  });

  it("that cannot be paired say by which columns they could not", async () => {
    expect(await codeOf(`compare?a=${runs.before}&b=${runs.after}&on=none`)).toEqual([409, "rows_do_not_match"]);
    expect((await codeOf(`compare?a=${runs.before}`))[0]).toBe(400);
    const { info } = await runs.tracker.createRun({ experimentId: "0" });
    expect(await codeOf(`compare?a=${runs.before}&b=${info.runId}`)).toEqual([409, "nothing_to_compare"]);
    await runs.tracker.removeRun(info.runId);
  });
});

describe("scores of a table", () => {
  const namesOf = (columns: string[], row: Record<string, unknown>) =>
    tableScores({ columns, rows: [row] }).map(({ name, greaterIsBetter }) => [name, greaterIsBetter]);

  it("are what evaluations name so", () => {
    expect(
      namesOf(["guidelines/value", "expected/value", "mine/value", "n"], {
        "guidelines/value": "yes",
        "expected/value": "some text",
        "mine/value": 3,
        n: 1,
      }),
    ).toEqual([
      ["guidelines", true],
      ["mine", undefined],
    ]);
  });

  it("are token counts and seconds too, which MLflow's tables name without an ending", () => {
    const row = { latency: 2, "val_toxicity/v1/score": 0, n: 1, val_token_count: 5, my_token_count: 7 };
    expect(namesOf(Object.keys(row), row)).toEqual([
      ["val_toxicity", undefined],
      ["latency", undefined],
      ["val_token_count", undefined],
    ]);
    expect(namesOf(["n", "latency"], { n: 1, latency: 5 }).map(([name]) => name)).toEqual(["n", "latency"]);
  });

  it("are those of Azure's evaluators, each once, with the reason", () => {
    const row = {
      "inputs.line_number": 0,
      "outputs.f1.f1_score": 0.5,
      "outputs.f1.f1_score_result": "pass",
      "outputs.f1.f1_score_threshold": 0.5,
      "outputs.grounded.groundedness": 4,
      "outputs.grounded.groundedness_score": 4,
      "outputs.grounded.groundedness_result": "pass",
      "outputs.grounded.groundedness_reason": "In the text.",
    };
    const metrics = { "f1.f1_score": 0.5, "grounded.groundedness": 4, "grounded.groundedness_score": 4 };
    const scores = tableScores({ columns: Object.keys(row), rows: [row], metrics });
    expect(scores.map(({ name, reason }) => [name, reason])).toEqual([
      ["f1.f1_score", undefined],
      ["grounded.groundedness", "outputs.grounded.groundedness_reason"],
    ]);
  });

  it("are all numbers where nothing is named so", () => {
    expect(namesOf(["text", "score"], { text: "a", score: 2 })).toEqual([["score", undefined]]);
  });
});

it("a damaged table is no table", async () => {
  const { info } = await runs.tracker.createRun({ experimentId: "0" });
  await runs.tracker.logArtifact(info.runId, "t.json", '{"columns": ["a"], "data": [[1]]}');
  await runs.tracker.logBatch(info.runId, {
    tags: { "mlflow.loggedArtifacts": '[{"path": "t.json", "type": "table"}]' },
  });
  expect(await page.read(`/portal/api/runs/${info.runId}/table?name=t.json`)).toMatchObject({ rows: [[1]] });
  await appendFile(join(runs.folder, "0", info.runId, "artifacts", "t.json"), "x");
  expect(await codeOf(`runs/${info.runId}/table?name=t.json`)).toEqual([404, "not_found"]);
  await runs.tracker.removeRun(info.runId);
});

it("a service without a run store says so", async () => {
  const bare = await startTestService();
  const other = await signIn(bare);
  expect(await other.read("/portal/api/me")).toMatchObject({ runStore: null });
  expect((await other.request("/portal/api/runs")).status).toBe(404);
  await bare.stop();
});
