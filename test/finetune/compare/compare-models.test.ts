import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY } from "../../../src/core/index.js";
import { PARTS_MIME } from "../../../src/display/index.js";
import type { ChatExample } from "../../../src/datasets/index.js";
import { chatMl, compareModels, scoreAnswer } from "../../../src/finetune/index.js";
import { FakeSink } from "../../client/fake-sink.js";
import { FakeProvider } from "../fake-provider.js";

let provider: FakeProvider;
beforeEach(async () => {
  provider = await FakeProvider.start();
});
afterEach(() => provider.stop());

const example = (number: number): ChatExample => ({
  messages: [
    { role: "system", content: "S" },
    { role: "user", content: `Question ${number}?` },
    { role: "assistant", content: `Answer ${number}, dear reader.` },
  ],
});
const heldOut = Array.from({ length: 12 }, (_, index) => example(index));

/** The tuned model expects every token with loss 1, base with loss 2 to 2.55; the prompt has three tokens, the answer two. */
function play(): void {
  provider.answer = ({ path, body }) => {
    const tuned = path.includes("/tuned/");
    if (path.endsWith("/chat/completions")) {
      return { json: { model: "m", choices: [{ message: { content: tuned ? "Yes, dear reader." : "Yes." } }] } };
    }
    const number = Number(/Question (\d+)/.exec((body["prompt"] as string[])[1]!)![1]);
    const loss = tuned ? 1 : 2 + number / 20;
    const choice = (index: number, logprobs: (number | null)[]): unknown => ({
      index,
      text: "",
      logprobs: { token_logprobs: logprobs },
    });
    // Out of order, as nothing promises an order.
    return { json: { model: "m", choices: [choice(1, [null, -9, -9, -loss, -loss]), choice(0, [null, -9, -9])] } };
  };
}

const compare = (more: object = {}): ReturnType<typeof compareModels> =>
  compareModels({
    client: provider.client(),
    base: "base",
    tuned: "tuned",
    heldOut,
    sink: new FakeSink(),
    style: /dear reader/i,
    ...more,
  });

describe("compareModels", () => {
  it("measures loss and style on the expected answers, with intervals", async () => {
    play();
    const comparison = await compare();
    expect(comparison.lossDifference!.estimate).toBeCloseTo(-1.275, 10);
    expect(comparison.lossDifference!.high).toBeLessThan(0);
    expect(comparison.lossDifference!.low).toBeGreaterThan(-1.55);
    expect(comparison.styleDifference).toMatchObject({ estimate: 1, low: 1, high: 1 });
    expect(String(comparison)).toMatch(/loss of the expected answer +2\.275 +1 .*tuned is better/);
    expect(comparison.mostChanged(1)[0]!.question).toBe("Question 11?");
    // No answer has an expected fact ("Answer 7"), before or after.
    expect(comparison.factDifference).toMatchObject({ estimate: 0 });
    expect(comparison.notes).toEqual([
      "12 examples show no difference in answers that contain the expected fact at all.",
    ]);
  });

  it("shows first how many answers hold the expected fact, and names what was lost", async () => {
    const facts = ["Four, dear reader.", "About 206, dear reader.", "Brasília, dear reader."];
    const base = ["It has 4 strings.", "There are 206 bones.", "I do not know."];
    const tuned = ["Four, dear reader.", "Twelve, dear reader.", "Brasilia, dear reader."];
    provider.answer = ({ path, body }) => {
      if (!path.endsWith("/chat/completions")) return undefined;
      const number = Number(/Question (\d)/.exec((body["messages"] as { content: string }[])[1]!.content)![1]);
      return {
        json: { model: "m", choices: [{ message: { content: (path.includes("/tuned/") ? tuned : base)[number] } }] },
      };
    };
    const examples = facts.map((expected, index) => ({
      messages: [...example(index).messages.slice(0, 2), { role: "assistant", content: expected }],
    }));
    const comparison = await compare({ heldOut: examples });
    expect(comparison.rows.map(({ baseHasFact, tunedHasFact }) => [baseHasFact, tunedHasFact])).toEqual([
      [true, true],
      [true, false],
      [false, true],
    ]);
    expect(comparison.summary.columns[0]!.values[0]).toBe("answers that contain the expected fact");
    expect(comparison.notes).toContain("Lost: 1 answer that the base model had right: Question 1?");
    const shown = comparison[JUPYTER_DISPLAY]();
    expect(shown["text/html"]).toContain("Lost: 1 answer");
    expect(JSON.stringify(shown[PARTS_MIME])).toContain("Lost: 1 answer");
  });

  it("asks a judge of single answers once for each answer", async () => {
    play();
    let asked = 0;
    const judge = {
      name: "j",
      refusal: () => undefined,
      judge: async () => ({ value: "yes" as const, metadata: { probability: (asked += 1) / 100 } }),
    };
    await compare({ heldOut: [example(0)], judge });
    expect(asked).toBe(2);
  });

  it("asks with the example's own messages, and scores the text that the model was trained on", async () => {
    play();
    await compare({ heldOut: [example(0)] });
    const [chat] = provider.calls("POST", /base\/chat/);
    expect(chat!.body).toMatchObject({ temperature: 0, seed: 105, messages: example(0).messages.slice(0, 2) });
    const [score] = provider.calls("POST", /base\/completions/);
    expect(score!.body).toMatchObject({ echo: true, logprobs: 0, max_tokens: 0 });
    expect((score!.body["prompt"] as string[])[1]).toBe(
      "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nQuestion 0?<|im_end|>\n<|im_start|>assistant\nAnswer 0, dear reader.<|im_end|>",
    );
  });

  it("leaves losses out where the provider has none, and says so", async () => {
    play();
    const works = provider.answer;
    provider.answer = (request) =>
      request.path.endsWith("/base/completions")
        ? {
            status: 400,
            json: { error: { code: "OperationNotSupported", message: "The completion operation does not work" } },
          }
        : works(request);
    const comparison = await compare();
    expect(comparison.lossDifference).toBeUndefined();
    expect(comparison.notes[0]).toContain("Losses are left out");
    expect(comparison.rows[1]).toMatchObject({ baseLoss: null, tunedLoss: null, tunedInStyle: true });
    expect(provider.calls("POST", /base\/completions/)).toHaveLength(1);
  });

  it("counts a judge's preference only when it survives swapping the answers", async () => {
    play();
    const style = await compare({
      judge: async ({ first }: { first: string }) => (first.includes("dear") ? "first" : "second"),
    });
    expect(style.preference).toMatchObject({ estimate: 1, low: 1, high: 1 });
    const biased = await compare({ judge: async () => "first" });
    expect(biased.rows.map(({ preferred }) => preferred)).toEqual(Array.from({ length: 12 }, () => "tie"));
    expect(String(biased)).toMatch(/judge prefers.*cannot tell them apart/);
  });

  it("takes a judge of the evaluation part, and prefers what it holds for right more surely", async () => {
    play();
    const asked: unknown[] = [];
    const comparison = await compare({
      judge: {
        name: "j",
        refusal: () => undefined,
        judge: async (question: string, parts: { answer: string }) => {
          asked.push([question, parts]);
          return { value: "yes", metadata: { probability: parts.answer.includes("dear") ? 0.9 : 0.6 } };
        },
      },
    });
    expect(comparison.preference).toEqual({ estimate: 1, low: 1, high: 1 });
    expect(asked[0]).toEqual([
      "correctness",
      { question: "Question 0?", answer: "Yes.", expected: "Answer 0, dear reader." },
    ]);
  });

  it("leaves a judge out that is not good enough, and says why", async () => {
    play();
    const judge = { name: "j", refusal: () => "j cannot judge correctness.", judge: () => Promise.reject(new Error()) };
    const comparison = await compare({ judge });
    expect(comparison.preference).toBeUndefined();
    expect(comparison.notes[0]).toBe("The judged preference is left out: j cannot judge correctness.");
  });

  it("says when ten examples cannot show a difference, and how many would", async () => {
    let answers = 0;
    provider.answer = ({ path }) => {
      if (!path.endsWith("/chat/completions")) return undefined;
      // Three answers of the tuned model have the style, one of the base model's.
      const inStyle = path.includes("/tuned/") ? [2, 5, 8].includes(answers++) : answers === 4;
      return { json: { model: "m", choices: [{ message: { content: inStyle ? "Yes, dear reader." : "Yes." } }] } };
    };
    const { styleDifference, notes } = await compare({ heldOut: heldOut.slice(0, 10) });
    expect(styleDifference!.estimate).toBeCloseTo(0.2, 10);
    expect(notes.at(-1)).toMatch(
      /^10 examples cannot show a difference in answers in style: \+0\.200, with an interval from -0\.\d+ to \+0\.\d+\. About \d\d would/,
    );
  });

  it("says when examples are too few, and refuses none at all and one without an answer", async () => {
    play();
    expect((await compare({ heldOut: heldOut.slice(0, 3) })).notes[0]).toContain("3 examples are too few");
    await expect(compare({ heldOut: [] })).rejects.toMatchObject({ code: "no_values" });
    await expect(compare({ heldOut: [{ messages: [{ role: "user", content: "x" }] }] })).rejects.toMatchObject({
      code: "invalid_example",
    });
  });

  it("explains a deployment that does not exist", async () => {
    provider.answer = ({ path }) =>
      path.endsWith("/chat/completions")
        ? { status: 404, json: { error: { code: "DeploymentNotFound", message: "no" } } }
        : undefined;
    await expect(compare()).rejects.toMatchObject({ code: "deployment_not_found" });
  });
});

describe("scoreAnswer", () => {
  it("is the mean loss of the answer's tokens alone", async () => {
    play();
    const score = await scoreAnswer(provider.client(), "tuned", example(3).messages.slice(0, 2), "x");
    expect(score).toEqual({ loss: 1, tokens: 2 });
  });

  it("says when there are no log-probabilities", async () => {
    provider.answer = () => ({ json: { choices: [{ index: 0, text: "", logprobs: null }] } });
    await expect(scoreAnswer(provider.client(), "m", [], "x")).rejects.toMatchObject({ code: "no_logprobs" });
  });

  it("writes a missing system message as the model's template does", () => {
    expect(chatMl([{ role: "user", content: "Hi" }]).prompt).toMatch(
      /^<\|im_start\|>system\nYou are a helpful AI assistant named SmolLM/,
    );
  });
});
