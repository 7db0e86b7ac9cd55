import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFile } from "openai";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkModelFile } from "../../../src/service/inference/check-model-file.js";
import type { GgufMetadata } from "../../../src/training/index.js";
import { writeTinyModel } from "../../training/tiny-model.js";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";
import { startTestService } from "../helpers.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-models-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const messages = [{ role: "user" as const, content: "Hi" }];
const examples = Array.from({ length: 10 }, (_, i) =>
  JSON.stringify({ messages: [...messages, { role: "assistant", content: `Oh, ${i}.` }] }),
).join("\n");

describe("a model of another architecture", () => {
  it("chats, and is not tuned: the refusal names the architecture", async () => {
    const test = await startTestService({ modelPath: writeTinyChatModel(folder, { architecture: "qwen3" }) });
    try {
      const answer = await test.openai.chat.completions.create({ model: "gpt-4o", messages, max_tokens: 4 });
      expect(answer.model).toBe("tiny-qwen3-chat");
      expect(answer.usage?.completion_tokens).toBeGreaterThan(0);
      for (const client of [test.azure, test.openai]) {
        const file = await client.files.create({
          file: await toFile(Buffer.from(examples), "train.jsonl"),
          purpose: "fine-tune",
        });
        await expect(
          client.fineTuning.jobs.create({ model: "gpt-4o-mini", training_file: file.id }),
        ).rejects.toMatchObject({
          status: 400,
          message: expect.stringContaining(
            "The specified base model does not support fine-tuning. (gpt-4o-mini is answered here by tiny-qwen3-chat, whose architecture is qwen3; llama and qwen2 can be tuned.)",
          ) as string,
        });
      }
    } finally {
      await test.stop();
    }
  });
});

describe("a damaged model", () => {
  it.each([
    ["cut short", (path: string) => truncate(path, 20_000), "after the file's end at 20000"],
    ["of 0 bytes", (path: string) => truncate(path, 0), "it is only 0 bytes long"],
    ["that is text", (path: string) => writeFile(path, "x".repeat(1000)), "is not a usable GGUF file"],
  ])("%s is refused with the reason, and the service goes on", async (_name, damage, reason) => {
    const modelPath = writeTinyChatModel(folder);
    await damage(modelPath);
    const test = await startTestService({ modelPath });
    try {
      await expect(
        test.openai.chat.completions.create({ model: "gpt-4o", messages, max_tokens: 4 }),
      ).rejects.toMatchObject({ status: 503, message: expect.stringContaining(reason) as string });
      const file = await test.openai.files.create({
        file: await toFile(Buffer.from(examples), "train.jsonl"),
        purpose: "fine-tune",
      });
      await expect(
        test.openai.fineTuning.jobs.create({ model: "gpt-4o-mini", training_file: file.id }),
      ).rejects.toMatchObject({ status: 503, message: expect.stringContaining(reason) as string });
      expect((await test.request("/health")).status).toBe(200);
    } finally {
      await test.stop();
    }
  });
});

it.each<[string, () => string, string]>([
  [
    "a token twice",
    () => writeTinyChatModel(folder, { extraTokens: ["new", "new"] }),
    'its tokens 259 and 260 are both "new"',
  ],
  [
    "fewer types than tokens",
    () => withMetadata("token_type", { type: "int32s", value: [1, 1] }),
    "64 tokens and 2 of",
  ],
  [
    "fewer scores than tokens",
    () => withMetadata("scores", { type: "float32s", value: [0] }),
    "64 tokens and 1 of scores",
  ],
  [
    "tokens that are numbers",
    () => withMetadata("tokens", { type: "int32s", value: [1, 2] }),
    "its tokenizer.ggml.tokens is a list of 2, and must be a list of texts",
  ],
  [
    "merges that are numbers",
    () => withMetadata("merges", { type: "int32s", value: [1] }),
    "its tokenizer.ggml.merges is a list of 1, and must be a list of texts",
  ],
])("a vocabulary with %s is refused before llama.cpp ends the process", (_name, write, reason) => {
  const path = write();
  expect(() => checkModelFile(path)).toThrow(expect.objectContaining({ code: "invalid_gguf" }));
  expect(() => checkModelFile(path)).toThrow(reason);
});

function withMetadata(key: string, value: GgufMetadata): string {
  const extraMetadata = new Map([[`tokenizer.ggml.${key}`, value]]);
  return writeTinyModel(join(folder, "tiny.gguf"), { extraMetadata });
}
