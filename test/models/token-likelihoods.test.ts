import { describe, expect, it } from "vitest";
import { makeTokenLikelihoods, meanLogProbability, openModel } from "../../src/models/index.js";
import { type Reply, startFakeModelServer } from "../support/fake-model-server.js";

const PROMPT = "The capital is";

async function ask(reply: Reply, continuation = " Lisbon.") {
  await using server = await startFakeModelServer(() => reply);
  const model = await openModel({ model: "m", api_key: "k", base_url: `${server.url}/v1` }, { maxRetries: 0 });
  const tokens = await makeTokenLikelihoods(model)(PROMPT, continuation);
  return { tokens, requests: server.requests };
}

const echoed = (logprobs: object | null): Reply => ({
  body: {
    object: "text_completion",
    model: "m",
    choices: [{ index: 0, text: `${PROMPT} Lisbon.`, finish_reason: "stop", logprobs }],
  },
});

describe("likelihoods of a continuation", () => {
  it("are those of the tokens that end in it, one that spans the border included, each beside the likeliest", async () => {
    const { tokens, requests } = await ask(
      echoed({
        tokens: ["The capital", " is L", "isbon", "."],
        text_offset: [0, 11, 16, 21],
        token_logprobs: [null, -1, -2, -0.5],
        top_logprobs: [null, { " is P": -0.25 }, { isbon: -2 }, { "!": -3 }],
      }),
    );
    expect(tokens).toEqual([
      { logProbability: -1, bestLogProbability: -0.25 },
      { logProbability: -2, bestLogProbability: -2 },
      { logProbability: -0.5, bestLogProbability: -0.5 },
    ]);
    expect(meanLogProbability(tokens)).toBeCloseTo(-3.5 / 3, 12);
    expect(requests[0]!.body).toEqual({
      model: "m",
      prompt: `${PROMPT} Lisbon.`,
      echo: true,
      logprobs: 1,
      max_tokens: 0,
      temperature: 0,
      stream: false,
    });
    expect(requests[0]!.headers["x-tunelab-score-from"]).toBe("14");
  });

  it("leave out what stands before the continuation or behind it", async () => {
    const { tokens } = await ask(
      echoed({
        tokens: ["The capital is", " Lisbon.", " More"],
        text_offset: [0, 14, 22],
        token_logprobs: [-7, -1, -9],
        top_logprobs: null,
      }),
    );
    expect(tokens).toEqual([{ logProbability: -1, bestLogProbability: -1 }]);
  });

  it.each([
    ["gives none", echoed(null)],
    ["gives none for the continuation", echoed({ text_offset: [0], token_logprobs: [null] })],
    ["gives lists of different lengths", echoed({ text_offset: [0, 14], token_logprobs: [null] })],
    ["refuses", { status: 400, body: { error: { message: "echo is not supported" } } }],
    ["has no completions", { status: 404, body: { error: { message: "not found" } } }],
  ] as [string, Reply][])("say what can give them when a service %s", async (_, reply) => {
    await expect(ask(reply)).rejects.toMatchObject({ code: "likelihood_unavailable" });
  });

  it("tell a text that is too long as such", async () => {
    const error = { message: "This model's maximum context length is 8192 tokens", code: "context_length_exceeded" };
    await expect(ask({ status: 400, body: { error } }, "x".repeat(200_000))).rejects.toMatchObject({
      code: "text_too_long",
      message: expect.stringContaining("8192 tokens"),
    });
  });

  it("pass on what is no question of ability", async () => {
    await expect(ask({ status: 401, body: { error: { message: "bad key" } } })).rejects.toMatchObject({ status: 401 });
  });
});
