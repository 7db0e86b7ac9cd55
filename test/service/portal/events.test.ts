import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestService, type TestService } from "../helpers.js";
import { clientOf, openStream, signIn, type PortalClient, type ReceivedEvent } from "./portal-client.js";
import { ScriptedTrainer, TWELVE_LINES } from "./scripted-trainer.js";

let test: TestService;
let page: PortalClient;
let trainer: ScriptedTrainer;
let dataDirectory: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "tunelab-events-"));
  trainer = new ScriptedTrainer(500);
  test = await startTestService({ dataDirectory, trainer });
  page = await signIn(test);
});
afterAll(async () => {
  await test.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

const upload = async (text: string, filename = "training.jsonl"): Promise<string> =>
  (await test.openai.files.create({ file: new File([text], filename), purpose: "fine-tune" })).id;
const ofType =
  (type: string) =>
  (event: ReceivedEvent): boolean =>
    event.type === type;

describe("the stream of changes", () => {
  it("tells a new page everything of its topics, and then what changes", async () => {
    for await (const file of test.openai.files.list()) await test.openai.files.delete(file.id);
    const stream = await openStream(page, "deployments,files");
    expect(stream.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const current = await stream.until(ofType("current"));
    expect(stream.events.map(({ type }) => type)).toEqual([
      "hello",
      "deployment",
      "deployment",
      "deployment",
      "current",
    ]);
    expect(stream.events[0]!.data).toMatchObject({ reset: true });
    expect(stream.events[1]!.data["deployment"]).toMatchObject({ name: "gpt-4o", state: "Succeeded", isDefault: true });
    expect(current.id).toMatch(/^[0-9a-f]{12}\.\d+\.fd$/);

    const id = await upload(TWELVE_LINES);
    const { data } = await stream.until(ofType("file"));
    expect(data["file"]).toMatchObject({ id, filename: "training.jsonl", status: "processed" });
    await test.openai.files.delete(id);
    expect((await stream.until(ofType("gone"))).data).toEqual({ type: "gone", kind: "file", id });
    await stream.close();
  });

  it("goes on where another has ended, with what was missed alone", async () => {
    const first = await openStream(page, "deployments,files");
    await first.until(ofType("current"));
    await first.close();
    const id = await upload(TWELVE_LINES, "missed.jsonl");
    const second = await openStream(page, "deployments,files", first.lastId);
    await second.until(ofType("current"));
    expect(second.events.map(({ type }) => type)).toEqual(["hello", "file", "current"]);
    expect(second.events[0]!.data).toMatchObject({ reset: false });
    expect(second.events[1]!.data["file"]).toMatchObject({ id });
    await second.close();
  });

  it("tells all of a topic that the stream before did not have", async () => {
    const first = await openStream(page, "files");
    await first.until(ofType("current"));
    await first.close();
    const second = await openStream(page, "deployments,files", first.lastId);
    await second.until(ofType("current"));
    expect(second.events.map(({ type }) => type)).toEqual([
      "hello",
      "deployment",
      "deployment",
      "deployment",
      "current",
    ]);
    await second.close();
  });

  it("begins anew for a place of another start of the service", async () => {
    const stream = await openStream(page, "deployments", "000000000000.1.d");
    await stream.until(ofType("current"));
    expect(stream.events[0]!.data).toMatchObject({ reset: true });
    expect(stream.events.filter(ofType("deployment"))).toHaveLength(3);
    await stream.close();
  });

  it("tells of the switches", async () => {
    const stream = await openStream(page, "switches");
    await stream.until(ofType("current"));
    await test.request("/tunelab/teaching-switches", { method: "PATCH", json: { quotaZero: true } });
    const { data } = await stream.until(
      ({ type, data }) => type === "switches" && (data["switches"] as { active: string[] }).active.length > 0,
    );
    expect(data["switches"]).toMatchObject({ active: ["quotaZero"], values: { quotaZero: true } });
    await test.request("/tunelab/teaching-switches", { method: "PATCH", json: { quotaZero: false } });
    await stream.close();
  });

  it("tells that a deployment has become usable, although nothing is written then", async () => {
    // Azure's typical wait for a deployment, scaled down to about a second.
    await test.request("/tunelab/teaching-switches", { method: "PATCH", json: { clockScale: 0.01 } });
    const stream = await openStream(page, "deployments");
    await stream.until(ofType("current"));
    const put = await test.manage("/deployments/slow?api-version=2023-05-01", {
      method: "PUT",
      json: {
        sku: { name: "Standard", capacity: 1 },
        properties: { model: { format: "OpenAI", name: "gpt-4o", version: "2024-08-06" } },
      },
    });
    expect(put.status).toBe(201);
    const stateIs = (state: string) => (event: ReceivedEvent) =>
      event.type === "deployment" &&
      (event.data["deployment"] as { name: string; state: string }).name === "slow" &&
      (event.data["deployment"] as { name: string; state: string }).state === state;
    await stream.until(stateIs("Creating"));
    await stream.until(stateIs("Succeeded"));
    await stream.close();
    await test.manage("/deployments/slow?api-version=2023-05-01", { method: "DELETE" });
    await test.request("/tunelab/teaching-switches", { method: "PATCH", json: { clockScale: 0 } });
  });

  it.each(["", "nothing", "job:a"])("refuses the topics %j", async (topics) => {
    const answer = await page.request(`/portal/api/events?topics=${topics}`);
    expect(answer.status).toBe(400);
  });
});

// One job's life, step by step: in this order.
describe("a job that trains", { shuffle: false }, () => {
  let jobId: string;
  beforeAll(async () => {
    const file = await upload(TWELVE_LINES, "job.jsonl");
    jobId = (await test.openai.fineTuning.jobs.create({ model: "gpt-4o", training_file: file, suffix: "ft", seed: 7 }))
      .id;
    await trainer.started();
  });

  it("sends its row, its metrics in columns and its log, each from where the page is", async () => {
    const stream = await openStream(page, `job:${jobId}@0`);
    await stream.until(ofType("current"));
    expect(stream.events.map(({ type }) => type)).toEqual(["hello", "job", "log", "current"]);
    const sent = performance.now();
    trainer.steps(3);
    const last = await stream.until(({ type, data }) => type === "metrics" && (data["step"] as number[]).includes(3));
    // The promise is half a second; a machine that does other work gets more time.
    expect(performance.now() - sent).toBeLessThan(5000);
    const { job } = (
      await stream.until(({ type, data }) => type === "job" && (data["job"] as { step: number }).step === 3)
    ).data;
    expect(job).toMatchObject({
      id: jobId,
      status: "running",
      suffix: "ft",
      step: 3,
      totalSteps: 500,
      lastMetrics: { train_loss: 9.97, train_mean_token_accuracy: 0.5 },
    });
    const cursor = last.data["cursor"] as number;
    await stream.close();

    const later = await openStream(page, `job:${jobId}@${cursor}`);
    await later.until(ofType("current"));
    expect(later.events.map(({ type }) => type)).toEqual(["hello", "job", "current"]);
    await later.close();
    const metrics = await page.read<Record<string, unknown>>(`/portal/api/jobs/${jobId}/metrics`);
    expect(metrics).toMatchObject({
      step: [1, 2, 3],
      columns: { train_loss: [9.99, 9.98, 9.97] },
      totalSteps: 500,
      cursor,
    });
    expect(await page.read(`/portal/api/jobs/${jobId}/metrics?after=${cursor}`)).toMatchObject({ step: [], cursor });
  });

  it("merges many steps into few events", async () => {
    const stream = await openStream(page, "jobs");
    await stream.until(ofType("current"));
    trainer.steps(300);
    await stream.until(({ type, data }) => type === "job" && (data["job"] as { step: number }).step === 303);
    // One for each round of a quarter of a second, where one for each step would be 300.
    expect(stream.events.filter(ofType("job")).length).toBeLessThan(150);
    await stream.close();
  });

  it("keeps nothing for a page that does not read", async () => {
    const { port } = new URL(test.service.url);
    const socket = connect(Number(port), "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    socket.pause();
    socket.write(
      `GET /portal/api/events?topics=jobs,job:${jobId}@0 HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${page.cookie}\r\nx-tunelab-proof: ${page.proof}\r\n\r\n`,
    );
    await sleep(300);
    // Each round holds one row, however many steps there were: the service goes on and other pages hear of it.
    const other = await openStream(page, "jobs");
    trainer.steps(100);
    await other.until(({ type, data }) => type === "job" && (data["job"] as { step: number }).step === 403);
    await other.close();
    socket.destroy();
    expect((await fetch(`${test.service.url}/health`)).status).toBe(200);
  });

  it("has a log for reading and one for keeping", async () => {
    const { lines } = await page.read<{ lines: { message: string; level: string }[] }>(`/portal/api/jobs/${jobId}/log`);
    expect(lines.map(({ message }) => message)).toContain("Fine-tuning job started");
    expect(lines.some(({ message }) => message.startsWith("Step "))).toBe(false);
    const text = await page.request(`/portal/api/jobs/${jobId}/log.txt`);
    expect(text.headers.get("content-disposition")).toBe(`attachment; filename="${jobId}.log.txt"`);
    expect(await text.text()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z info  Created fine-tuning job: ftjob-/);
  });

  it("goes on over a restart of the service, from the same place of its history", async () => {
    trainer.checkpoint();
    await expect
      .poll(async () => (await page.read<{ checkpoints: unknown[] }>(`/portal/api/jobs/${jobId}`)).checkpoints.length, {
        timeout: 30_000,
      })
      .toBe(1);
    // Of these the weights are lost: nothing was kept after the checkpoint.
    trainer.steps(2);
    const stream = await openStream(page, `jobs,job:${jobId}@0`);
    await stream.until(({ type, data }) => type === "metrics" && (data["step"] as number[]).includes(405));
    const { cursor } = stream.events.findLast(ofType("metrics"))!.data as unknown as { cursor: number };
    const ended = stream.until(() => false).catch((error: Error) => error.message);
    await test.stop();
    expect(await ended).toContain("the stream ended");

    trainer = new ScriptedTrainer(500);
    test = await startTestService({ dataDirectory, trainer });
    page = clientOf(test.service.url, page.cookie, page.proof);
    await trainer.started();
    const again = await openStream(page, `jobs,job:${jobId}@${cursor}`, stream.lastId);
    await again.until(ofType("current"));
    expect(again.events[0]!.data).toMatchObject({ reset: true });
    expect(again.events.find(ofType("metrics"))!.data).toMatchObject({ step: [], lostAfter: 403 });
    expect(again.events.findLast(ofType("job"))!.data["job"]).toMatchObject({
      step: 403,
      lastMetrics: { train_loss: 5.97 },
    });
    const kept = await page.read<{ step: number[] }>(`/portal/api/jobs/${jobId}/metrics`);
    expect(kept.step.at(-1)).toBe(403);
    trainer.steps(1);
    const metrics = await again.until(({ type, data }) => type === "metrics" && (data["step"] as number[]).length > 0);
    expect(metrics.data).toMatchObject({ step: [404] });
    const log = again.events.filter(ofType("log")).flatMap(({ data }) => data["lines"] as { message: string }[]);
    expect(log.map(({ message }) => message)).toContain("The service was restarted; training goes on after step 403.");
    await again.close();
  });

  it("is found with its model, its files and its checkpoints when it has succeeded", async () => {
    const stream = await openStream(page, "jobs,models,files");
    trainer.steps(1);
    trainer.checkpoint();
    trainer.succeed();
    await stream.until(
      ({ type, data }) => type === "job" && (data["job"] as { status: string }).status === "succeeded",
    );
    await stream.until(ofType("model"));
    await stream.close();
    const job = await page.read<Record<string, unknown>>(`/portal/api/jobs/${jobId}`);
    expect(job).toMatchObject({
      status: "succeeded",
      requested: { n_epochs: "auto", batch_size: "auto", learning_rate_multiplier: "auto" },
      resolved: { n_epochs: 8, batch_size: 1, learning_rate_multiplier: 1 },
      localModel: "smollm2-135m-instruct",
      trainingExamples: 12,
      trainedTokens: 1234,
      trainingFileName: "job.jsonl",
      validationFileName: null,
      estimatedFinish: null,
      bestStep: 405,
      trainingMs: expect.any(Number) as number,
      checkpoints: [
        { step: 403, best: false, deployable: true },
        { step: 405, best: true, deployable: true },
      ],
      resultFiles: [{ filename: "step_metrics.csv" }],
    });
  });

  it("is not found when it never was", async () => {
    for (const path of ["", "/metrics", "/log", "/log.txt"]) {
      const answer = await page.request(`/portal/api/jobs/ftjob-none${path}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ error: { code: "not_found", hint: expect.any(String) as string } });
    }
    expect((await page.request(`/portal/api/jobs/${jobId}/metrics?after=x`)).status).toBe(400);
  });
});
