import { describe, expect, it } from "vitest";
import { CallFailure } from "../../src/portal/api/failure.js";
import {
  fieldOf,
  isNumberRight,
  isSuffixRight,
  readForm,
  toJobForm,
} from "../../src/portal/pages/jobs/create/job-form.js";
import { messagesFor } from "../../src/portal/pages/chat/chat-state.js";
import { toCell, toCurl } from "../../src/portal/pages/chat/chat-code.js";
import { requestParameters } from "../../src/portal/pages/chat/ask.js";
import { readNumber, readWholeNumber } from "../../src/portal/parts/controls/read-number.js";

const NONE = {
  max_tokens: "",
  temperature: "",
  top_p: "",
  frequency_penalty: "",
  presence_penalty: "",
  past_messages: "",
  stop: "",
};

describe("a typed number", () => {
  it.each([
    ["0,5", 0.5],
    [" 1.25 ", 1.25],
    ["-2", -2],
    ["1e-3", 0.001],
    [".5", 0.5],
    ["", undefined],
    ["1,000.5", undefined],
    ["abc", undefined],
    ["Infinity", undefined],
    ["0x10", undefined],
  ])("%j is %j", (text, expected) => {
    expect(readNumber(text)).toBe(expected);
  });
});

describe("a whole number that was typed", () => {
  it.each([
    ["12", 12],
    ["1,000", 1000],
    ["1.000", 1000],
    ["1 000", 1000],
    ["1\u202f000", 1000],
    ["1'234'567", 1_234_567],
    ["-2.000", -2000],
    ["3.0", 3],
    ["1,5", undefined],
    ["0,500", undefined],
    ["1,000.000", undefined],
    ["1,00", 1],
    ["", undefined],
    ["abc", undefined],
  ])("%j is %j", (text, expected) => {
    expect(readWholeNumber(text)).toBe(expected);
  });

  it("is sent as it was meant, by the playground and by a new job", () => {
    expect(requestParameters({ ...NONE, max_tokens: "1,000", temperature: "0,5" })).toEqual({
      max_tokens: 1000,
      temperature: 0.5,
    });
    expect(toJobForm(readForm(new URLSearchParams("file=file-1&seed=1.000"), ["gpt-4o"])).seed).toBe(1000);
    expect(isNumberRight("n_epochs", "1,000")).toBe(false);
  });
});

describe("the form of a job", () => {
  const models = ["gpt-4o", "gpt-4o-mini"];

  it("is read from the address and sends only what was filled in", () => {
    const form = readForm(new URLSearchParams("file=file-1&suffix=ft-travel&n_epochs=3&seed=105&beta=0,2"), models);
    expect(toJobForm(form)).toEqual({
      model: "gpt-4o",
      method: "supervised",
      trainingFile: "file-1",
      suffix: "ft-travel",
      seed: 105,
      hyperparameters: { n_epochs: 3 },
    });
    expect(toJobForm({ ...form, method: "dpo" }).hyperparameters).toEqual({ n_epochs: 3, beta: 0.2 });
  });

  it("takes the first model for one that is not offered", () => {
    expect(readForm(new URLSearchParams("model=gpt-9"), models).model).toBe("gpt-4o");
  });

  it.each([
    ["n_epochs", "", true],
    ["n_epochs", "50", true],
    ["n_epochs", "51", false],
    ["n_epochs", "1.5", false],
    ["n_epochs", "0", false],
    ["learning_rate_multiplier", "0,5", true],
    ["learning_rate_multiplier", "0", false],
    ["seed", "0", true],
    ["seed", "2147483648", false],
    ["batch_size", "x", false],
  ] as const)("%s %j is right: %s", (name, text, expected) => {
    expect(isNumberRight(name, text)).toBe(expected);
  });

  it.each([
    ["ft-travel_1", true],
    ["", true],
    ["a b", false],
    ["é", false],
    ["x".repeat(41), false],
  ])("suffix %j is right: %s", (suffix, expected) => {
    expect(isSuffixRight(suffix)).toBe(expected);
  });

  it.each([
    ["", "suffix", "suffix"],
    ["The suffix must have at most 40 characters", undefined, "suffix"],
    ["The file file-1 cannot be used: it has problems", undefined, "file"],
    ["invalid validation_file: file-2", undefined, "validation"],
    ["Something else", undefined, undefined],
  ])("shows a refusal %j where it belongs", (message, param, expected) => {
    const details = { status: 400, code: "invalidPayload", ...(param === undefined ? {} : { param }) };
    expect(fieldOf(new CallFailure(message, details))).toBe(expected);
  });
});

describe("what the playground sends", () => {
  const setup = {
    systemMessage: "Be brief.",
    examples: [
      { user: "Hi", assistant: "Hello" },
      { user: "unfinished", assistant: "" },
    ],
  };
  const turns = [1, 2].map((n) => ({
    user: `q${n}`,
    answers: {
      base: { text: `b${n}`, state: "done" as const },
      tuned: { text: n === 2 ? "" : "t1", state: "failed" as const },
    },
  }));

  it("is the system message, whole examples, that deployment's own turns, and the question", () => {
    expect(messagesFor("base", setup, turns, "q3").map(({ content }) => content)).toEqual([
      "Be brief.",
      "Hi",
      "Hello",
      "q1",
      "b1",
      "q2",
      "b2",
      "q3",
    ]);
    expect(messagesFor("tuned", setup, turns, "q3").map(({ content }) => content)).toEqual([
      "Be brief.",
      "Hi",
      "Hello",
      "q1",
      "t1",
      "q3",
    ]);
  });

  it.each([
    [0, ["q"]],
    [2, ["q2", "b2", "q"]],
    [undefined, ["q1", "b1", "q2", "b2", "q"]],
  ])("takes %j past messages along", (pastMessages, expected) => {
    const messages = messagesFor("base", { systemMessage: "", examples: [] }, turns, "q", pastMessages);
    expect(messages.map(({ content }) => content)).toEqual(expected);
  });

  it("leaves out numbers that are empty or out of bounds, and what only the page uses", () => {
    const texts = { ...NONE, temperature: "0", top_p: "1,5", max_tokens: "80", past_messages: "4", stop: "END" };
    expect(requestParameters(texts)).toEqual({ max_tokens: 80, temperature: 0, stop: "END" });
  });

  it("is shown as the cell that asks the same, and as curl without a key in it", () => {
    const whole = { systemMessage: 'Say "it\'s"', examples: [{ user: "Hi", assistant: "Hello" }] };
    expect(toCell(["gpt-4o", "gpt-4o-ft"], whole, { ...NONE, max_tokens: "80" }, "Why?")).toBe(
      [
        'import { AzureOpenAI } from "openai";',
        'import { chatPlayground } from "tunelab";',
        "",
        'const client = new AzureOpenAI({ apiVersion: "2024-10-21" });',
        "const chat = chatPlayground({",
        "  client,",
        '  models: ["gpt-4o", "gpt-4o-ft"],',
        '  systemMessage: "Say \\"it\'s\\"",',
        "  examples: [",
        '    { user: "Hi", assistant: "Hello" },',
        "  ],",
        "  parameters: { maxTokens: 80 },",
        "});",
        'await chat.send("Why?");',
        "",
      ].join("\n"),
    );
    const curl = toCurl("gpt-4o", whole, NONE, "Why?");
    expect(curl).toContain("$AZURE_OPENAI_API_KEY");
    expect(curl).toContain("it'\\''s");
  });
});
