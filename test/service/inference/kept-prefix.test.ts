import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatPrompt } from "../../../src/service/inference/prompt/chat-prompt.js";
import { ContextPool } from "../../../src/service/inference/context-pool.js";
import { generate } from "../../../src/service/inference/generate.js";
import { LocalModel } from "../../../src/service/inference/index.js";
import {
  KeptPrefix,
  SLICE,
  slicePrompt,
  type SlicedPrompt,
} from "../../../src/service/inference/prompt/kept-prefix.js";
import { scoreTokens } from "../../../src/service/inference/score.js";
import { tokenOffsets } from "../../../src/service/inference/sampling/token-offsets.js";
import { DEFAULT_MODEL_FILE } from "../../../src/service/settings.js";

const TEXT = "The lighthouse of Tolden was built in 1887 and has a lamp that is seen from nine islands. ".repeat(2);
const signal = new AbortController().signal;
let model: LocalModel;
const makeSequence = async (): Promise<KeptPrefix> => {
  const context = await model.native.model.createContext({ contextSize: 512, threads: { ideal: 1, min: 1 } });
  return new KeptPrefix(context.getSequence());
};

beforeAll(async () => {
  model = await LocalModel.load(`.tunelab/models/${DEFAULT_MODEL_FILE}`);
});
afterAll(() => model.dispose());

const tokensOf = (text: string) => model.tokenize(text, false);
const tokensOfChat = (text: string) => model.tokenize(text, true);
const read = ({ sequence: { tokenMeter } }: KeptPrefix): number =>
  tokenMeter.usedInputTokens + tokenMeter.usedOutputTokens;
const scoresOf = async (kept: KeptPrefix, text: string, from: number): Promise<(number | undefined)[]> =>
  (await scoreTokens(model, kept, tokensOf(text), { from, topLogprobs: 0 }, signal)).map((score) => score?.logprob);
const answer = async (kept: KeptPrefix, prompt: SlicedPrompt, seed: number): Promise<string> => {
  const options = { temperature: 1, topP: 1, maxTokens: 12, stop: [], seed };
  const none = { presencePenalty: 0, frequencyPenalty: 0, logitBias: new Map<number, number>() };
  let written = "";
  for await (const piece of generate(model, kept, prompt, { ...options, ...none }, signal)) written += piece.text;
  return written;
};

describe("a prompt", () => {
  it.each([
    [70, 0, [32, 64]],
    [64, 0, [32]],
    [20, 0, []],
    [70, 11, [11, 43]],
    [70, 32, [32, 64]],
    [120, 70, [32, 64, 70, 102]],
    [11, 11, []],
  ])("of %i tokens whose first %i are shared by many is cut at %j", (length, head, ends) => {
    expect(slicePrompt(Array.from({ length }, () => 1) as never, head).ends).toEqual(ends);
  });

  it("of a chat is cut after its system message, whatever the user says", async () => {
    const system = { role: "system", content: "You tell long stories." } as const;
    const head = tokensOfChat("<|im_start|>system\nYou tell long stories.<|im_end|>\n<|im_start|>user\n").length;
    for (const [content, end] of [
      ["Hi", head],
      ["", head],
      // The template's line feed and these two are one token.
      ["\n\nTell me about Rome.", head - 1],
      // What stands for any text in the comparison.
      ["\u0001", undefined],
    ] as const) {
      expect((await chatPrompt(model, [system, { role: "user", content }])).ends[0]).toBe(end);
    }
    expect((await chatPrompt(model, [{ role: "user", content: "Hi" }])).ends[0]).toBeGreaterThan(0);
  });
});

describe("a sequence that keeps the beginning of what it has read", () => {
  it("reads only what follows the shared whole slices, and gives the very same scores and answers", async () => {
    const cold = await makeSequence();
    const warm = await makeSequence();
    const [first, second] = [`${TEXT}It was built in 1887.`, `${TEXT}It was built by nobody knows whom.`];
    const from = tokensOf(TEXT).length;
    expect(Math.floor(from / SLICE)).toBe(1);

    await scoresOf(warm, first, from);
    const before = read(warm);
    const scores = await scoresOf(warm, second, from);
    expect(read(warm) - before).toBe(tokensOf(second).length - 1 - SLICE);
    expect(scores).toEqual(await scoresOf(cold, second, from));
    expect(scores.slice(0, from).every((score) => score === undefined)).toBe(true);

    const prompt = slicePrompt(tokensOf(`${TEXT}The lamp`));
    const written = await answer(warm, prompt, 7);
    expect(written).toBe(await answer(await makeSequence(), prompt, 7));
    expect(written).not.toBe("");
  });

  it("keeps nothing that another text does not begin with, and never the last token", async () => {
    const kept = await makeSequence();
    await scoresOf(kept, TEXT, 1);
    const tokens = tokensOf(TEXT);
    expect(kept.sharedWith(slicePrompt(tokens))).toBe(SLICE);
    expect(kept.sharedWith(slicePrompt(tokens.slice(0, SLICE)))).toBe(0);
    expect(kept.sharedWith(slicePrompt(tokens.slice(0, SLICE + 1)))).toBe(SLICE);
    expect(kept.sharedWith(slicePrompt(tokens.slice(1)))).toBe(0);
    expect(kept.sharedWith(slicePrompt([]))).toBe(0);
    const other = "Something else entirely, about bread.";
    expect(await scoresOf(kept, other, 1)).toEqual(await scoresOf(await makeSequence(), other, 1));
    expect(kept.length).toBe(0);
  });

  it("keeps a system message for the next question, and keeps nothing for a prompt that is cut elsewhere", async () => {
    const ask = (content: string): Promise<SlicedPrompt> =>
      chatPrompt(model, [
        { role: "system", content: "You are a factual chatbot that is also sarcastic." },
        { role: "user", content },
      ]);
    const [first, second] = [await ask("Who discovered Antarctica?"), await ask("Where is the Great Wall?")];
    const warm = await makeSequence();
    await answer(warm, first, 3);
    expect(warm.sharedWith(second)).toBe(second.ends[0]);
    expect(warm.sharedWith(slicePrompt(second.tokens))).toBe(0);
    const before = read(warm);
    const written = await answer(warm, second, 3);
    expect(read(warm) - before).toBeLessThan(second.tokens.length - second.ends[0]! + 13);
    expect(written).toBe(await answer(await makeSequence(), second, 3));
  });

  it("reads the system message of scored conversations once, with the same scores", async () => {
    const turns = (user: string): ReturnType<typeof tokensOf> =>
      model.tokenize(
        `<|im_start|>system\nYou are a factual chatbot that is also sarcastic.<|im_end|>\n<|im_start|>user\n${user}<|im_end|>\n<|im_start|>assistant\nNobody knows.`,
        true,
      );
    const score = (kept: KeptPrefix, tokens: ReturnType<typeof tokensOf>) =>
      scoreTokens(model, kept, tokens, { from: tokens.length - 4, topLogprobs: 0 }, signal);
    const [first, second] = [turns("Who discovered Antarctica?"), turns("Where is the Great Wall?")];
    const system = first.findIndex((token) => model.isEndOfTurn(token)) + 1;
    expect(system).toBeGreaterThan(8);
    const warm = await makeSequence();
    await score(warm, first);
    const before = read(warm);
    const scores = await score(warm, second);
    expect(read(warm) - before).toBe(second.length - 1 - system);
    expect(scores).toEqual(await score(await makeSequence(), second));
  });
});

describe("the pool of contexts", () => {
  it("gives a prompt the context that has read its beginning, and keeps it from prompts that have none", async () => {
    const pool = new ContextPool(model, { concurrency: 1, threads: 1, maxContextSize: 512 });
    const text = tokensOf(TEXT.repeat(3));
    expect(text.length).toBeGreaterThan(4 * SLICE);
    const take = async (tokens: ReturnType<typeof tokensOf>): Promise<KeptPrefix> => {
      const lease = await pool.acquire(undefined, slicePrompt(tokens), tokens.length + 1, signal);
      await scoreTokens(model, lease.kept, tokens, { from: tokens.length - 1, topLogprobs: 0 }, signal);
      await lease.release();
      return lease.kept;
    };
    const first = await take(text);
    const short = await take(tokensOf("Something else, about bread."));
    expect(short).not.toBe(first);
    expect(await take(text)).toBe(first);
    expect(await take(tokensOf("And now about butter."))).toBe(short);
    await pool.trim(0);
  });

  it("does not give away a long conversation for the short system message that another one begins with too", async () => {
    const pool = new ContextPool(model, { concurrency: 1, threads: 1, maxContextSize: 512 });
    const ask = (content: string): Promise<SlicedPrompt> =>
      chatPrompt(model, [
        { role: "system", content: "Be brief." },
        { role: "user", content },
      ]);
    const take = async (prompt: SlicedPrompt): Promise<KeptPrefix> => {
      const lease = await pool.acquire(undefined, prompt, prompt.tokens.length + 4, signal);
      await answer(lease.kept, prompt, 3);
      await lease.release();
      return lease.kept;
    };
    const long = await ask(TEXT.repeat(3));
    const first = await take(long);
    const other = await take(await ask("Who discovered Antarctica?"));
    expect(other).not.toBe(first);
    expect(await take(await ask("Where is the Great Wall?"))).toBe(other);
    expect(await take(long)).toBe(first);
    await pool.trim(0);
  });
});

describe("offsets of tokens", () => {
  it("count a character that several tokens share once", () => {
    const text = "Où est né Zoë 🦓 à Łódź ?";
    const tokens = tokensOf(text);
    const offsets = tokenOffsets(model, tokens);
    expect(offsets).toHaveLength(tokens.length + 1);
    expect(offsets.at(-1)).toBe(text.length);
    const zebra = offsets.filter((offset) => offset === text.indexOf(" 🦓")).length;
    expect(zebra).toBeGreaterThan(1);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  });
});
