import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluate, evaluateGenai, Guidelines, priceUsage, promptJudge } from "../../../src/evaluate/index.js";
import { describeUsage } from "../../../src/evaluate/usage/index.js";

const completion = (content: string, model: string) => ({
  model,
  choices: [{ message: { content } }],
  usage: { prompt_tokens: 1000, completion_tokens: 100 },
});

let server: Server;
let baseURL: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { model } = JSON.parse(body) as { model: string };
      const content = model === "judge" ? '{"rationale":"Fine.","result":"yes"}' : "Yes.";
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(completion(content, model)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

describe("tokens and cost of a run", () => {
  it("counts the calls that a model function makes, though it returns only their text", async () => {
    const client = new OpenAI({ baseURL, apiKey: "none" });
    const original = OpenAI.Chat.Completions.prototype.create;
    const model = async ({ q }: { readonly q: string }): Promise<string> => {
      const messages = [{ role: "user" as const, content: q }];
      const answer = await client.chat.completions.create({ model: "small", messages });
      return answer.choices[0]!.message.content!;
    };
    const data = [{ q: "a?" }, { q: "b?" }];
    const result = await evaluate({ data, model, perRow: true, modelType: "text" });
    expect(result.usage.models).toEqual([
      { model: "small", calls: 2, promptTokens: 2000, completionTokens: 200, isLocal: true },
    ]);
    expect(result.usage.dollars).toBe(0);
    expect(result.facts["tokens"]).toBe("2000 in, 200 out");
    expect(result.toString()).toContain("cost nothing: answered on this machine");
    expect(OpenAI.Chat.Completions.prototype.create).toBe(original);
  });

  it("counts judges apart from the model, with the question who answers", async () => {
    const judge = promptJudge({ client: new OpenAI({ baseURL, apiKey: "none" }), model: "judge" });
    const result = await evaluateGenai({
      data: [{ inputs: { q: "a?" }, outputs: "Yes." }],
      scorers: [Guidelines({ guidelines: "The answer is short" })],
      judge,
    });
    expect(result.metrics).toEqual({ "guidelines/mean": 1 });
    expect(result.usage).toMatchObject({ models: [], judges: [{ model: "judge", calls: 2, promptTokens: 2000 }] });
    expect(result.facts["tokens"]).toBe("0 in, 0 out; judges 2000 in, 200 out");
  });

  it("counts completions that the model function returns as they came, and prices them", async () => {
    const model = (): unknown => completion("Yes", "gpt-4o-mini-2024-07-18");
    const data = [{ q: "a?" }, { q: "b?" }, { q: "c?" }];
    const result = await evaluate({ data, model, perRow: true, modelType: "text" });
    expect(result.rows[0]!["outputs"]).toBe("Yes");
    // 3,000 tokens at 0.15 $ and 300 at 0.60 $ per million.
    expect(result.usage).toMatchObject({ promptTokens: 3000, completionTokens: 300 });
    expect(result.usage.dollars).toBeCloseTo(0.00063, 12);
    expect(result.facts["cost"]).toBe("0.00063 $ (prices of 2026-11-21)");
  });

  it("has no price for a model that the list does not know", () => {
    const usage = { calls: 1, promptTokens: 10, completionTokens: 1, isLocal: false };
    const report = priceUsage([{ ...usage, model: "gpt-4o-mini" }], [{ ...usage, model: "llama" }]);
    expect(report).toMatchObject({ dollars: undefined, unpriced: ["llama"] });
    expect(describeUsage(report)["cost"]).toBe("unknown: the price list of 2026-11-21 has no llama");
    expect(describeUsage(priceUsage([], []))).toEqual({});
  });
});
