import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AzureOpenAI, toFile } from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import { explainProviderError, MadeThings } from "../../src/client/index.js";
import { openLab } from "../../src/lab/index.js";
import { chatPlayground, deleteEverything, deployModel, watchJob } from "../../src/finetune/index.js";
import type { RunningService } from "../../src/service/index.js";
import { FakeSink } from "../client/fake-sink.js";
import { startLocalService } from "../support/local-service.js";
import { writeTinyChatModel } from "../support/tiny-chat-model.js";

const DATA = resolve(import.meta.dirname, "../../notebooks/data");

let folder: string;
let tape: string;
let service: RunningService;
const saved = { ...process.env };
/** Where each lesson noted what it made. */
const lists: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-record-"));
  tape = join(folder, "tape");
  // As Jupyter does, so that the lessons have a list of their own.
  process.env["JPY_SESSION_NAME"] = join(folder, "lesson.ipynb");
  service = await startLocalService({ dataDirectory: join(folder, "data"), modelPath: writeTinyChatModel(folder) });
});
afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  Object.assign(process.env, saved);
  for (const path of lists) await rm(path, { force: true });
  await rm(folder, { recursive: true, force: true });
});

/** The fine-tuning lab in short, as its cells have it: clients made from the environment, a PUT by hand and by helper. */
async function lesson(): Promise<{ results: unknown; shown: string }> {
  const sink = new FakeSink();
  const lab = await openLab("fine-tune", { envFiles: [], sink });
  lists.push(new MadeThings().path);
  try {
    const client = new AzureOpenAI({ apiVersion: "2024-10-21" });
    const lines = (await readFile(join(DATA, "training_set.jsonl"), "utf8")).trim().split("\n").slice(0, 10);
    const file = await toFile(Buffer.from(lines.join("\n")), "training_set.jsonl");
    const { id: training_file } = await client.files.create({ file, purpose: "fine-tune" });
    const job = await client.fineTuning.jobs.create({
      model: process.env["TUNELAB_BASE_MODEL"]!,
      training_file,
      seed: 105,
      hyperparameters: { n_epochs: 1 },
    });
    const watched = await watchJob(client, job.id, { sink });
    const deployment = await deployModel({ model: watched.fineTunedModel, name: "gpt-4o-ft", client, sink });
    const chat = chatPlayground({ client, models: "gpt-4o-ft", parameters: { temperature: 0, maxTokens: 6 }, sink });
    const { text } = await chat.send("Who painted the Mona Lisa?");
    const losses = watched.steps.map(({ train_loss }) => train_loss);
    const { things } = await deleteEverything({ client, sink, confirm: true });
    const { answeredBy } = deployment;
    return { results: { model: lab.model, job: watched.job, losses, answeredBy, text, things }, shown: sink.text };
  } finally {
    lab.tape?.stop();
  }
}

it("a lesson that was recorded with the embedded service gives the same results with the service stopped", async () => {
  Object.assign(process.env, { TUNELAB_DATA_DIR: service.dataDirectory, TUNELAB_RECORD: tape });
  const recorded = await lesson();
  expect(recorded.shown).toContain("Recording: every call of this notebook is written to");
  const { apiKey, managementToken } = service.keys;
  await service.stop();

  delete process.env["TUNELAB_RECORD"];
  Object.assign(process.env, { TUNELAB_REPLAY: tape, TUNELAB_REPLAY_SPEED: "20" });
  const replayed = await lesson();
  expect(replayed.results).toEqual(recorded.results);
  expect(replayed.results).toMatchObject({ model: "tiny-llama-chat", losses: { length: 10 } });
  expect(replayed.shown).toContain("Replay: nothing is sent anywhere.");
  expect(replayed.shown).toContain("a recording of: embedded service on this machine");

  const text = (await Promise.all((await readdir(tape)).map((name) => readFile(join(tape, name), "utf8")))).join("");
  expect(text).not.toContain(apiKey);
  expect(text).not.toContain(managementToken);

  const lab = await openLab("fine-tune", { envFiles: [], sink: new FakeSink() });
  const other = lab.client.files.create({
    file: await toFile(Buffer.from("{}\n"), "training_set.jsonl"),
    purpose: "fine-tune",
  });
  const error = await other.catch((refusal: unknown) => explainProviderError(refusal, "Uploading"));
  lab.tape?.stop();
  expect(error).toMatchObject({
    code: "not_recorded",
    message: expect.stringContaining("training_set.jsonl: 3 bytes"),
  });
}, 300_000);
