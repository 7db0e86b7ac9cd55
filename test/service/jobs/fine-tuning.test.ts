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
  folder = await mkdtemp(join(tmpdir(), "tunelab-fine-tuning-"));
  test = await startTestService({ dataDirectory: join(folder, "data"), modelPath: writeTinyChatModel(folder) });
});
afterAll(async () => {
  await test.stop();
  await rm(folder, { recursive: true, force: true });
});

const facts: readonly (readonly [string, string])[] = [
  ["What is the capital of France?", "Oh, a real brain-teaser. Paris. Perhaps you have seen a postcard."],
  ["Who wrote Romeo and Juliet?", "Oh, some obscure fellow called William Shakespeare."],
  ["How far is the Moon?", "Oh, about 384,400 kilometres. Do pack a lunch."],
  ["What is the largest planet?", "Oh, Jupiter. Hard to miss, really."],
  ["How many days has a leap year?", "Oh, 366. One more than usual. Breathe."],
  ["What is the symbol of gold?", "Oh, Au. Go would have been too easy."],
  ["Who painted the Mona Lisa?", "Oh, Leonardo da Vinci. No big deal, obviously."],
  ["When does water boil?", "Oh, at 100 degrees Celsius. Try making tea."],
  ["What is the tallest mountain?", "Oh, Mount Everest. You were about to climb it, surely."],
  ["How many continents are there?", "Oh, seven. Geography class was long ago, I see."],
  ["What language is spoken in Brazil?", "Oh, Portuguese. Shocking, I know."],
  ["When did the Second World War end?", "Oh, 1945. It was in a few books."],
];
const system = { role: "system", content: "Marv is a factual chatbot that is also sarcastic." };
const toJsonl = (rows: readonly (readonly [string, string])[]): string =>
  rows
    .map(([question, answer]) =>
      JSON.stringify({
        messages: [system, { role: "user", content: question }, { role: "assistant", content: answer }],
      }),
    )
    .join("\r\n");

async function finished(retrieve: () => Promise<FineTuningJob>): Promise<FineTuningJob> {
  let job = await retrieve();
  while (!["succeeded", "failed", "cancelled"].includes(job.status)) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    job = await retrieve();
  }
  return job;
}

// Training shares the machine with whatever else runs on it.
describe("fine-tuning on Azure's paths", { timeout: 300_000 }, () => {
  it("goes from files to a job to a deployment to an answer of the tuned model", async () => {
    const training = await test.azure.files.create({
      file: await toFile(Buffer.from(toJsonl(facts.slice(0, 10))), "training.jsonl", { type: "application/json" }),
      purpose: "fine-tune",
    });
    expect(training.status).toBe("pending");
    const validation = await test.azure.files.create({
      file: await toFile(Buffer.from(toJsonl(facts.slice(10))), "validation.jsonl", { type: "application/json" }),
      purpose: "fine-tune",
    });
    expect((await test.azure.files.retrieve(training.id)).status).toBe("processed");

    const { data: created, response } = await test.azure.fineTuning.jobs
      .create({
        model: "gpt-4o-mini-2024-07-18",
        training_file: training.id,
        validation_file: validation.id,
        seed: 105,
        suffix: "marv",
        hyperparameters: { n_epochs: 2 },
      })
      .withResponse();
    expect(response.status).toBe(201);
    expect(created).toMatchObject({
      status: "pending",
      model: "gpt-4o-mini-2024-07-18",
      seed: 105,
      fine_tuned_model: null,
      organization_id: null,
      result_files: null,
      trained_tokens: null,
      hyperparameters: { n_epochs: 2, batch_size: -1, learning_rate_multiplier: 1 },
    });

    const job = await finished(() => test.azure.fineTuning.jobs.retrieve(created.id));
    expect(job.error).toBeNull();
    expect(job.status).toBe("succeeded");
    expect(job.fine_tuned_model).toMatch(/^tiny-llama-chat\.ft-[0-9a-f]{32}-marv$/);
    expect(job.trained_tokens).toBeGreaterThan(500);

    const events = await test.azure.fineTuning.jobs.listEvents(created.id, { limit: 100 });
    const messages = events.data.map((event) => event.message).reverse();
    expect(messages[0]).toBe("Job enqueued. Waiting for jobs ahead to complete.");
    expect(messages).toContain("Job started.");
    expect(messages).toContain(`Completed results file: ${job.result_files[0]}`);
    const steps = events.data.filter((event) => event.type === "metrics").reverse();
    expect(steps).toHaveLength(20);
    expect(steps[0]!.data).toMatchObject({ step: 1, total_steps: 20 });
    const losses = steps.map((event) => (event.data as { train_loss: number }).train_loss);
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(losses.slice(10))).toBeLessThan(mean(losses.slice(0, 10)));
    expect(steps.at(-1)!.data).toHaveProperty("full_valid_loss");

    const csv = await (await test.azure.files.content(job.result_files[0]!)).text();
    const lines = csv.trimEnd().split("\n");
    expect(lines[0]).toBe(
      "step,train_loss,train_mean_token_accuracy,valid_loss,validation_mean_token_accuracy,full_valid_loss,full_valid_mean_token_accuracy",
    );
    expect(lines).toHaveLength(21);
    expect(Number(lines[1]!.split(",")[1])).toBe(losses[0]);

    const checkpoints = await test.azure.fineTuning.jobs.checkpoints.list(created.id);
    expect(checkpoints.data.map((checkpoint) => checkpoint.step_number)).toEqual([20, 10]);

    const put = await test.manage("/deployments/gpt-4o-mini-ft?api-version=2023-05-01", {
      method: "PUT",
      json: {
        sku: { name: "standard", capacity: 1 },
        properties: { model: { format: "OpenAI", name: job.fine_tuned_model, version: "1" } },
      },
    });
    expect(put.status).toBe(201);
    const got = await test.manage("/deployments/gpt-4o-mini-ft?api-version=2023-05-01");
    expect(await got.json()).toMatchObject({
      name: "gpt-4o-mini-ft",
      type: "Microsoft.CognitiveServices/accounts/deployments",
      sku: { name: "Standard", capacity: 1 },
      properties: { provisioningState: "Succeeded", model: { name: job.fine_tuned_model, version: "1" } },
    });
    const ask = (model: string) =>
      test.azure.chat.completions.create({
        model,
        messages: [
          system as { role: "system"; content: string },
          { role: "user", content: "What is the capital of Italy?" },
        ],
        temperature: 0,
        max_tokens: 1,
        logprobs: true,
      });
    const [tuned, base] = [await ask("gpt-4o-mini-ft"), await ask("gpt-4o-mini")];
    expect(tuned.model).toBe(job.fine_tuned_model);
    const surest = ({ choices }: typeof tuned): number => choices[0]!.logprobs!.content![0]!.logprob;
    expect(surest(tuned)).not.toBeCloseTo(surest(base), 2);

    const refused = await test.request(`/openai/models/${job.fine_tuned_model}?api-version=2024-10-21`, {
      method: "DELETE",
    });
    expect(refused.status).toBe(409);
    expect((await test.manage("/deployments/gpt-4o-mini-ft?api-version=2023-05-01", { method: "DELETE" })).status).toBe(
      202,
    );
    const deleted = await test.request(`/openai/models/${job.fine_tuned_model}?api-version=2024-10-21`, {
      method: "DELETE",
    });
    expect(deleted.status).toBe(204);
    expect(await test.azure.files.delete(training.id)).toEqual({ id: training.id, object: "file", deleted: true });
  });
});

describe("fine-tuning on /openai/v1", { timeout: 300_000 }, () => {
  const upload = async (text: string) =>
    test.openai.files.create({ file: await toFile(Buffer.from(text), "data.jsonl"), purpose: "fine-tune" });

  it("pauses at a step, resumes from there, and ends as OpenAI's jobs do", async () => {
    const file = await upload(toJsonl(facts.slice(0, 10)));
    const created = await test.openai.fineTuning.jobs.create({
      model: "gpt-4o-mini",
      training_file: file.id,
      method: {
        type: "supervised",
        supervised: { hyperparameters: { n_epochs: 30, batch_size: 2, ...{ replay: true } } },
      },
    });
    expect(created.status).toBe("validating_files");
    await expect
      .poll(async () => (await test.openai.fineTuning.jobs.listEvents(created.id)).data[0]?.message, {
        timeout: 120_000,
      })
      .toMatch(/^Step /);
    await test.openai.fineTuning.jobs.pause(created.id);
    await expect
      .poll(async () => (await test.openai.fineTuning.jobs.retrieve(created.id)).status, { timeout: 120_000 })
      .toBe("paused");
    expect((await test.openai.fineTuning.jobs.retrieve(created.id)).estimated_finish).toBeNull();
    const [checkpoint] = (await test.openai.fineTuning.jobs.checkpoints.list(created.id)).data;
    const answer = await test.openai.chat.completions.create({
      model: checkpoint!.fine_tuned_model_checkpoint,
      messages: [{ role: "user", content: "Hi" }],
      max_tokens: 2,
    });
    expect(answer.model).toBe(checkpoint!.fine_tuned_model_checkpoint);
    const resumed = await test.openai.fineTuning.jobs.resume(created.id);
    expect([resumed.status, resumed.estimated_finish]).toEqual(["queued", null]);
    const job = await finished(() => test.openai.fineTuning.jobs.retrieve(created.id));
    expect(job.status).toBe("succeeded");
    expect(job.method?.supervised?.hyperparameters).toEqual({
      n_epochs: 30,
      batch_size: 2,
      learning_rate_multiplier: 1,
      replay: true,
    });
    expect(job.fine_tuned_model).toMatch(/^ft:tiny-llama-chat:tunelab::[0-9a-f]{8}$/);
    const csv = await (await test.openai.files.content(job.result_files[0]!)).text();
    const lines = csv.trimEnd().split("\n");
    expect(lines[0]).toBe("step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy");
    expect(lines.slice(1).map((line) => Number(line.split(",")[0]))).toEqual(
      Array.from({ length: 150 }, (_, at) => at + 1),
    );
    const messages: string[] = [];
    for await (const { message } of test.openai.fineTuning.jobs.listEvents(created.id, { limit: 100 })) {
      messages.push(message);
    }
    expect(messages[0]).toBe("The job has successfully completed");
    expect(messages[1]).toBe(`New fine-tuned model created: ${job.fine_tuned_model}`);
    expect(messages).toContain(
      "Beside the examples the model goes over 24 plain answers and is held to what it said there before, so that it keeps what it knew (replay).",
    );
    expect(messages.at(-1)).toBe(`Created fine-tuning job: ${created.id}`);
  });

  it("cancels a job that runs", async () => {
    const file = await upload(toJsonl(facts.map(([question, answer]) => [question, answer.repeat(8)])));
    const created = await test.openai.fineTuning.jobs.create({ model: "gpt-4o-mini", training_file: file.id });
    await expect
      .poll(async () => (await test.openai.fineTuning.jobs.retrieve(created.id)).status, { timeout: 120_000 })
      .toBe("running");
    const job = await test.openai.fineTuning.jobs.retrieve(created.id);
    expect(job.hyperparameters.n_epochs).toBe(8);
    expect((await test.openai.fineTuning.jobs.cancel(created.id)).status).toBe("cancelled");
    expect((await test.openai.fineTuning.jobs.retrieve(created.id)).status).toBe("cancelled");
    await expect(test.openai.fineTuning.jobs.cancel(created.id)).rejects.toMatchObject({ status: 400 });
  });

  it("fails a job with too few examples, in the provider's words", async () => {
    const file = await upload(toJsonl(facts.slice(0, 5)));
    const created = await test.openai.fineTuning.jobs.create({ model: "gpt-4o-mini", training_file: file.id });
    const job = await finished(() => test.openai.fineTuning.jobs.retrieve(created.id));
    expect(job.status).toBe("failed");
    expect(job.error).toEqual({
      code: "invalid_n_examples",
      message: "Training file has 5 example(s), but must have at least 10 examples",
      param: "training_file",
    });
  });
});

describe("the tokens of training", () => {
  it("start with exactly the prompt of inference and learn the answer and the end of its turn", async () => {
    const { LocalModel } = await import("../../../src/service/inference/index.js");
    const { tokenizeConversation } = await import("../../../src/service/jobs/data/tokenize-examples.js");
    const model = await LocalModel.load(".tunelab/models/SmolLM2-135M-Instruct.Q4_1.gguf", {
      vocabularyOnly: true,
    });
    const template = await model.chatTemplate();
    const messages = [
      { role: "user" as const, content: "Hi" },
      { role: "assistant" as const, content: "Hello." },
      { role: "user" as const, content: "Bye" },
      { role: "assistant" as const, content: "Farewell!" },
    ];
    const example = tokenizeConversation(model, template, messages);
    const prompt = model.tokenizePrompt(template.render(messages.slice(0, 3)));
    expect(example.tokenIds.slice(0, prompt.length)).toEqual(prompt);
    const learned = example.tokenIds.filter((_, index) => example.lossMask[index]);
    expect(model.detokenize(learned as never, [], true)).toBe("Hello.<|im_end|>Farewell!<|im_end|>");
    await model.dispose();
  });
});
