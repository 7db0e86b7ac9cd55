import { AzureOpenAI } from "openai";
import { expect, it } from "vitest";
import { findAnsweringModel } from "../../src/models/index.js";

it("finds a reasoning model too, which refuses max_tokens", async () => {
  const asked: unknown[] = [];
  const answers = [
    {
      status: 400,
      body: { error: { code: "unsupported_parameter", message: "Use 'max_completion_tokens' instead." } },
    },
    { status: 200, body: { model: "o4-mini-2025-04-16", choices: [] } },
  ];
  const client = new AzureOpenAI({
    endpoint: "http://127.0.0.1:1",
    apiKey: "none",
    apiVersion: "2024-10-21",
    fetch: (_url, init) => {
      asked.push(JSON.parse(init!.body as string));
      const { status, body } = answers.shift()!;
      return Promise.resolve(Response.json(body, { status }));
    },
  });
  expect(await findAnsweringModel({ client, model: "reasoner" })).toEqual({
    name: "o4-mini-2025-04-16",
    parameters: undefined,
    isSmall: false,
  });
  const messages = [{ role: "user", content: "Hi" }];
  expect(asked).toEqual([
    { model: "reasoner", messages, max_tokens: 1 },
    { model: "reasoner", messages, max_completion_tokens: 16 },
  ]);
});
