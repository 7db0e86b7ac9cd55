import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import OpenAI from "openai";
import { autologOpenAI, evaluateGenai, lastTraces, trace } from "../../../src/evaluate/index.js";

const completion = { id: "c", choices: [{ message: { role: "assistant", content: "Lisbon" } }] };
const answering = (async () => Response.json(completion)) as typeof fetch;
const makeClient = (Client: typeof OpenAI): OpenAI =>
  new Client({ apiKey: "test", baseURL: "http://127.0.0.1:1/v1", fetch: answering });
const ask = async (client: OpenAI, content: string): Promise<string | null> =>
  (await client.chat.completions.create({ model: "m", messages: [{ role: "user", content }] })).choices[0]!.message
    .content;

describe("trace", () => {
  it("records inputs, outputs and errors of a call, and changes neither", async () => {
    const double = trace((n: number) => n * 2, { name: "double" });
    expect(double(21)).toBe(42);
    expect(lastTraces().at(-1)).toMatchObject({
      state: "OK",
      request: 21,
      response: 42,
      spans: [{ name: "double", parentId: null }],
    });
    const failing = trace(async () => {
      throw new Error("no");
    });
    await expect(failing()).rejects.toThrow("no");
    await new Promise((resolve) => setImmediate(resolve));
    expect(lastTraces().at(-1)).toMatchObject({ state: "ERROR", spans: [{ status: "ERROR", error: "no" }] });
  });

  it("keeps steps of rows that run at once apart, under the row they belong to", async () => {
    const retrieve = trace(
      async (q: string) => {
        await new Promise((resolve) => setTimeout(resolve, q === "a" ? 20 : 1));
        return [`about ${q}`];
      },
      { name: "retrieve", spanType: "RETRIEVER" },
    );
    const result = await evaluateGenai({
      data: [{ inputs: { q: "a" } }, { inputs: { q: "b" } }],
      predictFn: async ({ q }: { readonly q: string }) => (await retrieve(q))[0],
      scorers: [],
    });
    expect(result.results.map((row) => row.trace.spans.map((span) => [span.name, span.outputs]))).toEqual([
      [
        ["predict", "about a"],
        ["retrieve", ["about a"]],
      ],
      [
        ["predict", "about b"],
        ["retrieve", ["about b"]],
      ],
    ]);
    const [outer, inner] = result.results[0]!.trace.spans;
    expect(inner!.parentId).toBe(outer!.spanId);
  });
});

describe("autolog", () => {
  it("records chat completions of both builds of the openai package, and can be undone", async () => {
    const required = (createRequire(import.meta.url)("openai") as { OpenAI: typeof OpenAI }).OpenAI;
    await autologOpenAI();
    await autologOpenAI();
    for (const Client of [OpenAI, required]) {
      const result = await evaluateGenai({
        data: [{ inputs: { question: "capital?" } }],
        predictFn: ({ question }: { readonly question: string }) => ask(makeClient(Client), question),
        scorers: [],
      });
      expect(result.results[0]!.outputs).toBe("Lisbon");
      const spans = result.results[0]!.trace.spans;
      expect(spans.map((span) => [span.name, span.spanType])).toEqual([
        ["predict", "CHAIN"],
        ["Completions", "CHAT_MODEL"],
      ]);
      expect(spans[1]).toMatchObject({ inputs: { messages: [{ content: "capital?" }] }, outputs: { id: "c" } });
    }
    await autologOpenAI({ disable: true });
    const before = lastTraces().length;
    await ask(makeClient(OpenAI), "again?");
    expect(lastTraces()).toHaveLength(before);
  });
});
