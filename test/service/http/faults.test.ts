import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalModel } from "../../../src/service/inference/index.js";
import { TeachingSwitches } from "../../../src/service/teaching-switches.js";
import type { GgufMetadata } from "../../../src/training/index.js";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";
import { writeTinyModel } from "../../training/tiny-model.js";
import { startTestService, type TestService } from "../helpers.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-faults-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const lines = Array.from({ length: 10 }, (_, at) =>
  JSON.stringify({
    messages: [
      { role: "user", content: `N${at}?` },
      { role: "assistant", content: `Oh, ${at}.` },
    ],
  }),
).join("\n");
const upload = async (test: TestService) =>
  test.openai.files.create({ file: await toFile(Buffer.from(lines), "train.jsonl"), purpose: "fine-tune" });
const ask = (test: TestService, model: string) =>
  test.openai.chat.completions.create({ model, messages: [{ role: "user", content: "Hi" }], max_tokens: 2 });

describe("a fault of the data directory is said, and nothing else suffers:", () => {
  let home: string;
  let modelPath: string;
  beforeAll(async () => {
    home = await mkdtemp(join(folder, "home-"));
    modelPath = writeTinyChatModel(home);
  });
  const start = (more: object = {}): Promise<TestService> =>
    startTestService({ dataDirectory: join(home, "data"), modelPath, ...more });

  it("a log that cannot be written costs its lines", async () => {
    await (await start()).stop();
    await rm(join(home, "data", "service.log"), { force: true });
    await mkdir(join(home, "data", "service.log"));
    const test = await start({ environment: { TUNELAB_LOG_LEVEL: "info" } });
    try {
      for (let round = 0; round < 3; round++) {
        expect((await ask(test, "gpt-4o")).choices).toHaveLength(1);
        await new Promise((wake) => setTimeout(wake, 50));
      }
    } finally {
      await test.stop();
      await rm(join(home, "data", "service.log"), { recursive: true });
    }
  });

  it("content that is missing or cut short is 410, in both dialects", async () => {
    const test = await start();
    try {
      const file = await upload(test);
      expect(await (await test.openai.files.content(file.id)).text()).toBe(lines);
      const path = join(home, "data", "files", file.id);
      await truncate(path, 5);
      await expect(test.openai.files.content(file.id)).rejects.toMatchObject({ status: 410, code: "content_missing" });
      await rm(path);
      await expect(test.openai.files.content(file.id)).rejects.toMatchObject({ status: 410, code: "content_missing" });
      const azure = await test.request(`/openai/files/${file.id}/content?api-version=2024-10-21`);
      expect(azure.status).toBe(410);
      expect(await azure.json()).toMatchObject({ error: { code: "contentMissing" } });
      await expect(test.openai.files.delete(file.id)).resolves.toMatchObject({ deleted: true });
    } finally {
      await test.stop();
    }
  });

  it("a clock that is set back two days keeps nothing waiting", async () => {
    let time = Date.now();
    const switches = new TeachingSwitches({ clockScale: 1 });
    const test = await start({ now: () => time, switches });
    try {
      const made = await test.manage("/deployments/clock?api-version=2023-05-01", {
        method: "PUT",
        json: {
          sku: { name: "standard", capacity: 1 },
          properties: { model: { format: "OpenAI", name: "gpt-4o", version: "1" } },
        },
      });
      expect(made.status).toBe(201);
      const file = await test.request("/openai/files?api-version=2024-10-21", { method: "POST", body: formOf(lines) });
      const { id } = (await file.json()) as { id: string };
      const fileStatus = async (): Promise<unknown> =>
        ((await (await test.request(`/openai/files/${id}?api-version=2024-10-21`)).json()) as { status: unknown })
          .status;
      await expect(ask(test, "clock")).rejects.toMatchObject({ code: "DeploymentNotReady" });
      expect(await fileStatus()).toBe("pending");
      time -= 2 * 86_400_000;
      expect((await ask(test, "clock")).choices).toHaveLength(1);
      expect(await fileStatus()).toBe("processed");
      time += 2 * 86_400_000 + 121_000;
      expect((await ask(test, "clock")).choices).toHaveLength(1);
      // A deployment of a thousand tokens a minute answers six requests in it.
      switches.set({ enforceRateLimits: true });
      for (let asked = 1; asked < 6; asked++) await ask(test, "clock");
      await expect(ask(test, "clock")).rejects.toMatchObject({ status: 429 });
      time -= 2 * 86_400_000;
      expect((await ask(test, "clock")).choices).toHaveLength(1);
    } finally {
      await test.stop();
    }
  });

  it(
    "a tuned model whose adapter is cut short, altered or gone is 409, and the base model answers",
    { timeout: 120_000 },
    async () => {
      const test = await start();
      try {
        const file = await upload(test);
        const { id } = await test.openai.fineTuning.jobs.create({
          model: "gpt-4o",
          training_file: file.id,
          hyperparameters: { n_epochs: 1 },
        });
        const job = () => test.openai.fineTuning.jobs.retrieve(id);
        await expect.poll(async () => (await job()).status, { timeout: 90_000, interval: 200 }).toBe("succeeded");
        const model = (await job()).fine_tuned_model!;
        expect((await ask(test, model)).choices).toHaveLength(1);
        const jobFolder = join(home, "data", "jobs", id);
        const path = join(
          jobFolder,
          (await readdir(jobFolder)).find((name) => name.endsWith(".gguf"))!,
        );
        const whole = await readFile(path);
        const altered = Buffer.from(whole);
        altered[altered.length - 3]! ^= 0x40;
        for (const content of [
          whole.subarray(0, whole.length / 2),
          altered,
          Buffer.alloc(0),
          Buffer.alloc(whole.length),
          undefined,
        ]) {
          if (content === undefined) await rm(path);
          else await writeFile(path, content);
          await expect(ask(test, model)).rejects.toMatchObject({ status: 409, code: "ModelDamaged" });
          expect((await ask(test, "gpt-4o")).choices).toHaveLength(1);
        }
        await writeFile(path, whole);
        expect((await ask(test, model)).choices).toHaveLength(1);
      } finally {
        await test.stop();
      }
    },
  );
});

describe.skipIf(process.platform !== "linux")("a job whose trainer is killed", { timeout: 180_000 }, () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(folder, "killed-"));
  });
  const start = (): Promise<TestService> =>
    startTestService({ dataDirectory: join(home, "data"), modelPath: writeTinyChatModel(home) });
  /** Whether there was one. */
  const killTrainer = async (): Promise<boolean> => {
    let killed = false;
    const children = await Promise.all(
      (await readdir("/proc/self/task")).map((task) => readFile(`/proc/self/task/${task}/children`, "utf8")),
    );
    for (const pid of children.join(" ").split(" ").filter(Boolean)) {
      if ((await readFile(`/proc/${pid}/cmdline`, "utf8")).includes("training-worker")) {
        process.kill(+pid, "SIGKILL");
        killed = true;
      }
    }
    return killed;
  };
  const train = async (test: TestService, epochs: number) => {
    const file = await upload(test);
    const { id } = await test.openai.fineTuning.jobs.create({
      model: "gpt-4o",
      training_file: file.id,
      method: { type: "supervised", supervised: { hyperparameters: { n_epochs: epochs, batch_size: 1 } } },
    });
    return { id, get: () => test.openai.fineTuning.jobs.retrieve(id) };
  };

  it("says which checkpoint can be deployed, and it can; resume says why it is not", async () => {
    const test = await start();
    try {
      const job = await train(test, 50);
      const checkpoints = async () => (await test.openai.fineTuning.jobs.checkpoints.list(job.id)).data;
      await expect.poll(checkpoints, { timeout: 90_000, interval: 10 }).not.toEqual([]);
      await killTrainer();
      await expect.poll(async () => (await job.get()).status, { timeout: 60_000 }).toBe("failed");
      const { error } = await job.get();
      const kept = await checkpoints();
      expect(error).toMatchObject({ code: "training_crashed" });
      const [, step, model] = /until step (\d+) can be deployed: (\S+)\.$/.exec(error!.message)!;
      expect(kept.map((one) => [one.step_number, one.fine_tuned_model_checkpoint])).toContainEqual([+step!, model]);
      // As a model of /openai/v1, and deployed through the management API.
      expect((await ask(test, model!)).choices).toHaveLength(1);
      const made = await test.manage("/deployments/from-a-crash?api-version=2023-05-01", {
        method: "PUT",
        json: {
          sku: { name: "standard", capacity: 1 },
          properties: { model: { format: "OpenAI", name: model, version: "1" } },
        },
      });
      expect(made.status).toBe(201);
      await expect
        .poll(async () => (await ask(test, "from-a-crash").catch(() => undefined))?.model, { timeout: 60_000 })
        .toBe(model);
      await expect(test.openai.fineTuning.jobs.resume(job.id)).rejects.toMatchObject({ status: 400 });
      expect(error!.message).not.toContain("resume");
    } finally {
      await test.stop();
    }
  });

  it("promises no checkpoint where there is none", async () => {
    const test = await start();
    try {
      const job = await train(test, 1);
      await expect.poll(killTrainer, { interval: 1, timeout: 90_000 }).toBe(true);
      await expect.poll(async () => (await job.get()).status, { timeout: 60_000 }).toBe("failed");
      const { error } = await job.get();
      expect(error!.message).toMatch(/create the job again\.$/);
    } finally {
      await test.stop();
    }
  });
});

function formOf(text: string): FormData {
  const form = new FormData();
  form.set("purpose", "fine-tune");
  form.set("file", new Blob([text], { type: "application/jsonl" }), "train.jsonl");
  return form;
}

describe("a model file with sizes that llama.cpp would trust is refused before it gets them", () => {
  const number = (value: number): GgufMetadata => ({ type: "uint32", value });
  it.each<[string, GgufMetadata]>([
    ["llama.attention.head_count", number(0)],
    ["llama.attention.head_count", number(1_000_000)],
    ["llama.attention.head_count_kv", number(1_000_000)],
    ["llama.attention.head_count_kv", number(3)],
    ["llama.block_count", number(0)],
    ["llama.block_count", number(1_000_000)],
    ["llama.block_count", number(2)],
    ["llama.block_count", number(4)],
    ["llama.embedding_length", number(0)],
    ["llama.context_length", number(0)],
    ["llama.rope.dimension_count", number(1_000_000)],
    ["general.architecture", number(1)],
  ])("%s %j", async (key, value) => {
    const path = writeTinyModel(join(folder, `${key}-${JSON.stringify(value)}.gguf`.replace(/[":{},]/g, "_")), {
      extraMetadata: new Map([[key, value]]),
    });
    await expect(LocalModel.load(path)).rejects.toMatchObject({ code: "invalid_gguf" });
  });
});
