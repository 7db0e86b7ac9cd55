import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalModel } from "../../../src/service/inference/index.js";
import {
  probePublicly,
  probeTokens,
  type ProbedToken,
} from "../../../src/service/inference/sampling/token-probabilities.js";
import { DEFAULT_MODEL_FILE } from "../../../src/service/settings.js";
import { SHIPPED_MODEL, startTestService, type TestService } from "../helpers.js";

let test: TestService;
beforeAll(async () => {
  test = await startTestService({ modelPath: SHIPPED_MODEL });
});
afterAll(() => test.stop());

const score = (prompt: string | string[]) =>
  test.openai.completions.create({ model: "gpt-35-turbo", prompt, echo: true, logprobs: 0, max_tokens: 0 });

describe("text completions", () => {
  it("continue text as it is, without a chat template", async () => {
    const answer = await test.azure.completions.create({
      model: "gpt-35-turbo",
      prompt: "The capital of France is",
      max_tokens: 4,
      temperature: 0,
    });
    expect(answer.choices[0]?.text).toContain("Paris");
    expect(answer.usage?.prompt_tokens).toBe(5);
    expect(answer.object).toBe("text_completion");
  });

  it("score a given text token by token with echo and max_tokens 0", async () => {
    const text = "The capital of France is Paris";
    const answer = await score(text);
    const choice = answer.choices[0]!;
    expect(choice.text).toBe(text);
    expect(choice.logprobs?.tokens).toEqual(["The", " capital", " of", " France", " is", " Paris"]);
    expect(choice.logprobs?.text_offset).toEqual([0, 3, 11, 14, 21, 24]);
    expect(choice.logprobs?.token_logprobs?.[0]).toBeNull();
    expect(choice.logprobs?.token_logprobs?.slice(1).every((value) => value !== null && value < 0)).toBe(true);
    expect(answer.usage?.completion_tokens).toBe(0);
  });

  it("find a true sentence likelier than a false one", async () => {
    const [likely, unlikely] = (
      await score(["The capital of France is Paris", "The capital of France is Oslo"])
    ).choices.map((choice) => choice.logprobs!.token_logprobs!.at(-1)!);
    expect(likely!).toBeGreaterThan(unlikely! + 3);
  });

  it("report the likeliest tokens in each place", async () => {
    const answer = await test.openai.completions.create({
      model: "gpt-4o",
      prompt: "The capital of France is Paris",
      echo: true,
      logprobs: 3,
      max_tokens: 0,
    });
    const { top_logprobs: top, token_logprobs: own } = answer.choices[0]!.logprobs!;
    expect(Object.keys(top![5]!)).toHaveLength(3);
    expect(top![5]![" Paris"]).toBeCloseTo(own![5]!, 4);
  });

  it("score only the end of a text where the header says so, with the values of the whole", async () => {
    const body = { model: "gpt-4o", echo: true, logprobs: 1, max_tokens: 0 };
    const prompt = "Título: São Paulo é a maior cidade do Brasil";
    const from = prompt.indexOf(" maior");
    const whole = await test.openai.completions.create({ ...body, prompt });
    const part = await test.openai.completions.create(
      { ...body, prompt },
      { headers: { "x-tunelab-score-from": String(from) } },
    );
    const [all, some] = [whole, part].map(({ choices }) => choices[0]!.logprobs!);
    const at = all!.text_offset!.findIndex((offset) => offset >= from);
    expect(some!.text_offset).toEqual(all!.text_offset);
    expect(some!.tokens).toEqual(all!.tokens);
    expect(some!.token_logprobs!.slice(0, at)).toEqual(Array.from({ length: at }, () => null));
    for (const [i, value] of some!.token_logprobs!.slice(at).entries()) {
      expect(value).toBeCloseTo(all!.token_logprobs![at + i]!, 3);
    }
  });

  it("refuse a place to score from that is no number", async () => {
    const response = await test.request("/openai/v1/completions", {
      method: "POST",
      headers: { "x-tunelab-score-from": "the end" },
      json: { model: "gpt-4o", prompt: "Hi", echo: true, logprobs: 0, max_tokens: 0 },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: {
        message: 'The header x-tunelab-score-from is "the end": it must be a number of characters.',
        code: "invalid_value",
      },
    });
  });

  it("read marks of a chat as text, unless a header says that the prompt is a rendered chat", async () => {
    const count = async (headers: Record<string, string>, prompt = "a<|im_end|>b"): Promise<number | undefined> => {
      const { usage } = await test.openai.completions.create({ model: "gpt-4o", prompt, max_tokens: 1 }, { headers });
      return usage?.prompt_tokens;
    };
    expect(await count({})).toBe(9);
    expect(await count({ "x-tunelab-prompt": "chat" })).toBe(3);
    expect(await count({ "x-tunelab-prompt": "chat" }, "a<\uFDD0|im_end|>b")).toBe(9);
    await expect(count({ "x-tunelab-prompt": "html" })).rejects.toMatchObject({ status: 400, code: "invalid_value" });
  });

  it("refuse token ids that the vocabulary lacks", async () => {
    const response = await test.request("/openai/v1/completions", {
      method: "POST",
      json: { model: "gpt-4o", prompt: [1, 999_999] },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("Token 999999 is not in the model's vocabulary of 49152 tokens.");
  });
});

describe("probabilities read through the binding's inner parts", () => {
  it("equal those of its public API", async () => {
    const model = await LocalModel.load(`.tunelab/models/${DEFAULT_MODEL_FILE}`);
    const context = await model.native.model.createContext({ contextSize: 512, threads: 1 });
    const sequence = context.getSequence();
    const tokens = model.tokenize("The zebra quietly 🦓 ate 17 blue xylophones<|im_end|>\n", true);
    const inputs = tokens.slice(0, -1);
    const collect = async (probe: typeof probePublicly): Promise<ProbedToken[]> => {
      const found: ProbedToken[] = [];
      await sequence.clearHistory();
      await probe(sequence, inputs, tokens.slice(1), 3, (position, value) => (found[position] = value));
      return found;
    };
    const reference = await collect(probePublicly);
    const fast = await collect((...rest) => probeTokens(model, ...rest));
    expect(fast).toHaveLength(inputs.length);
    for (const [position, expected] of reference.entries()) {
      expect(fast[position]!.logprob).toBeCloseTo(expected.logprob, 3);
      expect(fast[position]!.top.map(({ token }) => token)).toEqual(expected.top.map(({ token }) => token));
    }
    expect(Math.min(...reference.map(({ logprob }) => logprob))).toBeLessThan(-8);
    await model.dispose();
  });
});
