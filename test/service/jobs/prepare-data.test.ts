import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalModel } from "../../../src/service/inference/index.js";
import type { JobDependencies } from "../../../src/service/jobs/index.js";
import { loadTrainingData } from "../../../src/service/jobs/data/load-training-data.js";
import {
  checkJobFiles,
  prepareData,
  TRAINING_COPY,
  VALIDATION_COPY,
} from "../../../src/service/jobs/data/prepare-data.js";
import { replayedConversations } from "../../../src/service/jobs/data/replayed-conversations.js";
import type { JobRecord } from "../../../src/service/store/index.js";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";

const HYPERPARAMETERS = { nEpochs: 1, batchSize: 1, learningRateMultiplier: 1 };
const never = new AbortController().signal;
let folder: string;
let model: LocalModel;
let dependencies: JobDependencies;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-prepare-"));
  model = await LocalModel.load(writeTinyChatModel(folder));
  dependencies = {
    store: { jobFolder: (id: string) => join(folder, id) },
    engine: { withModel: (use: (loaded: LocalModel) => unknown) => Promise.resolve(use(model)) },
  } as unknown as JobDependencies;
});
afterAll(async () => {
  await model.dispose();
  await rm(folder, { recursive: true, force: true });
});

const chat = (question: string, answer: string) => ({
  messages: [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ],
});
const many = (count: number): unknown[] => Array.from({ length: count }, (_, i) => chat(`Question ${i}?`, `No. ${i}`));
const text = (ids: ArrayLike<number>): string => model.detokenize(Array.from(ids) as never, [], true);

async function jobWith(
  id: string,
  files: { readonly training: readonly unknown[]; readonly validation?: readonly unknown[] },
  method: "supervised" | "dpo" = "supervised",
): Promise<JobRecord> {
  await mkdir(join(folder, id));
  const write = (name: string, rows: readonly unknown[]): Promise<void> =>
    writeFile(join(folder, id, name), rows.map((row) => JSON.stringify(row)).join("\n"));
  await write(TRAINING_COPY, files.training);
  if (files.validation !== undefined) await write(VALIDATION_COPY, files.validation);
  return { id, method, ...(files.validation === undefined ? {} : { validationFile: "file-v" }) } as JobRecord;
}

describe("the files of a job", () => {
  it("are counted when they are in order, and named with what is wrong when they are not", async () => {
    const good = await jobWith("good", { training: many(11), validation: many(1) });
    expect(await checkJobFiles(dependencies, good)).toEqual({ ok: true, trainingExamples: 11 });
    const few = await jobWith("few", { training: many(9) });
    expect(await checkJobFiles(dependencies, few)).toEqual({
      ok: false,
      problem: {
        code: "invalid_n_examples",
        message: "Training file has 9 example(s), but must have at least 10 examples",
        param: "training_file",
      },
    });
    const none = await jobWith("none", { training: many(10), validation: [] });
    expect(await checkJobFiles(dependencies, none)).toMatchObject({ ok: false, problem: { param: "validation_file" } });
  });

  it("become files of tokens that the trainer reads, and are deleted afterwards", async () => {
    const job = await jobWith("tokens", { training: many(12), validation: [chat("Why?", "Because.")] });
    const prepared = await prepareData(dependencies, job, HYPERPARAMETERS, never);
    expect(prepared).toMatchObject({ trainingExamples: 12, warnings: [] });
    const data = await loadTrainingData(prepared.data);
    expect(data.training).toHaveLength(12);
    const [example] = data.method === "supervised" ? data.validation! : [];
    expect(text(example!.tokenIds)).toBe("<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\nBecause.<|im_end|>");
    expect(text(Array.from(example!.tokenIds).filter((_, at) => example!.lossMask[at]))).toBe("Because.<|im_end|>");
    await prepared.discard();
    expect(await readdir(join(folder, "tokens"))).toEqual([TRAINING_COPY, VALIDATION_COPY]);
  });

  it("are followed by answers to replay that no file of the labs answers in its own manner", async () => {
    const replayed = replayedConversations([undefined]).map((messages) => messages[0]!.content);
    const folder = new URL("../../../notebooks/data/", import.meta.url);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".jsonl"));
    expect(names).toContain("training_set_120.jsonl");
    for (const name of names) {
      const asked = (await readFile(new URL(name, folder), "utf8"))
        .trim()
        .split("\n")
        .flatMap((line) => (JSON.parse(line) as { messages?: { role: string; content: string }[] }).messages ?? [])
        .filter(({ role }) => role === "user")
        .map(({ content }) => content);
      expect(asked.filter((question) => replayed.includes(question))).toEqual([]);
    }
  });

  it("are followed by answers to replay, under the examples' system messages and open at their end", async () => {
    const terse = chat("Why?", "Because.");
    const under = { messages: [{ role: "system", content: "Be terse." }, ...terse.messages] };
    const job = await jobWith("replay", { training: [under, ...many(10)] });
    const prepared = await prepareData(dependencies, job, { ...HYPERPARAMETERS, replay: true }, never);
    const data = await loadTrainingData(prepared.data);
    const replay = data.method === "supervised" ? data.replay! : [];
    expect(replay).toHaveLength(24);
    const [first, second] = replay.map(({ tokenIds }) => text(tokenIds));
    const learned = Array.from(replay[0]!.tokenIds).filter((_, at) => replay[0]!.lossMask[at]);
    expect(first).toBe(
      "<|im_start|>system\nBe terse.<|im_end|>\n<|im_start|>user\nWhat is the capital of Mexico?<|im_end|>\n" +
        "<|im_start|>assistant\nThe capital of Mexico is Mexico City",
    );
    expect(text(learned)).toBe("The capital of Mexico is Mexico City");
    expect(second).toMatch(/^<\|im_start\|>user\nWhat is the capital of Argentina\?/);
    await prepared.discard();
    expect(await readdir(join(folder, "replay"))).toEqual([TRAINING_COPY]);
  });

  it("are cut at the model's limit, with a warning; a pair needs both of its answers", async () => {
    const long = "x".repeat(3_000);
    const job = await jobWith("cut", { training: [...many(10), chat("Go on?", long), chat(long, "Yes.")] });
    const prepared = await prepareData(dependencies, job, HYPERPARAMETERS, never);
    expect(prepared.trainingExamples).toBe(11);
    expect(prepared.warnings).toEqual([
      "2 example(s) of the training file have more than 2048 tokens and were cut; in 1 of them nothing to learn was left, so they are not used.",
    ]);
    const pair = (question: string) => ({
      input: { messages: [{ role: "user", content: question }] },
      preferred_output: [{ role: "assistant", content: "Yes." }],
      non_preferred_output: [{ role: "assistant", content: "No." }],
    });
    const preferences = await jobWith(
      "pairs",
      { training: [pair("Go on?"), pair(long), ...Array.from({ length: 9 }, () => pair("Well?"))] },
      "dpo",
    );
    const { data, trainingExamples } = await prepareData(dependencies, preferences, HYPERPARAMETERS, never);
    expect(trainingExamples).toBe(10);
    const loaded = await loadTrainingData(data);
    expect(loaded.method === "dpo" && loaded.training.map(({ nonPreferred }) => text(nonPreferred.tokenIds))[0]).toBe(
      "<|im_start|>user\nGo on?<|im_end|>\n<|im_start|>assistant\nNo.<|im_end|>",
    );
  });

  it("have a limit of tokens over all epochs, and another for each file", async () => {
    const job = await jobWith("limits", { training: many(10), validation: many(20) });
    const prepare = (nEpochs: number, limits: { readonly trained: number; readonly file: number }) =>
      prepareData(dependencies, job, { ...HYPERPARAMETERS, nEpochs }, never, limits);
    const whole = await prepare(2, { trained: 2_000, file: 1_000 });
    const data = await loadTrainingData(whole.data);
    const tokens =
      data.method === "supervised" ? data.training.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0) : 0;
    expect(tokens).toBe(360);
    await expect(prepare(2, { trained: 719, file: 1_000 })).rejects.toMatchObject({
      code: "too_many_tokens",
      message: "The training file has more than 359 tokens, the most that a job with these epochs may have.",
    });
    await expect(prepare(2, { trained: 720, file: 500 })).rejects.toThrow(
      "The validation file has more than 500 tokens",
    );
    expect(await readdir(join(folder, "limits"))).toEqual([TRAINING_COPY, VALIDATION_COPY]);
  });

  it("that are large leave turns to requests, and can be given up in the middle", async () => {
    const job = await jobWith("large", { training: many(20_000) });
    const controller = new AbortController();
    let turns = 0;
    const other = setInterval(() => {
      turns += 1;
      if (turns === 5) controller.abort(new Error("cancelled by the learner"));
    }, 1);
    await expect(prepareData(dependencies, job, HYPERPARAMETERS, controller.signal)).rejects.toThrow(
      "cancelled by the learner",
    );
    clearInterval(other);
    expect(turns).toBeGreaterThanOrEqual(5);
    expect(await readdir(join(folder, "large"))).toEqual([TRAINING_COPY]);
  });
});
