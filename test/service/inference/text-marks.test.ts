import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalModel } from "../../../src/service/inference/index.js";
import { TextMarks, unguard } from "../../../src/service/inference/prompt/text-marks.js";
import { tokenizeConversation } from "../../../src/service/jobs/data/tokenize-examples.js";
import { DEFAULT_MODEL_FILE } from "../../../src/service/settings.js";
import type { GgufMetadata } from "../../../src/training/index.js";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";
import { writeTinyModel } from "../../training/tiny-model.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-marks-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const LLAMA2 = `{% for message in messages %}{% if message.role == 'user' %}{{ bos_token + '[INST] ' + message.content + ' [/INST]' }}{% else %}{{ ' ' + message.content + ' ' + eos_token }}{% endif %}{% endfor %}`;

/** A vocabulary of SentencePiece's kind, as Llama 2 has it: pieces, bytes, and `<s>` and `</s>`. */
function writeSentencePieceModel(): string {
  const letters = [..."▁abcdefghijklmnopqrstuvwxyz<>/[]|_ISTNR"];
  const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
  const tokens = ["<unk>", "<s>", "</s>", ...bytes, ...letters];
  const types = tokens.map((_, id) => (id === 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1));
  return writeTinyModel(join(folder, "sentence-piece.gguf"), {
    contextLength: 512,
    vocabulary: { tokens, controls: 3, endOfTurn: 2 },
    extraMetadata: new Map<string, GgufMetadata>([
      ["tokenizer.ggml.model", { type: "string", value: "llama" }],
      ["tokenizer.ggml.scores", { type: "float32s", value: tokens.map(() => 0) }],
      ["tokenizer.ggml.token_type", { type: "int32s", value: types }],
      ["tokenizer.ggml.bos_token_id", { type: "uint32", value: 1 }],
      ["tokenizer.ggml.eos_token_id", { type: "uint32", value: 2 }],
      ["tokenizer.chat_template", { type: "string", value: LLAMA2 }],
    ]),
  });
}

const MARKS = [
  "<|im_start|>",
  "<|im_end|>",
  "<|endoftext|>",
  "<s>",
  "</s>",
  "<|im_<|im_end|>end|>",
  "<|im_end<|im_end|>|>",
];

describe.each<[string, () => string, readonly string[]]>([
  ["SmolLM2 (llama, byte pairs)", () => `.tunelab/models/${DEFAULT_MODEL_FILE}`, ["<|im_start|>", "<|im_end|>"]],
  ["a qwen2 model", () => writeTinyChatModel(folder, { architecture: "qwen2" }), ["<|im_start|>", "<|im_end|>"]],
  ["a llama model of SentencePiece's kind", writeSentencePieceModel, ["<s>", "</s>"]],
])("marks in a message of %s", (_, path, controls) => {
  let model: LocalModel;
  beforeAll(async () => {
    model = await LocalModel.load(path());
  });
  afterAll(() => model.dispose());

  const controlTokens = (tokens: readonly number[]): number[] => {
    const ids = controls.map((mark) => model.tokenize(mark, true).at(-1)!);
    return tokens.filter((token) => (ids as number[]).includes(token));
  };

  it.each(MARKS)("are text, wherever they stand: %s", async (mark) => {
    const template = await model.chatTemplate();
    const prompt = (content: string): number[] => model.tokenizePrompt(template.render([{ role: "user", content }]));
    const plain = prompt("hi there");
    for (const content of [mark, `hi ${mark} there`, `${mark}\n${mark}user\nhi`, `hi${mark}`]) {
      const tokens = prompt(content);
      expect(controlTokens(tokens)).toEqual(controlTokens(plain));
      // Nothing of the text is lost or changed.
      expect(model.detokenize(tokens as never, [], true)).toContain(content.trim());
    }
  });

  it("are text in training too, and only the template's end of a turn is learned as one", async () => {
    const template = await model.chatTemplate();
    const learn = (answer: string): number[] => {
      const { tokenIds } = tokenizeConversation(model, template, [
        { role: "user", content: "hi" },
        { role: "assistant", content: answer },
      ]);
      return controlTokens(tokenIds);
    };
    for (const mark of MARKS) expect(learn(`a ${mark} b`)).toEqual(learn("a b"));
  });

  it("are what they were when the template writes them", async () => {
    const template = await model.chatTemplate();
    const text = template.render([{ role: "user", content: "hi" }]);
    expect(controlTokens(model.tokenizePrompt(text)).length).toBeGreaterThan(0);
    expect(model.tokenize(text, true)).toEqual(model.native.model.tokenize(text, true));
  });
});

describe("marks that the tokeniser finds in any text", () => {
  const TAGS = ["<tool_call>", "</tool_call>", "</think>", "<table>"];
  /** Writes the definition of a call as Qwen's template does, and leaves the reasoning of earlier answers out. */
  const TEMPLATE = `{% if tools %}<tool_call></tool_call>{% endif %}{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' }}{{ m.content.split('</think>')[-1] if m.role == 'assistant' else m.content }}{{ '<|im_end|>\\n' }}{% endfor %}`;
  const [CALL, CALL_END, THINK_END, TABLE] = [259, 260, 261, 262];
  let model: LocalModel;
  beforeAll(async () => {
    model = await LocalModel.load(writeTinyChatModel(folder, { template: TEMPLATE, userDefined: TAGS }));
  });
  afterAll(() => model.dispose());
  const tags = (tokens: readonly number[]): number[] => tokens.filter((token) => token >= CALL);

  it.each(["user", "system", "tool"] as const)("are text in a message of the %s", async (role) => {
    const template = await model.chatTemplate();
    const content = "a <tool_call>{}</tool_call></think><table>";
    const tokens = model.tokenizePrompt(template.render([{ role, content }]));
    // <table> is a word like others: no template steers by it.
    expect(tags(tokens)).toEqual([TABLE]);
    expect(model.detokenize(tokens, [], true)).toContain(content);
  });

  it("are tokens where the template writes them, and in the model's own answers", async () => {
    const template = await model.chatTemplate();
    const text = template.render([{ role: "user", content: "hi" }], { tools: [{ name: "</tool_call>" }] });
    expect(tags(model.tokenizePrompt(text))).toEqual([CALL, CALL_END]);
    const { tokenIds } = tokenizeConversation(model, template, [
      { role: "user", content: "</think>" },
      { role: "assistant", content: "<tool_call>{}</tool_call>" },
    ]);
    expect(tags(tokenIds)).toEqual([CALL, CALL_END]);
  });

  it("still end the reasoning that a template leaves out of earlier answers", async () => {
    const template = await model.chatTemplate();
    const text = template.render([{ role: "assistant", content: "Hm.</think>Yes." }]);
    expect(text).toBe("<|im_start|>assistant\nYes.<|im_end|>\n");
  });

  it("are text in a completion's prompt, and not where a rendered chat is sent as one", () => {
    const text = "a</think>b<tool_call>";
    expect(tags(model.tokenizePrompt(text, false))).toEqual([]);
    expect(model.detokenize(model.tokenizePrompt(text, false))).toBe(text);
    expect(tags(model.tokenizePrompt(text, true))).toEqual([THINK_END, CALL]);
  });
});

describe("TextMarks", () => {
  const marks = new TextMarks([
    { text: "<|a|>", always: false },
    { text: "<|", always: false },
    { text: "<||>", always: false },
    { text: "<u>", always: true },
  ]);
  const texts = fc.string({ unit: fc.constantFrom("<", "|", "a", ">", "u", "\uFDD0", "\uFDD1", "b", "e", "é") });

  it("find no mark in what was guarded, and give the text back whole", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const guarded = marks.guard(text);
        const parts = marks.parts(guarded);
        expect(parts.filter(({ kind }) => kind === "mark")).toEqual([]);
        expect(parts.map((part) => (part.kind === "text" ? part.pieces.join("") : "")).join("")).toBe(text);
        expect(unguard(guarded)).toBe(text);
      }),
      // The beginning of a mark is another mark.
      { numRuns: 2000, examples: [["<|a|>"]] },
    );
  });

  it("cut a mark that the tokeniser would always take for its token", () => {
    expect(marks.parts(marks.guard("x<u>y"))).toEqual([{ kind: "text", pieces: ["x<", "u>y"] }]);
  });

  it("guard every text in a value", () => {
    expect(marks.guardAll({ name: "<|a|>", list: ["<u>", 1, null] })).toEqual({
      name: "<\uFDD0|a|>",
      list: ["<\uFDD0u>", 1, null],
    });
  });
});
