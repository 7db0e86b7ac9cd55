import OpenAI, { AuthenticationError, AzureOpenAI, BadRequestError, NotFoundError } from "openai";
import type { ChatCompletion, ChatCompletionChunk } from "openai/resources/chat/completions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalModel } from "../../../src/service/inference/index.js";
import { DEFAULT_MODEL_FILE } from "../../../src/service/settings.js";
import { SHIPPED_MODEL, startTestService, type TestService } from "../helpers.js";

let test: TestService;
beforeAll(async () => {
  test = await startTestService({ modelPath: SHIPPED_MODEL });
});
afterAll(() => test.stop());

const capital = [
  { role: "system", content: "You answer in one short sentence." },
  { role: "user", content: "What is the capital of France?" },
] as const;
const greedy = { model: "gpt-4o", messages: [...capital], temperature: 0, max_tokens: 16 };

async function failure(promise: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OpenAI.APIError);
  return error as InstanceType<typeof OpenAI.APIError>;
}

describe("chat completions", () => {
  it("answer an AzureOpenAI client with Azure's fields and the name of the model that answered", async () => {
    const { data, response } = await test.azure.chat.completions.create(greedy).withResponse();
    expect(data.choices[0]?.message.content).toContain("Paris");
    expect(data.model).toBe("smollm2-135m-instruct");
    expect(data.object).toBe("chat.completion");
    expect(data.id).toMatch(/^chatcmpl-[A-Za-z0-9]{24}$/);
    expect(data.usage?.prompt_tokens).toBe(28);
    expect(data.usage?.total_tokens).toBe(28 + data.usage!.completion_tokens);
    const azure = data as unknown as Record<string, unknown>;
    expect(azure["prompt_filter_results"]).toEqual([
      {
        prompt_index: 0,
        content_filter_results: {
          hate: { filtered: false, severity: "safe" },
          self_harm: { filtered: false, severity: "safe" },
          sexual: { filtered: false, severity: "safe" },
          violence: { filtered: false, severity: "safe" },
          jailbreak: { filtered: false, detected: false },
        },
      },
    ]);
    expect(response.headers.get("apim-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get("x-ms-region")).toBe("local");
    expect(Number(response.headers.get("x-ratelimit-remaining-tokens"))).toBeLessThan(10_000);
  });

  it("answer an OpenAI client on /openai/v1 with the same words and without Azure's fields", async () => {
    const azure = await test.azure.chat.completions.create(greedy);
    const openai = await test.openai.chat.completions.create(greedy);
    expect(openai.choices[0]?.message.content).toBe(azure.choices[0]?.message.content);
    expect(openai).not.toHaveProperty("prompt_filter_results");
    expect(openai.choices[0]).not.toHaveProperty("content_filter_results");
  });

  it("stream the text that the same request answers whole, and count the tokens when asked", async () => {
    const whole = await test.azure.chat.completions.create(greedy);
    const chunks: ChatCompletionChunk[] = [];
    for await (const chunk of await test.azure.chat.completions.create({
      ...greedy,
      stream: true,
      stream_options: { include_usage: true },
    })) {
      chunks.push(chunk);
    }
    expect(chunks[0]).toMatchObject({ id: "", object: "", model: "", choices: [] });
    expect(chunks[0]).toHaveProperty("prompt_filter_results");
    expect(chunks[1]?.choices[0]?.delta).toMatchObject({ role: "assistant", content: "" });
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe(
      whole.choices[0]?.message.content,
    );
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe(whole.choices[0]?.finish_reason);
    expect(chunks.at(-1)?.usage).toEqual(whole.usage);
  });

  it("give the same answer for the same seed, and another for another", async () => {
    const ask = (seed: number) =>
      test.azure.chat.completions.create({ ...greedy, temperature: 1.5, max_tokens: 12, seed });
    const [first, again, other] = [await ask(7), await ask(7), await ask(8)].map(
      (answer) => answer.choices[0]?.message.content,
    );
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it("end at max_completion_tokens with finish_reason length", async () => {
    const answer = await test.openai.chat.completions.create({
      ...greedy,
      max_tokens: undefined,
      max_completion_tokens: 3,
    });
    expect(answer.choices[0]?.finish_reason).toBe("length");
    expect(answer.usage?.completion_tokens).toBe(3);
  });

  it("end before a stop sequence that spans several tokens", async () => {
    const answer = await test.openai.chat.completions.create({ ...greedy, stop: [" is Par", "never"] });
    expect(answer.choices[0]?.finish_reason).toBe("stop");
    expect(answer.choices[0]?.message.content).toBe("The capital of France");
  });

  it("send the model's own template over the messages and nothing more", async () => {
    const model = await LocalModel.load(`.tunelab/models/${DEFAULT_MODEL_FILE}`);
    const text =
      "<|im_start|>system\nYou answer in one short sentence.<|im_end|>\n<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n";
    expect((await model.chatTemplate()).render([...capital])).toBe(text);
    expect(model.tokenizePrompt(text)).toHaveLength(28);
    await model.dispose();
  });

  it("report natural logarithms of the model's own probabilities", async () => {
    const answer = await test.openai.chat.completions.create({
      ...greedy,
      max_tokens: 3,
      logprobs: true,
      top_logprobs: 2,
    });
    const content = answer.choices[0]?.logprobs?.content ?? [];
    expect(content.map(({ token }) => token).join("")).toBe(answer.choices[0]?.message.content);
    for (const token of content) {
      expect(token.logprob).toBeLessThanOrEqual(0);
      expect(token.top_logprobs).toHaveLength(2);
      // Greedy: the chosen token is the likeliest.
      expect(token.top_logprobs[0]?.token).toBe(token.token);
      expect(Math.exp(token.top_logprobs[0]!.logprob) + Math.exp(token.top_logprobs[1]!.logprob)).toBeLessThan(1.0001);
    }
  });

  it("report bytes that are together the content's: whole, cut by a stop sequence, and inside a character", async () => {
    const ask = async (change: Record<string, unknown>) => {
      const { choices } = await test.openai.chat.completions.create({
        ...greedy,
        logprobs: true,
        top_logprobs: 3,
        ...change,
      });
      const tokens = choices[0]!.logprobs!.content!;
      const content = choices[0]!.message.content!;
      expect(Buffer.from(tokens.flatMap(({ bytes }) => bytes!)).toString("utf8")).toBe(content);
      return { tokens, content };
    };
    expect((await ask({})).content).toContain("Paris");
    const stopped = await ask({ stop: ["aris"] });
    expect(stopped.content).toMatch(/ P$/);
    expect(stopped.tokens.at(-1)!.bytes).toEqual([0x20, 0x50]);
    const model = await LocalModel.load(`.tunelab/models/${DEFAULT_MODEL_FILE}`);
    const [first] = model.tokenize("🦓", false);
    await model.dispose();
    const cut = await ask({ max_tokens: 1, logit_bias: { [String(first)]: 100 } });
    expect(cut.content).toBe("\uFFFD");
    expect(cut.tokens[0]!.bytes).toEqual([0xf0, 0x9f]);
    expect(cut.tokens[0]!.token).toBe("\\xf0\\x9f");
  });

  it("give several choices", async () => {
    const answer = await test.openai.chat.completions.create({
      ...greedy,
      temperature: 1,
      n: 2,
      max_tokens: 4,
      seed: 1,
    });
    expect(answer.choices.map(({ index }) => index)).toEqual([0, 1]);
    expect(answer.usage?.completion_tokens).toBeLessThanOrEqual(8);
  });

  it("never choose a token that logit_bias forbids", async () => {
    const model = await LocalModel.load(`.tunelab/models/${DEFAULT_MODEL_FILE}`);
    const forbidden = [" Paris", "Paris"].flatMap((text) => model.tokenize(text, false));
    await model.dispose();
    const answer = await test.openai.chat.completions.create({
      ...greedy,
      logit_bias: Object.fromEntries(forbidden.map((token) => [String(token), -100])),
    });
    expect(answer.choices[0]?.message.content).not.toContain("Paris");
  });

  it("keep to a JSON schema", async () => {
    const answer = await test.openai.chat.completions.create({
      ...greedy,
      max_tokens: 60,
      response_format: {
        type: "json_schema",
        json_schema: {
          name: "city",
          schema: { type: "object", properties: { capital: { type: "string", maxLength: 20 } }, required: ["capital"] },
        },
      },
    });
    expect(Object.keys(JSON.parse(answer.choices[0]?.message.content ?? "") as object)).toEqual(["capital"]);
  });

  it("answer clients that ask at the same time", async () => {
    const answers = await Promise.all(
      ["gpt-4o", "gpt-4o-mini", "gpt-35-turbo"].map((model) =>
        test.azure.chat.completions.create({ ...greedy, model }),
      ),
    );
    const texts = answers.map((answer: ChatCompletion) => answer.choices[0]?.message.content);
    expect(new Set(texts).size).toBe(1);
  });

  it("stop generating when the client goes away", async () => {
    const stream = await test.azure.chat.completions.create({
      ...greedy,
      max_tokens: 4000,
      stream: true,
      temperature: 1,
    });
    let seen = 0;
    for await (const _ of stream) if (++seen > 3) break;
    await expect
      .poll(async () => ((await (await test.request("/health")).json()) as { generations: number }).generations, {
        timeout: 15_000,
      })
      .toBe(0);
  });
});

describe("chat completions refuse", () => {
  it("a wrong key with 401", async () => {
    const client = new AzureOpenAI({
      endpoint: test.service.url,
      apiKey: "wrong",
      apiVersion: "2024-10-21",
      maxRetries: 0,
    });
    const error = await failure(client.chat.completions.create(greedy));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error.code).toBe("401");
  });

  it("an unknown deployment with 404 DeploymentNotFound", async () => {
    const error = await failure(test.azure.chat.completions.create({ ...greedy, model: "gpt-9" }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error.code).toBe("DeploymentNotFound");
    expect(error.message).toContain("The API deployment for this resource does not exist.");
  });

  it("an unknown model on /openai/v1 with 404 model_not_found", async () => {
    const error = await failure(test.openai.chat.completions.create({ ...greedy, model: "gpt-9" }));
    expect(error.status).toBe(404);
    expect(error.code).toBe("model_not_found");
  });

  it("a wrong or missing api-version with 404", async () => {
    for (const query of ["?api-version=2020-01-01", ""]) {
      const response = await test.request(`/openai/deployments/gpt-4o/chat/completions${query}`, {
        method: "POST",
        json: { messages: capital },
      });
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ error: { code: "404", message: "Resource not found" } });
    }
  });

  it("a prompt over the context with 400 context_length_exceeded", async () => {
    const error = await failure(
      test.azure.chat.completions.create({ ...greedy, messages: [{ role: "user", content: "word ".repeat(9000) }] }),
    );
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error.code).toBe("context_length_exceeded");
    expect(error.message).toContain("maximum context length is 8192 tokens");
  });

  it.each([
    ["an unsupported parameter", { reasoning_effort: "low" }, "unsupported_parameter", "reasoning_effort"],
    [
      "tools, for which the template has no place",
      { tools: [{ type: "function", function: { name: "f" } }] },
      "unsupported_parameter",
      "tools",
    ],
    ["an unknown parameter", { temprature: 1 }, null, null],
    ["a temperature above 2", { temperature: 3 }, "integer_above_max_value", "temperature"],
    ["a temperature that is text", { temperature: "hot" }, "invalid_type", "temperature"],
    ["no messages", { messages: [] }, "array_below_min_length", "messages"],
    ["missing messages", { messages: undefined }, "missing_required_parameter", "messages"],
    ["an unknown role", { messages: [{ role: "robot", content: "x" }] }, "invalid_value", "messages[0].role"],
    [
      "a message with null content",
      { messages: [{ role: "user", content: null }] },
      "invalid_type",
      "messages[0].content",
    ],
    [
      "an image",
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] }] },
      "invalid_value",
      "messages[0].content[0].type",
    ],
  ])("%s with 400", async (_name, change, code, param) => {
    const response = await test.request("/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", {
      method: "POST",
      json: { messages: capital, ...change },
    });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect(error).toMatchObject({ type: "invalid_request_error", code, param });
  });

  it("broken JSON with 400 and no stack trace", async () => {
    const response = await test.request("/openai/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"messages": [',
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/^\{"error":\{"message":"We could not parse the JSON body of your request\./);
  });

  it("a foreign Host or Origin with 403", async () => {
    const origin = await test.request("/openai/v1/models", { headers: { origin: "http://evil.example" } });
    expect(origin.status).toBe(403);
    const { request } = await import("node:http");
    const { hostname, port } = new URL(test.service.url);
    const status = await new Promise((resolve, reject) => {
      request({ hostname, port, path: "/health", headers: { host: "evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
