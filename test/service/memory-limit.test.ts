import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveSettings } from "../../src/service/settings.js";
import { writeTinyChatModel } from "../support/tiny-chat-model.js";
import { startTestService } from "./helpers.js";

const TERMINAL = ["succeeded", "failed", "cancelled"];
let folder: string;
let modelPath: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-memory-"));
  modelPath = writeTinyChatModel(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a job of ten short examples on a model of three layers, with a limit in megabytes. */
async function runJob(megabytes: string) {
  const environment = { TUNELAB_TRAINING_MEMORY: megabytes, TUNELAB_LOG_LEVEL: "error" };
  const test = await startTestService({ modelPath, environment });
  try {
    const row = { messages: [{ role: "user", content: "Hi" }, { role: "assistant", content: "Ho" }] }; // prettier-ignore
    const text = Array.from({ length: 10 }, () => JSON.stringify(row)).join("\n");
    const { files, fineTuning } = test.openai;
    const file = await files.create({ file: await toFile(Buffer.from(text), "a.jsonl"), purpose: "fine-tune" });
    const { id } = await fineTuning.jobs.create({
      model: "gpt-4o-mini",
      training_file: file.id,
      hyperparameters: { n_epochs: 1 },
    });
    const statusOf = async () => (await fineTuning.jobs.retrieve(id)).status;
    await expect.poll(async () => TERMINAL.includes(await statusOf()), { timeout: 60_000 }).toBe(true);
    const events = await fineTuning.jobs.listEvents(id, { limit: 100 });
    return { job: await fineTuning.jobs.retrieve(id), events: events.data };
  } finally {
    await test.stop();
  }
}

describe("a job that does not fit in memory as a whole", { timeout: 90_000 }, () => {
  it("tunes the upper layers that do, and says so in a warning", async () => {
    const { job, events } = await runJob("153");
    expect(job.status).toBe("succeeded");
    expect(events.find(({ level }) => level === "warn")?.message).toMatch(
      /^Only the upper 2 of 3 layers are tuned: 3 would need 154 MB of memory, and 153 MB are available\.$/,
    );
  });

  it("is refused before it trains when not even one layer fits", async () => {
    const { job, events } = await runJob("100");
    expect(job.status).toBe("failed");
    expect(job.error?.code).toBe("not_enough_memory");
    expect(job.error?.message).toMatch(/^The training needs at least 15\d MB of memory, and 100 MB are available\./);
    expect(events.some(({ type, message }) => type === "metrics" || message === "Fine-tuning job started")).toBe(false);
  });
});

describe("the limit of memory", () => {
  it("is given in megabytes by the environment, and is what is free without it", () => {
    expect(resolveSettings({}, { TUNELAB_TRAINING_MEMORY: "1500" }).trainingMemoryBytes).toBe(1_500_000_000);
    expect(resolveSettings({}, {}).trainingMemoryBytes).toBeUndefined();
    expect(() => resolveSettings({}, { TUNELAB_TRAINING_MEMORY: "much" })).toThrow(
      'TUNELAB_TRAINING_MEMORY must be a whole number from 1 to 1000000000, got "much".',
    );
  });
});
