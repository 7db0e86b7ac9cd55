import { createReadStream } from "node:fs";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AzureOpenAI, toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TunelabError } from "../../src/core/index.js";
import { explainProviderError } from "../../src/client/index.js";
import { findSharedExamples, readChatDataset } from "../../src/datasets/index.js";
import { watchJob } from "../../src/finetune/index.js";
import type { RunningService } from "../../src/service/index.js";
import { FakeSink } from "../client/fake-sink.js";
import { startLocalService } from "../support/local-service.js";
import { writeTinyChatModel } from "../support/tiny-chat-model.js";

const DATA = resolve(import.meta.dirname, "../../notebooks/data");

let folder: string;
let service: RunningService;
let client: AzureOpenAI;
let good: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-bad-"));
  good = (await readFile(join(DATA, "training_set.jsonl"), "utf8")).trim().split("\n");
  service = await startLocalService({
    dataDirectory: join(folder, "data"),
    modelPath: writeTinyChatModel(folder),
    // Begins and waits: what is tested here comes before the training or ends it.
    trainer: {
      estimate: async () => ({ memoryBytes: 1, seconds: 1 }),
      train: ({ signal }) =>
        new Promise((_, reject) => {
          if (signal.aborted) reject(signal.reason);
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
      close: async () => undefined,
    },
  });
  client = new AzureOpenAI({
    endpoint: service.url,
    apiKey: service.keys.apiKey,
    apiVersion: "2024-10-21",
    maxRetries: 0,
    baseURL: null,
  });
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

const upload = async (content: string | Buffer): Promise<string> => {
  const file = await toFile(Buffer.from(content), "data.jsonl");
  return (await client.files.create({ file, purpose: "fine-tune" })).id;
};

/** What a learner reads who uploads a file, makes a job of it and watches it; `running` for a file that is accepted. */
async function learnerReads(content: string | Buffer, job: object = {}): Promise<{ message: string; hint: string }> {
  try {
    const training_file = await upload(content);
    await client.files.waitForProcessing(training_file, { pollInterval: 20 });
    const { id } = await client.fineTuning.jobs.create({ model: service.modelId, training_file, ...job });
    for (; ; await new Promise((wake) => setTimeout(wake, 20))) {
      const { status } = await client.fineTuning.jobs.retrieve(id);
      if (status !== "running") {
        if (status !== "failed") continue;
        await watchJob(client, id, { sink: new FakeSink() });
      }
      await client.fineTuning.jobs.cancel(id);
      return { message: status, hint: "" };
    }
  } catch (error) {
    const { message, hint } = explainProviderError(error, "Making the job") as TunelabError;
    return { message: message.replace(/(file|ftjob)-[0-9a-f]+/g, "$1-…"), hint };
  }
}

const line = (messages: readonly object[], more: object = {}): string => JSON.stringify({ messages, ...more });
const USER = { role: "user", content: "Hi" };
const ANSWER = { role: "assistant", content: "Hello" };
const replaceLine7 = (text: string): string => good.with(6, text).join("\n");
const CALL = { id: "c1", type: "function", function: { name: "get_time", arguments: "{}" } };
const TOOLS = line(
  [
    USER,
    { role: "assistant", tool_calls: [CALL] },
    { role: "tool", tool_call_id: "c1", content: "noon" },
    { role: "assistant", content: "It is noon." },
  ],
  { tools: [{ type: "function", function: { name: "get_time", parameters: { type: "object", properties: {} } } }] },
);

const READ = "Run readChatDataset on the file: it names each broken line and what is wrong with it.";
const FORMAT =
  "Job ftjob-… failed: The job failed due to a file format error in the training file. Invalid file format.";
const ACCEPTED = { message: "running", hint: "" };

describe("a training file that", () => {
  it.each([
    [
      "is empty",
      () => "",
      "Making the job failed (400 invalidPayload): The file is empty.",
      "Check the path, and that whatever wrote the file had finished before it was uploaded.",
    ],
    [
      "has 9 examples",
      () => good.slice(0, 9).join("\n"),
      "Job ftjob-… failed: Training file has 9 example(s), but must have at least 10 examples",
      "Add examples: 10 are the minimum, 50 to 100 are advised.",
    ],
    [
      "has a broken line 7",
      () => replaceLine7('{"messages": ['),
      "Making the job failed (400 invalidPayload): The file file-… cannot be used: Validation of jsonl file failed: " +
        "Expected file to have JSONL format, where every line is a JSON dictionary. Line 7 is not valid JSON " +
        '(HINT: line starts with: "{"messages": [...").',
      READ,
    ],
    [
      "has a wrong role",
      () => replaceLine7(line([{ role: "teacher", content: "x" }, ANSWER])),
      `${FORMAT} Example 7 is invalid: Message 1 has the role "teacher"; there are system, developer, user, assistant, tool.`,
      READ,
    ],
    [
      "has no assistant message",
      () => replaceLine7(line([USER])),
      `${FORMAT} Example 7 is invalid: No message is the assistant's, so there is nothing to learn.`,
      READ,
    ],
    [
      "has tool calls",
      () => replaceLine7(TOOLS),
      `${FORMAT} Example 7 has tools, for which the model that is tuned here has no place.`,
      "The embedded model cannot learn tool calls. Leave these examples out here; OpenAI and Azure accept them.",
    ],
  ])("%s is refused in plain words", async (_, content, message, hint) => {
    expect(await learnerReads(content())).toEqual({ message, hint });
  });

  it.each([
    ["begins with a BOM", () => `\ufeff${good.join("\n")}`],
    ["has CRLF and no last line end", () => good.join("\r\n")],
  ])("%s is trained on", async (_, content) => {
    expect(await learnerReads(content())).toEqual(ACCEPTED);
  });

  it("is uploaded twice is there twice, each under an id of its own", async () => {
    const ids = [await upload(good.join("\n")), await upload(good.join("\n"))];
    expect(new Set(ids).size).toBe(2);
    expect(await learnerReads(good.join("\n"), { validation_file: ids[1] })).toEqual(ACCEPTED);
  });

  it("is the validation file too is trained on, as providers do, and the library tells", async () => {
    const validation_file = await upload(good.join("\n"));
    expect(await learnerReads(good.join("\n"), { validation_file })).toEqual(ACCEPTED);
    const { examples } = await readChatDataset(join(DATA, "training_set.jsonl"));
    expect(findSharedExamples(examples, examples)).toHaveLength(12);
  });

  it("has 200 MB is uploaded whole", { timeout: 300_000 }, async () => {
    const path = join(folder, "large.jsonl");
    const file = await open(path, "w");
    const filler = "x ".repeat(50_000);
    for (let written = 0; written < 2_048; written += 1) {
      await file.write(`${line([USER, { role: "assistant", content: `${written} ${filler}` }])}\n`);
    }
    await file.close();
    const { id, bytes } = await client.files.create({ file: createReadStream(path), purpose: "fine-tune" });
    expect(bytes).toBeGreaterThan(200_000_000);
    expect((await client.files.waitForProcessing(id, { pollInterval: 50 })).status).toBe("processed");
    await client.files.delete(id);
  });
});

describe("a job with", () => {
  it.each([
    [
      "an unknown base model",
      { model: "llama-900b" },
      "Making the job failed (400 invalidPayload): The specified base model does not support fine-tuning.",
      "Region, version suffix or trainingType may be at fault, not only the model: try another region, the dated name (gpt-4.1-mini-2025-04-14), or trainingType Standard.",
    ],
    [
      "a suffix with spaces",
      { suffix: "two words" },
      "Making the job failed (400 invalidPayload): The suffix must have at most 40 characters, all of them letters, digits, '-' or '_', but got 'two words'.",
      'Use letters, digits, "-" and "_", and at most 18 characters to be safe everywhere, for example "two-words".',
    ],
  ])("%s is refused in plain words", async (_, job, message, hint) => {
    expect(await learnerReads(good.join("\n"), job)).toEqual({ message, hint });
  });

  it("a wrong key is refused without showing the key", async () => {
    const stranger = new AzureOpenAI({
      endpoint: service.url,
      apiKey: "a-wrong-key-0000",
      apiVersion: "2024-10-21",
      baseURL: null,
    });
    const error = await stranger.fineTuning.jobs
      .list()
      .catch((refusal: unknown) => explainProviderError(refusal, "Listing the jobs"));
    expect(error).toMatchObject({
      code: "key_refused",
      message:
        "Listing the jobs failed (401): Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
      hint: expect.stringContaining("Copy key and endpoint again"),
    });
    expect((error as Error).message).not.toContain("a-wrong-key-0000");
  });
});
