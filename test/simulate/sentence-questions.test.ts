import { describe, expect, it } from "vitest";
import { Simulator } from "../../src/simulate/index.js";
import { findSentences, findSpans } from "../../src/simulate/questions/sentence-spans.js";
import { type Reply, startFakeModelServer, toChatCompletion } from "../support/fake-model-server.js";

describe("findSentences", () => {
  it("keeps abbreviations and initials together, and leaves out what is too short", () => {
    const text =
      "He met Dr. John H. Watson in London in 1881. Yes. They shared rooms at 221B Baker Street for years!\nA title without end";
    expect(findSentences(text)).toEqual([
      "He met Dr. John H. Watson in London in 1881.",
      "They shared rooms at 221B Baker Street for years!",
    ]);
  });

  it.each(["", "Two words", "😀 😀"])("finds none in %j", (text) => {
    expect(findSentences(text)).toEqual([]);
  });
});

describe("findSpans", () => {
  it.each([
    ["She won the Nobel Prize in Chemistry in 1911.", ["1911", "Nobel Prize", "Chemistry"]],
    ["He was born on 18 July 1918 in the village of Mvezo.", ["18 July 1918", "Mvezo"]],
    ["Nasceu em 7 de novembro de 1867 em Varsóvia.", ["7 de novembro de 1867", "Varsóvia"]],
    ["The Mayor met Augustus De Morgan in May 1851.", ["May 1851", "Mayor", "Augustus De Morgan"]],
  ])("of %j are %j", (sentence, spans) => {
    expect(findSpans(sentence).map(({ text }) => text)).toEqual(spans);
  });

  it("stand where they say", () => {
    const sentence = "The École Normale moved to the rue d’Ulm in 1847.";
    for (const { text, start } of findSpans(sentence)) expect(sentence.slice(start, start + text.length)).toBe(text);
  });
});

const TEXT =
  "Ada Lovelace was born in London in 1815. Her notes on the engine were published in 1843 by Richard Taylor.";

/** A small model: writes a question per answer, and finds one answer likelier than the others. */
function reply(body: Record<string, unknown>, likely: (continuation: string) => boolean): Reply {
  if (body["messages"] !== undefined) return { body: { ...toChatCompletion("Hi"), model: "smollm2-135m-instruct" } };
  const prompt = String(body["prompt"]);
  const completion = (fields: object) => ({
    body: {
      id: "1",
      object: "text_completion",
      created: 0,
      model: "smollm2-135m-instruct",
      choices: [{ index: 0, finish_reason: "stop", ...fields }],
      usage: { prompt_tokens: 50, completion_tokens: 8, total_tokens: 58 },
    },
  });
  if (body["echo"] !== true) {
    const [, sentence, opening] = /.*Sentence: (.*)\nAnswer: .*\nQuestion:(.*)$/s.exec(prompt) ?? [];
    const subject = sentence!.split(" ").slice(0, 4).join(" ");
    return completion({ text: `${opening === "" ? " Who saw that" : ""} ${subject} happened?`, logprobs: null });
  }
  const at = prompt.lastIndexOf("Answer:") + "Answer:".length;
  const value = likely(prompt.slice(at).trim()) ? -0.1 : -5;
  return completion({
    text: prompt,
    logprobs: {
      tokens: [prompt.slice(0, at), prompt.slice(at)],
      text_offset: [0, at],
      token_logprobs: [null, value],
      top_logprobs: null,
    },
  });
}

async function simulate(likely: (continuation: string) => boolean, options: object = {}) {
  await using server = await startFakeModelServer(({ body }) => reply(body, likely));
  const simulator = new Simulator({ model: "gpt-4o", api_key: "k", base_url: `${server.url}/v1` });
  const result = await simulator.simulate({
    target: ({ messages }) => ({ messages: [...messages.messages, { role: "assistant", content: "I think so." }] }),
    text: TEXT,
    numQueries: 2,
    maxConversationTurns: 1,
    ...options,
  });
  return { result, requests: server.requests };
}

describe("questions sentence by sentence", () => {
  it("are chosen for a small model on this machine, and named in the output", async () => {
    const { result } = await simulate((text) => ["1815", "1843"].includes(text));
    expect(result.report).toMatchObject({ strategy: "sentences", models: ["smollm2-135m-instruct"] });
    expect(result.toString()).toContain("questions sentence by sentence by smollm2-135m-instruct");
    expect(result.conversations.map(({ context }) => context.strategy)).toEqual(["sentences", "sentences"]);
  });

  it("carry the span as the expected answer only; the answer comes from the target", async () => {
    const { result } = await simulate((text) => ["1815", "1843"].includes(text));
    expect(result.conversations.map(({ context }) => context.expected_response)).toEqual(["1815", "1843"]);
    expect(result.toRows().map(({ response }) => response)).toEqual(["I think so.", "I think so."]);
  });

  it("drop an answer that the model finds less likely than another span", async () => {
    const { result } = await simulate((text) => text === "London" || text === "Richard Taylor");
    expect(result.conversations.map(({ context }) => context.expected_response)).toEqual(["London", "Richard Taylor"]);
  });

  it("are tried for a date before a name that is not the topic's, which is hardly ever kept", async () => {
    const text =
      "Ada was taught by Augustus De Morgan in London. Later Ada wrote notes on the engine in 1843. " +
      "The friend of those years was Charles Babbage of Cambridge.";
    const { requests } = await simulate(() => true, { text, numQueries: 3 });
    const prompts = requests
      .map(({ body }) => String(body["prompt"]))
      .filter((prompt) => /Question:(?: When)?$/.test(prompt));
    // Two are tried at once, in any order.
    const tried = prompts.slice(0, 2).map((prompt) => prompt.split("Answer: ").at(-1)!.split("\n")[0]);
    expect(tried).toContain("1843");
  });

  it("make later turns of other questions, never by prompting for chat", async () => {
    const { result, requests } = await simulate((text) => ["1815", "1843"].includes(text), {
      numQueries: 1,
      maxConversationTurns: 2,
    });
    const [conversation] = result.conversations;
    expect(conversation!.messages.filter(({ role }) => role === "user")).toHaveLength(2);
    expect(new Set(conversation!.messages.map(({ content }) => content)).size).toBe(3);
    expect(requests.filter(({ path }) => path.endsWith("/chat/completions"))).toHaveLength(1);
  });

  it("that a text in a language that is not told gave too few of come with the word that English is needed", async () => {
    const { result } = await simulate(() => false, { text: "O café da Ana abre às nove. Custa 2 euros." });
    expect(result.report.warnings).toEqual([
      "The text gave 0 questions instead of 2: use a longer text or a larger model. Questions are made sentence by sentence, which works in English only.",
    ]);
  });

  it("are refused for a text of two words", async () => {
    await expect(simulate(() => true, { text: "Two words" })).rejects.toMatchObject({ code: "text_too_short" });
  });

  it("cost no more calls for a text of 200,000 characters than for a short one", async () => {
    const text = Array.from(
      { length: 3_300 },
      (_, i) => `Engineer number ${i} of the long tunnel met Ada Moor in ${1200 + (i % 800)}.`,
    ).join(" ");
    expect(text.length).toBeGreaterThan(200_000);
    const { result, requests } = await simulate((answer) => /^\d{4}$/.test(answer), { text, numQueries: 3 });
    expect(result.length).toBe(3);
    expect(requests.length).toBeLessThan(30);
    expect(Math.max(...requests.map(({ body }) => JSON.stringify(body).length))).toBeLessThan(2_000);
  });

  it("say what is needed when the service gives no likelihoods", async () => {
    await using server = await startFakeModelServer(({ body }) =>
      body["echo"] === true
        ? { status: 400, body: { error: { message: "echo is not supported" } } }
        : reply(body, () => true),
    );
    const simulator = new Simulator({ model: "m", api_key: "k", base_url: `${server.url}/v1` });
    const target = () => ({ messages: [{ role: "assistant", content: "x" }] });
    await expect(simulator.simulate({ target, text: TEXT, strategy: "sentences" })).rejects.toMatchObject({
      code: "likelihood_unavailable",
    });
  });
});
