import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFile } from "openai";
import type { FineTuningJob } from "openai/resources/fine-tuning/jobs/jobs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";
import { startTestService, type TestService } from "../helpers.js";

let folder: string;
let test: TestService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-dpo-"));
  test = await startTestService({ modelPath: writeTinyChatModel(folder) });
});
afterAll(async () => {
  await test.stop();
  await rm(folder, { recursive: true, force: true });
});

const pair = (index: number): string =>
  JSON.stringify({
    input: { messages: [{ role: "user", content: `Q${index}?` }] },
    preferred_output: [{ role: "assistant", content: `Oh, ${index}.` }],
    non_preferred_output: [{ role: "assistant", content: `It is ${index}.` }],
  });
const pairs = (from: number, count: number): string =>
  Array.from({ length: count }, (_, i) => pair(from + i)).join("\n");

type Metrics = Record<string, number>;

async function tune(hyperparameters: Record<string, unknown>): Promise<{ job: FineTuningJob; steps: Metrics[] }> {
  const upload = async (text: string) =>
    (await test.openai.files.create({ file: await toFile(Buffer.from(text), "pairs.jsonl"), purpose: "fine-tune" })).id;
  let job = await test.openai.fineTuning.jobs.create({
    model: "gpt-4o-mini",
    training_file: await upload(pairs(0, 10)),
    validation_file: await upload(pairs(20, 3)),
    seed: 7,
    method: {
      type: "dpo",
      dpo: { hyperparameters: { n_epochs: 6, learning_rate_multiplier: 20, beta: 0.2, ...hyperparameters } },
    },
  });
  await expect
    .poll(async () => (job = await test.openai.fineTuning.jobs.retrieve(job.id)).status, { timeout: 120_000 })
    .toBe("succeeded");
  const events = await test.openai.fineTuning.jobs.listEvents(job.id, { limit: 100 });
  const steps = events.data.filter((event) => event.type === "metrics").map((event) => event.data as Metrics);
  return { job, steps: steps.reverse() };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("preference tuning", { timeout: 150_000 }, () => {
  it.each([
    { name: "with the frozen base as reference", hyperparameters: {} },
    { name: "free of a reference", hyperparameters: { reference_free: true } },
  ])("learns to rank the preferred answer first, $name", async ({ hyperparameters }) => {
    const { job, steps } = await tune(hyperparameters);
    expect(job.method).toEqual({
      type: "dpo",
      dpo: {
        hyperparameters: { n_epochs: 6, batch_size: 1, learning_rate_multiplier: 20, beta: 0.2, ...hyperparameters },
      },
    });
    expect(steps).toHaveLength(60);
    for (const step of steps) {
      expect([0, 1]).toContain(step["preference_accuracy"]);
      expect(step["reward_margin"]).toBeTypeOf("number");
    }
    // Untuned, the model is its own reference: no margin, and a loss of ln 2.
    if (!("reference_free" in hyperparameters)) {
      expect(steps[0]!["reward_margin"]).toBeCloseTo(0, 4);
      expect(steps[0]!["train_loss"]).toBeCloseTo(Math.LN2, 4);
    }
    const [first, last] = [steps.slice(0, 10), steps.slice(-10)];
    expect(mean(last.map((step) => step["reward_margin"]!))).toBeGreaterThan(
      mean(first.map((step) => step["reward_margin"]!)) + 0.5,
    );
    expect(mean(last.map((step) => step["train_loss"]!))).toBeLessThan(0.4);
    expect(mean(last.map((step) => step["preference_accuracy"]!))).toBe(1);
    expect(last.at(-1)).toHaveProperty("full_valid_loss");

    const answer = await test.openai.chat.completions.create({
      model: job.fine_tuned_model!,
      messages: [{ role: "user", content: "Q1?" }],
      max_tokens: 4,
    });
    expect(answer.model).toBe(job.fine_tuned_model);
  });
});
