import { afterAll, beforeAll, expect, it } from "vitest";
import { portalRuns } from "../../../src/cli/portal/portal-runs.js";
import { startTestService, type TestService } from "../helpers.js";
import { openStream, postToken, signIn, type PortalClient } from "./portal-client.js";
import { recordRuns, type RecordedRuns } from "./recorded-runs.js";
import { ScriptedTrainer, TWELVE_LINES } from "./scripted-trainer.js";
import { contractProblems, type TypedAnswer } from "./type-checks.js";

let test: TestService;
let page: PortalClient;
let runs: RecordedRuns;
const trainer = new ScriptedTrainer(16);

beforeAll(async () => {
  runs = await recordRuns();
  test = await startTestService({
    trainer,
    runs: async () => portalRuns({ MLFLOW_TRACKING_URI: runs.folder }),
    made: () =>
      Promise.resolve([
        { notebook: "01", kind: "file", id: "file-1", endpoint: "embedded", madeAt: "2026-01-01T00:00:00Z" },
      ]),
  });
  page = await signIn(test);
});
afterAll(async () => {
  await test.stop();
  await runs.remove();
});

it("the check finds what is missing, wrong or too much", { timeout: 240_000 }, () => {
  const line = { id: "e", createdAt: 1, level: "info", message: "m" };
  const values = [
    { cursor: 1, lines: [line] },
    { cursor: 1 },
    { cursor: "1", lines: [] },
    { cursor: 1, lines: [], more: 1 },
    { cursor: 1, lines: [{ ...line, level: "fatal" }] },
  ];
  expect(contractProblems(values.map((value) => ({ type: "JobLog", value })))).toEqual([
    expect.stringContaining("'lines' is missing"),
    expect.stringContaining("'string' is not assignable to type 'number'"),
    expect.stringContaining(`'"more"' does not exist`),
    expect.stringContaining('"fatal"'),
  ]);
});

// The compiler reads the contract and all answers: seconds, and on a busy machine a minute.
it("the service answers as the pages expect it to", { timeout: 240_000 }, async () => {
  const answers: TypedAnswer[] = [];
  const add = async (type: string, path: string): Promise<void> => {
    answers.push({ type, value: await page.read(`/portal/api/${path}`) });
  };

  const events = await openStream(page, "jobs,files,deployments,models,switches,runs");
  await events.until(({ type }) => type === "current");
  const file = await test.openai.files.create({ file: new File([TWELVE_LINES], "t.jsonl"), purpose: "fine-tune" });
  const job = await test.openai.fineTuning.jobs.create({ model: "gpt-4o", training_file: file.id, suffix: "s" });
  await trainer.started();
  const history = await openStream(page, `job:${job.id}@0`);
  trainer.steps(2);
  trainer.checkpoint();
  trainer.succeed();
  await events.until(({ type }) => type === "model");
  await history.until(({ type }) => type === "metrics");
  await page.request(`/portal/rest/openai/deployments?api-version=2024-10-21`);
  const put = await test.manage("/deployments/tuned?api-version=2023-05-01", {
    method: "PUT",
    json: {
      sku: { name: "Standard", capacity: 1 },
      properties: {
        model: {
          format: "OpenAI",
          name: (await test.openai.fineTuning.jobs.retrieve(job.id)).fine_tuned_model,
          version: "1",
        },
      },
    },
  });
  expect(put.status).toBe(201);

  await add("Me", "me");
  await add("JobsAnswer", "jobs");
  await add("JobDetails", `jobs/${job.id}`);
  await add("JobMetrics", `jobs/${job.id}/metrics`);
  await add("JobLog", `jobs/${job.id}/log`);
  await add("FilesAnswer", "files");
  await add("DeploymentsAnswer", "deployments");
  await add("ConnectionValues", "connection");
  await add("FileReport", `files/${file.id}/report`);
  const broken = await test.azure.files.create({
    file: new File(["{}\n{\n"], "broken.jsonl"),
    purpose: "fine-tune",
  });
  await add("FileReport", `files/${broken.id}/report?method=dpo`);
  await add("TrainingEstimate", `files/${file.id}/estimate?model=gpt-4o&epochs=3`);
  await add("RunsAnswer", "runs");
  await add("ServerRuns", "server-runs");
  await add("MadeAnswer", "made");
  await add("RunDetails", `runs/${runs.before}`);
  await add("RunTable", `runs/${runs.before}/table?name=eval_results_table.json`);
  await add("MetricHistory", `runs/${runs.before}/metrics?key=loss`);
  await add("RunTraces", `runs/${runs.before}/traces`);
  await add("RunComparison", `compare?a=${runs.before}&b=${runs.after}&on=inputs`);

  await test.openai.files.delete(file.id);
  await events.until(({ type }) => type === "gone");
  await test.request("/tunelab/teaching-switches", { method: "PATCH", json: { quotaZero: true } });
  await events.until(({ data }) => data.type === "switches" && JSON.stringify(data).includes('"active":["quotaZero"]'));
  const received = [...events.events, ...history.events];
  expect([...new Set(received.map(({ type }) => type))].sort()).toEqual([
    "current",
    "deployment",
    "file",
    "gone",
    "hello",
    "job",
    "log",
    "metrics",
    "model",
    "runs",
    "switches",
  ]);
  answers.push(...received.map(({ data }) => ({ type: "PortalEvent", value: data })));
  await events.close();
  await history.close();

  const link = await test.request("/tunelab/portal-links", { method: "POST", json: {} });
  const token = new URLSearchParams(((await link.json()) as { fragment: string }).fragment).get("token")!;
  answers.push({ type: "Session", value: await (await postToken(test.service.url, token)).json() });
  answers.push({ type: "PortalFailure", value: await (await postToken(test.service.url, token)).json() });
  for (const path of ["/portal/api/jobs/none", "/portal/api/me"]) {
    const failed = await fetch(test.service.url + path, {
      headers: path.endsWith("me") ? {} : { "api-key": test.service.keys.apiKey },
    });
    expect(failed.ok).toBe(false);
    answers.push({ type: "PortalFailure", value: await failed.json() });
  }

  expect(contractProblems(answers)).toEqual([]);
});

it("an estimate follows the file, the form and the price list", async () => {
  const file = await test.openai.files.create({ file: new File([TWELVE_LINES], "t.jsonl"), purpose: "fine-tune" });
  const estimate = (query: string) => page.read(`/portal/api/files/${file.id}/estimate?${query}`);
  // 384 tokens an epoch, at the catalogue's 25 $ for a million tokens of regional training.
  expect(await estimate("model=gpt-4o&epochs=3&batch_size=2")).toEqual({
    examples: 12,
    epochs: 3,
    batchSize: 2,
    steps: 18,
    billedTokens: 1152,
    seconds: null,
    azureCost: 0.0288,
  });
  expect(await estimate("model=none")).toMatchObject({ epochs: 8, batchSize: 1, steps: 96, azureCost: null });
  expect((await page.request(`/portal/api/files/${file.id}/estimate?epochs=0`)).status).toBe(400);
  expect((await page.request("/portal/api/files/none/report")).status).toBe(404);
});

it("a file that was not uploaded for training and holds no lines has no report", async () => {
  const file = await test.openai.files.create({ file: new File(["a,b\n1,2"], "r.csv"), purpose: "user_data" });
  const answer = await page.request(`/portal/api/files/${file.id}/report`);
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({ error: { code: "not_jsonl" } });
});

it("the playground brings the model into memory before the first question", async () => {
  const fresh = await startTestService();
  try {
    const isLoaded = async (): Promise<unknown> =>
      ((await (await fresh.request("/health")).json()) as { model_loaded?: unknown }).model_loaded;
    const load = async (client: Pick<PortalClient, "request">): Promise<number> =>
      (await client.request("/portal/api/model/load", { method: "POST" })).status;
    expect(await load({ request: (path, init) => fetch(fresh.service.url + path, init) })).toBe(401);
    expect(await isLoaded()).toBe(false);
    expect(await load(await signIn(fresh))).toBe(204);
    expect(await isLoaded()).toBe(true);
  } finally {
    await fresh.stop();
  }
});
