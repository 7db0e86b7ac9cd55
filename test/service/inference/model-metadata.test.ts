import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LocalModel } from "../../../src/service/inference/index.js";
import type { GgufMetadata } from "../../../src/training/index.js";
import { writeTinyModel, type TinyModelOptions } from "../../training/tiny-model.js";

const folder = mkdtempSync(join(tmpdir(), "tunelab-metadata-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let written = 0;
const load = (changes: Record<string, GgufMetadata>, architecture: TinyModelOptions["architecture"] = "llama") => {
  const path = join(folder, `model-${written++}.gguf`);
  writeTinyModel(path, { architecture, extraMetadata: new Map(Object.entries(changes)) });
  return LocalModel.load(path).then(
    async (model) => model.dispose(),
    (error: Error) => {
      if (!error.message.includes(path)) throw new Error(`the file is not named: ${error.message}`);
      throw error;
    },
  );
};
const number = (value: number): GgufMetadata => ({ type: "uint32", value });
const text = (value: string): GgufMetadata => ({ type: "string", value });
const float = (value: number): GgufMetadata => ({ type: "float32", value });
const list = (...value: number[]): GgufMetadata => ({ type: "int32s", value });

describe("a model file is refused with its name, the value and what it must be:", () => {
  it.each<[string, GgufMetadata, string]>([
    ["general.architecture", text(""), 'its general.architecture is "", and must be a name'],
    ["general.architecture", number(3), "its general.architecture is 3, and must be a name"],
    ["general.alignment", text("a"), 'its general.alignment is "a", and must be a whole number from 1 to 1048576'],
    ["qwen3.feed_forward_length", float(NaN), "its qwen3.feed_forward_length is NaN, and must be a number from 0 to"],
    ["qwen3.context_length", text("abc"), 'its qwen3.context_length is "abc", and must be a number from 1 to'],
    ["qwen3.embedding_length", list(), "its qwen3.embedding_length is a list of 0, and must be a number from 1 to"],
    ["qwen3.attention.key_length", list(8, 0, 8), "its qwen3.attention.key_length holds 0, and must be a number from"],
    ["qwen3.attention.head_count", list(4, 0, 4), "its qwen3.attention.head_count is 0 for layer 1, which has attent"],
    ["qwen3.attention.head_count_kv", number(0), "its qwen3.attention.head_count_kv is 0 for layer 0, which has att"],
    ["qwen3.attention.head_count_kv", list(2), "its qwen3.attention.head_count_kv is missing for layer 1, which has"],
    ["qwen3.rope.scaling.type", text("abc"), 'its qwen3.rope.scaling.type is "abc", and must be one of none, linear'],
    ["split.count", number(0), "its split.count is 0 (uint32), and must be uint16"],
    ["split.count", float(1.5), "its split.count is 1.5 (float32), and must be uint16"],
    ["tokenizer.chat_template", number(7), "its tokenizer.chat_template is 7 (uint32), and must be string"],
    ["tokenizer.ggml.scores", list(1), "its tokenizer.ggml.scores is a list of 1 (array of int32), and must be array"],
    ["tokenizer.ggml.token_type", { type: "float32s", value: [1] }, "its tokenizer.ggml.token_type is a list of 1 (ar"],
    ["tokenizer.ggml.tokens", text("x"), 'its tokenizer.ggml.tokens is "x", and must be a list of texts'],
  ])("%s %j", async (key, value, reason) => {
    await expect(load({ [key]: value }, "qwen3")).rejects.toMatchObject({
      code: "invalid_gguf",
      message: expect.stringContaining(`is not a usable GGUF file: ${reason}`) as string,
      hint: expect.stringMatching(/again/) as string,
    });
  });

  it("a name of another architecture than that of its sizes", async () => {
    await expect(load({ "general.architecture": text("gemma3") })).rejects.toMatchObject({
      code: "invalid_gguf",
      message: expect.stringContaining("its gemma3.block_count is missing, and it has tensors of 3 layers") as string,
      hint: expect.stringContaining("Its sizes are under llama:") as string,
    });
  });

  it("a value that may be tuned and chat", async () => {
    await expect(load({ "llama.feed_forward_length": list(48, 48, 48) })).rejects.toMatchObject({
      message: expect.stringContaining("its llama.feed_forward_length is a list of 3, and must be a number.") as string,
    });
    await expect(load({ "llama.rope.dimension_count": float(1.5) })).rejects.toMatchObject({
      message: expect.stringContaining("its llama.rope.dimension_count is 1.5, and must be a whole number") as string,
    });
  });
});

describe("what llama.cpp alone refuses is said in its words, each time:", () => {
  it("an architecture that it does not know", async () => {
    const changes = { "general.architecture": text("mamba9000"), "mamba9000.block_count": number(3) };
    for (let round = 0; round < 3; round++) {
      await expect(load({ ...changes, "mamba9000.attention.head_count": number(4) })).rejects.toMatchObject({
        code: "model_not_loadable",
        message: expect.stringMatching(/cannot be loaded: unknown model architecture: 'mamba9000'\.$/) as string,
        hint: expect.stringContaining('no architecture "mamba9000": choose a model of another one') as string,
      });
    }
  });

  it("a type that it does not take, and then a model in order loads", async () => {
    await expect(load({ "llama.pooling_type": text("mean") })).rejects.toMatchObject({
      code: "model_not_loadable",
      message: expect.stringContaining("key llama.pooling_type has wrong type str but expected type u32") as string,
    });
    await expect(load({})).resolves.toBeUndefined();
  });
});
