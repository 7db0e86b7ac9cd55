import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AzureOpenAI, toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  explainProviderError,
  fillEmbeddedSettings,
  MadeThings,
  noteCreations,
  readSettings,
} from "../../src/client/index.js";
import { readChatDataset } from "../../src/datasets/index.js";
import {
  chatPlayground,
  compareModels,
  deleteEverything,
  deployModel,
  jobResults,
  scoreAnswer,
  watchJob,
} from "../../src/finetune/index.js";
import { likelihoodJudge } from "../../src/evaluate/index.js";
import { labEnvironment, type RunningService } from "../../src/service/index.js";
import { FakeSink } from "../client/fake-sink.js";
import { SHIPPED_MODEL, startTestService, type TestService } from "../service/helpers.js";
import { startLocalService } from "../support/local-service.js";
import { writeTinyChatModel } from "../support/tiny-chat-model.js";

const DATA = resolve(import.meta.dirname, "../../notebooks/data");

let folder: string;
/** Of a tiny model, which is tuned in a second. */
let service: RunningService;
/** Of the model that ships with tunelab, which judges and scores. */
let real: TestService;
let client: AzureOpenAI;
let made: MadeThings;
let management: { env: NodeJS.ProcessEnv };
const sink = new FakeSink();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-embedded-"));
  service = await startLocalService({ dataDirectory: join(folder, "data"), modelPath: writeTinyChatModel(folder) });
  real = await startTestService({ modelPath: SHIPPED_MODEL });
  made = new MadeThings({ path: join(folder, "made.json") });
  client = new AzureOpenAI({
    endpoint: service.url,
    apiKey: service.keys.apiKey,
    apiVersion: "2024-10-21",
    maxRetries: 0,
    baseURL: null,
    fetch: noteCreations(globalThis.fetch, { made }),
  });
  management = { env: { ...labEnvironment({ url: service.url, ...service.keys }, service.modelId) } };
});
afterAll(async () => {
  await service.stop();
  await real.stop();
  await rm(folder, { recursive: true, force: true });
});

const upload = async (content: string): Promise<string> =>
  (await client.files.create({ file: await toFile(Buffer.from(content), "data.jsonl"), purpose: "fine-tune" })).id;

const refused = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "accepted",
    (error: unknown) => explainProviderError(error, "Creating the job"),
  );

describe("the library against the real embedded service", { timeout: 300_000 }, () => {
  it("fills in the same variables that the service prints", () => {
    const env: NodeJS.ProcessEnv = {};
    const { apiKey, managementToken } = service.keys;
    const address = { url: service.url, pid: 1, apiKey, managementToken, version: "", startedAt: "" };
    const found = { ...address, dataDirectory: service.dataDirectory, model: service.modelId, started: false };
    fillEmbeddedSettings(found, readSettings({ env, envFiles: [] }), env);
    const { TUNELAB_EMBEDDED: _, ...filled } = env;
    expect(filled).toEqual(labEnvironment(address, service.modelId));
  });

  it("goes from a file to a chat with the tuned model, compares it, and cleans up", async () => {
    // Other tests upload too.
    await deleteEverything({ client, made, sink: new FakeSink(), ...management });
    const lines = (await readFile(join(DATA, "training_set.jsonl"), "utf8")).trim().split("\n").slice(0, 10);
    const training = await upload(lines.join("\r\n"));
    const job = await client.fineTuning.jobs.create({
      model: service.modelId,
      training_file: training,
      seed: 105,
      suffix: "vesper",
      method: { type: "supervised", supervised: { hyperparameters: { n_epochs: 1 } } },
    });
    const watched = await watchJob(client, job.id, { sink });
    expect(watched.steps.map(({ step }) => step)).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
    expect(watched.fineTunedModel).toContain("vesper");
    const results = await jobResults(client, job.id);
    expect(results.steps.map(({ train_loss }) => train_loss)).toEqual(
      watched.steps.map(({ train_loss }) => train_loss),
    );

    const deployment = await deployModel({
      model: watched.fineTunedModel,
      name: "gpt-4o-ft",
      client,
      made,
      sink,
      ...management,
    });
    expect(deployment.answeredBy).toBe(watched.fineTunedModel);

    const { examples } = await readChatDataset(join(DATA, "held_out_set.jsonl"));
    const comparison = await compareModels({
      client,
      base: "gpt-4o",
      tuned: "gpt-4o-ft",
      heldOut: examples.slice(0, 3),
      style: /dear reader/i,
      maxTokens: 8,
      judge: likelihoodJudge({ client: real.azure, model: "gpt-4o" }),
      sink,
    });
    expect(comparison.rows.map(({ preferred }) => preferred)).toEqual([null, null, null]);
    expect(comparison.notes.join(" ")).toContain("cannot judge correctness");
    for (const { baseLoss, tunedLoss } of comparison.rows) expect(tunedLoss!).toBeLessThan(baseLoss!);
    expect(comparison.lossDifference!.high).toBeLessThan(0);

    const chat = chatPlayground({
      client,
      models: ["gpt-4o", "gpt-4o-ft"],
      parameters: { maxTokens: 4, temperature: 0 },
      sink,
    });
    const { answers } = await chat.send("Who painted the Mona Lisa?");
    expect(answers.map(({ answeredBy }) => answeredBy)).toEqual([service.modelId, watched.fineTunedModel]);
    expect(answers.map(({ completionTokens }) => completionTokens! <= 4)).toEqual([true, true]);

    const shown = new FakeSink();
    const { things } = await deleteEverything({ client, made, sink: shown, ...management });
    // Nor are the deployments that the service comes with.
    expect(shown.text).not.toContain("made elsewhere");
    expect(things.filter(({ kind }) => kind !== "job").map(({ kind, deleted }) => [kind, deleted])).toEqual([
      ["deployment", true],
      // The delivered model and a checkpoint.
      ["model", true],
      ["model", true],
      ["file", true],
      ["file", true],
    ]);
    await expect(client.files.retrieve(training)).rejects.toMatchObject({ status: 404 });
  });

  it("scores a likely answer better than an unlikely one", async () => {
    const question = [{ role: "user", content: "What is the capital of France?" }];
    const likely = await scoreAnswer(real.azure, "gpt-4o", question, "The capital of France is Paris.");
    const unlikely = await scoreAnswer(real.azure, "gpt-4o", question, "Purple bicycles dream of seventeen.");
    expect(likely.loss).toBeLessThan(1.5);
    expect(unlikely.loss).toBeGreaterThan(4);
  });

  it("explains an unknown base model, a bad suffix and a wrong key", async () => {
    const training_file = await upload(await readFile(join(DATA, "training_set.jsonl"), "utf8"));
    expect(await refused(client.fineTuning.jobs.create({ model: "llama-900b", training_file }))).toHaveProperty("hint");
    expect(
      await refused(client.fineTuning.jobs.create({ model: "gpt-4o", training_file, suffix: "two words" })),
    ).toHaveProperty("hint");
    const stranger = new AzureOpenAI({
      endpoint: service.url,
      apiKey: "wrong-key-0000",
      apiVersion: "2024-10-21",
      baseURL: null,
    });
    expect(await refused(stranger.files.list())).toMatchObject({ code: "key_refused" });
  });

  it("explains a job whose file has nine examples", async () => {
    const lines = (await readFile(join(DATA, "training_set.jsonl"), "utf8")).trim().split("\n").slice(0, 9);
    const training_file = await upload(lines.join("\n"));
    const failure = await client.fineTuning.jobs
      .create({ model: "gpt-4o", training_file })
      .then((job) => watchJob(client, job.id, { sink }))
      .catch((error: unknown) => explainProviderError(error, "Creating the job"));
    expect(failure).toMatchObject({
      message: expect.stringMatching(/10/),
      hint: expect.stringContaining("10 are the minimum"),
    });
  });
});
