import { describe, expect, it } from "vitest";
import { AnswerLogprobs } from "../../../src/service/inference/sampling/answer-logprobs.js";
import type { TokenLogprob } from "../../../src/service/inference/sampling/sampling.js";
import { tokenBytes } from "../../../src/service/inference/sampling/token-bytes.js";

const token = (bytes: Uint8Array | string): TokenLogprob => ({
  text: Buffer.from(bytes).toString("utf8"),
  bytes: Buffer.from(bytes),
  logprob: -1,
  top: [],
});
const textOf = (tokens: readonly TokenLogprob[]): string =>
  Buffer.concat(tokens.map(({ bytes }) => bytes)).toString("utf8");

describe("the tokens of an answer", () => {
  it("are handed out when the text that they wrote is shown whole", () => {
    const scores = new AnswerLogprobs();
    for (const bytes of [[0xf0, 0x9f], [0xa6], [0x93]]) scores.add(token(Buffer.from(bytes)));
    expect(textOf(scores.show("🦓"))).toBe("🦓");
    scores.add(token("ab"));
    expect(textOf(scores.show("a"))).toBe("");
    expect(textOf(scores.show("b"))).toBe("ab");
  });

  it("end where a stop sequence cut the text, also inside a token", () => {
    const scores = new AnswerLogprobs();
    for (const text of ["one", " tw", "o", "!"]) scores.add(token(text));
    expect(scores.end("one t", true).map(({ text }) => text)).toEqual(["one", " t"]);
  });

  it("are all handed out at an end without a stop sequence, a part character included", () => {
    const scores = new AnswerLogprobs();
    scores.add(token("a"));
    scores.add(token(Buffer.of(0xf0, 0x9f)));
    expect(textOf(scores.end("a\uFFFD", false))).toBe("a\uFFFD");
  });

  it("begin without SentencePiece's space", () => {
    const scores = new AnswerLogprobs();
    scores.add(token(" Hello"));
    expect(textOf(scores.show("Hello"))).toBe("Hello");
  });
});

describe("the bytes of a token", () => {
  it.each<[string, string, number, readonly number[] | undefined]>([
    ["gpt2", "Ġcaf", 1, [0x20, 0x63, 0x61, 0x66]],
    ["gpt2", "ðŁ", 1, [0xf0, 0x9f]],
    ["gpt2", "<|im_end|>", 3, []],
    ["gpt2", "<think>", 4, [...Buffer.from("<think>")]],
    ["llama", "▁Hi", 1, [0x20, 0x48, 0x69]],
    ["llama", "<0xE9>", 6, [0xe9]],
    ["t5", "▁Hi", 1, undefined],
  ])("of %s: %s (type %i)", (tokenizer, text, type, bytes) => {
    const found = tokenBytes(tokenizer, { text, type });
    expect(found && [...found]).toEqual(bytes);
  });
});
