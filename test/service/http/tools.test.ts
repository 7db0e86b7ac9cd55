import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  ChatCompletionFunctionTool,
  ChatCompletionMessageParam,
  ChatCompletionTool,
} from "openai/resources/chat/completions";
import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TOOL_TEMPLATE, writeTinyChatModel } from "../../support/tiny-chat-model.js";
import { startTestService, type TestService } from "../helpers.js";

let folder: string;
let test: TestService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-tools-"));
  test = await startTestService({
    modelPath: writeTinyChatModel(folder, { architecture: "qwen2", template: TOOL_TEMPLATE }),
  });
});
afterAll(async () => {
  await test.stop();
  await rm(folder, { recursive: true, force: true });
});

const weather: ChatCompletionFunctionTool = {
  type: "function",
  function: {
    name: "get_weather",
    parameters: {
      type: "object",
      properties: { city: { enum: ["Lisbon", "Porto"] }, hourly: { type: "boolean" } },
      required: ["city", "hourly"],
    },
  },
};
const strictWeather: ChatCompletionTool = {
  ...weather,
  function: {
    ...weather.function,
    strict: true,
    parameters: { ...weather.function.parameters, additionalProperties: false },
  },
};
const clock: ChatCompletionTool = { type: "function", function: { name: "get_time" } };
const ask = { model: "gpt-4o", temperature: 1, seed: 5, max_tokens: 200, tools: [weather, clock] };
const question: ChatCompletionMessageParam[] = [{ role: "user", content: "Rain?" }];

/** Tokens of a prompt under the tiny model's vocabulary: one for each byte and one for each marker. */
const tokenCount = (prompt: string): number => Buffer.byteLength(prompt.replace(/<\|im_(start|end)\|>/g, "#"));

describe("tools", () => {
  it("reach the model through its own template, and so do calls and their results", async () => {
    const messages: ChatCompletionMessageParam[] = [
      ...question,
      {
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "call_1", type: "function", function: { name: "get_weather", arguments: '{"city": "Lisbon"}' } },
        ],
      },
      { role: "tool", tool_call_id: "call_1", content: "sunny" },
    ];
    const { usage } = await test.openai.chat.completions.create({
      model: "gpt-4o",
      messages,
      tools: [clock],
      max_tokens: 1,
    });
    const prompt = `<|im_start|>system
# Tools
<tools>
{"type": "function", "function": {"name": "get_time"}}
</tools>
For each function call, return a json object within <tool_call></tool_call> XML tags.<|im_end|>
<|im_start|>user
Rain?<|im_end|>
<|im_start|>assistant

<tool_call>
{"name": "get_weather", "arguments": {"city": "Lisbon"}}
</tool_call><|im_end|>
<|im_start|>user
<tool_response>
sunny
</tool_response><|im_end|>
<|im_start|>assistant
`;
    expect(usage?.prompt_tokens).toBe(tokenCount(prompt));
  });

  it("that must be called are called, with arguments that follow their schema", async () => {
    const { choices } = await test.azure.chat.completions.create({
      ...ask,
      messages: question,
      n: 3,
      tool_choice: "required",
    });
    expect(choices).toHaveLength(3);
    for (const { message, finish_reason: reason } of choices) {
      expect(reason).toBe("tool_calls");
      expect(message.content).toBeNull();
      const [call, ...others] = message.tool_calls!;
      if (call?.type !== "function") throw new Error("no function was called");
      expect(others).toEqual([]);
      expect(call.id).toMatch(/^call_[A-Za-z0-9]{24}$/);
      const given = JSON.parse(call.function.arguments) as Record<string, unknown>;
      if (call.function.name === "get_time") expect(given).toEqual({});
      else {
        expect(call.function.name).toBe("get_weather");
        expect(["Lisbon", "Porto"]).toContain(given["city"]);
        expect(typeof given["hourly"]).toBe("boolean");
      }
    }
  });

  it("are called with arguments that hold anyOf, limits and definitions of their own", async () => {
    const { choices } = await test.openai.chat.completions.create({
      ...ask,
      messages: question,
      tool_choice: "required",
      tools: [
        {
          type: "function",
          function: {
            name: "rate",
            parameters: {
              type: "object",
              properties: { stars: { $ref: "#/$defs/Stars" }, note: { anyOf: [{ const: "good" }, { type: "null" }] } },
              required: ["stars", "note"],
              $defs: { Stars: { type: "integer", minimum: 1, maximum: 5 } },
            },
          },
        },
      ],
      n: 3,
    });
    for (const { message } of choices) {
      const [call] = message.tool_calls!;
      const { stars, note } = JSON.parse(call?.type === "function" ? call.function.arguments : "") as Record<
        string,
        unknown
      >;
      expect([1, 2, 3, 4, 5]).toContain(stars);
      expect(["good", null]).toContain(note);
    }
  });

  it("named by the request are called, and the answer ends with stop as the provider's does", async () => {
    const { choices } = await test.openai.chat.completions.create({
      ...ask,
      messages: question,
      tool_choice: { type: "function", function: { name: "get_weather" } },
    });
    expect(choices[0]?.finish_reason).toBe("stop");
    expect(choices[0]?.message.tool_calls).toMatchObject([{ type: "function", function: { name: "get_weather" } }]);
  });

  it("are called in a stream that the SDK puts together to the same call", async () => {
    const request = { ...ask, messages: question, tool_choice: "required" } as const;
    const whole = await test.openai.chat.completions.create(request);
    const streamed = await test.openai.chat.completions.stream(request).finalChatCompletion();
    expect(streamed.choices[0]?.finish_reason).toBe("tool_calls");
    const calls = (message: typeof whole): unknown =>
      message.choices[0]!.message.tool_calls!.map((call) => call.type === "function" && call.function.arguments);
    expect(calls(streamed)).toEqual(calls(whole));
  });

  const GET_WEATHER = { type: "function", function: { name: "get_weather" } } as const;
  it.each([
    ["before the name, one function named", GET_WEATHER, {}, 6, "get_weather", ""],
    ["before the name, one function to choose", "required", { tools: [clock] }, 1, "get_time", ""],
    ["before the name, two to choose from", "required", {}, 12, undefined, ""],
    ["in the arguments", GET_WEATHER, {}, 100, "get_weather", "{"],
    ["in a strict function's arguments", GET_WEATHER, { tools: [strictWeather] }, 140, "get_weather", "{"],
    ["by a stop sequence", GET_WEATHER, { stop: ["ity"] }, 200, "get_weather", '{"c'],
  ] as const)(
    "that must be called are cut as the provider's are: %s",
    async (_case, choice, more, most, name, text) => {
      const request = { ...ask, ...more, messages: question, tool_choice: choice, max_tokens: most };
      const body = request as unknown as Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, "stream">;
      const whole = await test.openai.chat.completions.create(body);
      expect(whole.choices[0]!.finish_reason).toBe("stop" in more ? "stop" : "length");
      expect(whole.choices[0]!.message.content).toBeNull();
      const calls = whole.choices[0]!.message.tool_calls ?? [];
      const cut = calls.map((call) => call.type === "function" && call.function);
      expect(cut.map((call) => call && call.name)).toEqual(name === undefined ? [] : [name]);
      if (name !== undefined) expect(cut[0] && cut[0].arguments.slice(0, text.length || undefined)).toBe(text);

      let streamedText = "";
      let ending: string | null = null;
      const streamed: { name: string; arguments: string }[] = [];
      for await (const { choices } of await test.openai.chat.completions.create({ ...body, stream: true })) {
        for (const { delta, finish_reason } of choices) {
          streamedText += delta.content ?? "";
          ending = finish_reason ?? ending;
          for (const { index, function: part } of delta.tool_calls ?? []) {
            streamed[index] ??= { name: "", arguments: "" };
            streamed[index].name += part?.name ?? "";
            streamed[index].arguments += part?.arguments ?? "";
          }
        }
      }
      expect([streamedText, ending, streamed]).toEqual(["", whole.choices[0]!.finish_reason, cut]);
    },
  );

  it("may stay uncalled, and with tool_choice none the model does not learn of them", async () => {
    const free = await test.openai.chat.completions.create({ ...ask, messages: question, max_tokens: 8 });
    expect(free.choices[0]?.message.tool_calls).toBeUndefined();
    const without = await test.openai.chat.completions.create({
      ...ask,
      messages: question,
      tool_choice: "none",
      max_tokens: 8,
    });
    expect(without.usage?.prompt_tokens).toBe(tokenCount("<|im_start|>user\nRain?<|im_end|>\n<|im_start|>assistant\n"));
  });

  it.each([
    ["an unknown kind of tool", { tools: [{ type: "search" }] }, "tools[0].type"],
    ["a name with a space", { tools: [{ type: "function", function: { name: "a b" } }] }, "tools[0].function.name"],
    [
      "a choice of a tool that is not there",
      { tool_choice: { type: "function", function: { name: "x" } } },
      "tool_choice",
    ],
    ["a choice without tools", { tools: undefined, tool_choice: "auto" }, "tool_choice"],
    ["parallel calls without tools", { tools: undefined, parallel_tool_calls: true }, "parallel_tool_calls"],
    ["tools together with a response format", { response_format: { type: "json_object" } }, "response_format"],
    [
      "a schema that no grammar can express",
      {
        tool_choice: "required",
        tools: [
          {
            type: "function",
            function: { name: "f", parameters: { type: "object", properties: { a: { oneOf: 3 } } } },
          },
        ],
      },
      "tools[0].function.parameters",
    ],
    [
      "a strict function whose schema cannot be held",
      {
        tools: [
          clock,
          { type: "function", function: { name: "f", strict: true, parameters: { type: "object", not: {} } } },
        ],
      },
      "tools[1].function.parameters",
    ],
    [
      "a strict function that leaves a property open",
      {
        tools: [
          clock,
          {
            type: "function",
            function: {
              name: "f",
              strict: true,
              parameters: { type: "object", properties: { a: { type: "string" } }, additionalProperties: false },
            },
          },
        ],
      },
      "tools[1].function.parameters",
    ],
    ["strict functions together with logprobs", { tools: [strictWeather], logprobs: true }, "logprobs"],
    [
      "a result that answers no call",
      { messages: [...question, { role: "tool", tool_call_id: "c", content: "x" }] },
      "messages[1].role",
    ],
    [
      "a call that nobody answered",
      {
        messages: [
          ...question,
          { role: "assistant", tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }] },
          { role: "user", content: "and?" },
        ],
      },
      "messages[1].role",
    ],
    [
      "arguments that are no object",
      {
        messages: [
          ...question,
          { role: "assistant", tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "[1" } }] },
        ],
      },
      "messages[1].tool_calls[0].function.arguments",
    ],
  ])("are refused with the provider's 400: %s", async (_name, change, param) => {
    const response = await test.request("/openai/v1/chat/completions", {
      method: "POST",
      json: { ...ask, messages: question, ...change },
    });
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    expect([response.status, error["type"], error["param"]]).toEqual([400, "invalid_request_error", param]);
  });
});

describe("a strict function that the model may call", () => {
  // Random models do not begin a call by themselves: here a token does, and the request asks for it.
  const OPENINGS = ["<tool_call>", '<tool_call>{"days":3', '<tool_call>{"name":"g', 'call>{"no":1'];
  let models: string;
  let calling: TestService;
  beforeAll(async () => {
    models = await mkdtemp(join(tmpdir(), "tunelab-strict-"));
    calling = await startTestService({
      modelPath: writeTinyChatModel(models, { architecture: "qwen2", template: TOOL_TEMPLATE, extraTokens: OPENINGS }),
    });
  });
  afterAll(async () => {
    await calling.stop();
    await rm(models, { recursive: true, force: true });
  });
  const bias = (...likely: [at: number, logit: number][]) =>
    Object.fromEntries(likely.map(([at, logit]) => [String(259 + at), logit]));

  /** Calls of an answer that did not break off in them. */
  const wholeCalls = ({ message, finish_reason }: OpenAI.ChatCompletion.Choice) =>
    (message.tool_calls ?? []).slice(0, finish_reason === "length" ? -1 : undefined);

  it.each<[string, Record<string, number>]>([
    ["opened by a token of its own", bias([0, 100])],
    ["opened by a token that goes on wrongly, or else by one that goes on rightly", bias([1, 100], [2, 80])],
    ["opened in a stretch of text", bias([0, 100], [3, 60])],
  ])("gets only arguments that hold its schema: %s", { timeout: 180_000 }, async (_name, likely) => {
    const request = {
      ...ask,
      messages: question,
      tools: [strictWeather],
      tool_choice: "auto" as const,
      logit_bias: likely,
      max_tokens: 250,
    };
    const { choices } = await calling.openai.chat.completions.create({ ...request, n: 2 });
    const calls = choices.flatMap(wholeCalls);
    expect(calls.length).toBeGreaterThanOrEqual(2);
    for (const call of calls) {
      const { name, arguments: written } = call.type === "function" ? call.function : { name: "", arguments: "" };
      expect(name).toBe("get_weather");
      expect(written).toMatch(/^\{"city":"(Lisbon|Porto)","hourly":(true|false)\}$/);
    }
    const deltas = await calling.azure.chat.completions.create({ ...request, stream: true });
    let streamed = "";
    for await (const { choices: parts } of deltas) {
      for (const { function: part } of parts[0]?.delta.tool_calls ?? []) streamed += part?.arguments ?? "";
    }
    const whole = choices[0]!.message.tool_calls!.map((call) => call.type === "function" && call.function.arguments);
    expect(streamed).toBe(whole.join(""));
  });

  it(
    "leaves text without a call as free as ever, and functions beside it their own way",
    { timeout: 180_000 },
    async () => {
      const tools = [strictWeather, clock];
      const free = await calling.openai.chat.completions.create({ ...ask, messages: question, tools, max_tokens: 40 });
      expect(free.choices[0]?.message.tool_calls).toBeUndefined();
      expect(free.usage?.completion_tokens).toBeGreaterThan(5);
      const { choices } = await calling.openai.chat.completions.create({
        ...ask,
        messages: question,
        tools,
        logit_bias: bias([0, 100]),
        max_tokens: 300,
        n: 3,
      });
      const calls = choices.flatMap(wholeCalls);
      expect(calls.length).toBeGreaterThanOrEqual(2);
      for (const call of calls) {
        if (call.type !== "function") throw new Error("no function was called");
        if (call.function.name === "get_weather") {
          expect(call.function.arguments).toMatch(/^\{"city":"(Lisbon|Porto)","hourly":(true|false)\}$/);
        } else expect(call.function.name).toBe("get_time");
      }
    },
  );
});
