import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TunelabError } from "../../../src/core/index.js";
import { chatPrompt, LocalModel, textTokens, writeSlowGrammar } from "../../../src/service/inference/index.js";
import { tokenizeConversation } from "../../../src/service/jobs/index.js";
import { resolveSettings } from "../../../src/service/index.js";
import { PromptProcess } from "../../../src/service/prompt-process/prompt-process.js";
import { watchTurns } from "../../support/busiest-turn.js";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";
import { SHIPPED_MODEL, startTestService, type TestService } from "../helpers.js";

/** Longest that the service's thread may compute in one go, so that `/health` answers within it. Blocked, it was 5 to 120 s. */
const LONGEST_TURN_MS = 200;

/** Longest that an answer of `/health` may take here, where other tests compute beside. */
const PATIENCE_MS = 2_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-one-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Sends a request while others ask for `/health`; fails when one of the others waited, and returns the request's answer. */
async function whileAsked<T>(test: TestService, work: () => Promise<T>): Promise<T> {
  let running = true;
  let longestMs = 0;
  const stopWatching = watchTurns();
  const asking = (async () => {
    while (running) {
      const began = performance.now();
      expect((await fetch(`${test.service.url}/health`)).status).toBe(200);
      longestMs = Math.max(longestMs, performance.now() - began);
      await new Promise((wake) => setTimeout(wake, 20));
    }
  })();
  try {
    const result = await work();
    expect(stopWatching()).toBeLessThan(LONGEST_TURN_MS);
    return result;
  } finally {
    stopWatching();
    running = false;
    await asking;
    expect(longestMs).toBeLessThan(PATIENCE_MS);
  }
}

/** Body of an error, with its status. */
async function problemOf(response: Response): Promise<{ status: number; code: unknown; param: unknown }> {
  const { error } = (await response.json()) as { error: { code: unknown; param?: unknown } };
  return { status: response.status, code: error.code, param: error.param };
}

describe("one request does not stop the others:", () => {
  let test: TestService;
  beforeAll(async () => {
    // What is tried here ends by its size, however busy the machine is.
    test = await startTestService({
      dataDirectory: join(folder, "data"),
      modelPath: SHIPPED_MODEL,
      promptDeadlineMs: 120_000,
    });
    const messages = [{ role: "user" as const, content: "Hi" }];
    await test.openai.chat.completions.create({ model: "gpt-4o", messages, max_tokens: 1 });
  }, 120_000);
  afterAll(() => test.stop());

  const chat = (content: string) => ({ model: "gpt-4o", max_tokens: 1, messages: [{ role: "user", content }] });
  const tooLong = (param: string) => ({ status: 400, code: "context_length_exceeded", param });
  const CHAT = "/openai/v1/chat/completions";
  const TEXT = "/openai/v1/completions";

  it.each<[string, string, () => unknown, object]>([
    ["15 MB of text in a chat", CHAT, () => chat("hello world ".repeat(1_250_000)), tooLong("messages")],
    ["3 MB of text in a chat", CHAT, () => chat("a".repeat(3_000_000)), tooLong("messages")],
    ["400,000 characters of marks", CHAT, () => chat("<|im_start|>".repeat(33_333)), tooLong("messages")],
    ["300,000 letters without a space", CHAT, () => chat("a".repeat(300_000)), tooLong("messages")],
    [
      "100,000 messages",
      CHAT,
      () => ({ ...chat(""), messages: new Array(100_000).fill({ role: "user", content: "" }) }),
      tooLong("messages"),
    ],
    [
      "3,000 small messages",
      CHAT,
      () => ({ ...chat(""), messages: new Array(3_000).fill({ role: "user", content: "a" }) }),
      tooLong("messages"),
    ],
    [
      "400 prompts of marks",
      TEXT,
      () => ({ model: "gpt-4o", max_tokens: 8_000, prompt: new Array(400).fill("<|im_end|>".repeat(100)) }),
      tooLong("prompt"),
    ],
    [
      "15 MB of text in a completion",
      TEXT,
      () => ({ model: "gpt-4o", prompt: "hello ".repeat(2_500_000) }),
      tooLong("prompt"),
    ],
    [
      "marks in a completion",
      TEXT,
      () => ({ model: "gpt-4o", prompt: "<|im_start|>".repeat(33_333) }),
      tooLong("prompt"),
    ],
    ["7 million token ids", TEXT, () => ({ model: "gpt-4o", prompt: new Array(7_000_000).fill(1) }), tooLong("prompt")],
    ["90,000 token ids", TEXT, () => ({ model: "gpt-4o", prompt: new Array(90_000).fill(1) }), tooLong("prompt")],
    [
      "90,000 entries that are no prompt",
      TEXT,
      () => ({ model: "gpt-4o", prompt: new Array(90_000).fill(-1) }),
      { status: 400, code: "invalid_type", param: "prompt" },
    ],
    ...(["metadata", "logit_bias"] as const).flatMap((param): [string, string, () => unknown, object][] => {
      const entries = Array.from({ length: 40_000 }, (_, at) => [String(at), param === "metadata" ? "v" : 1]);
      const many = { [param]: Object.fromEntries(entries) as unknown };
      const problem = { status: 400, code: "object_above_max_properties", param };
      return [
        [`40,000 entries of ${param}`, CHAT, () => ({ ...chat("Hi"), ...many }), problem],
        ...(param === "metadata"
          ? []
          : [
              [
                `40,000 entries of ${param} in a completion`,
                TEXT,
                () => ({ model: "gpt-4o", prompt: "Hi", ...many }),
                problem,
              ] as [string, string, () => unknown, object],
            ]),
      ];
    }),
    [
      "40,000 unknown names",
      CHAT,
      () => ({ ...chat("Hi"), ...Object.fromEntries(Array.from({ length: 40_000 }, (_, at) => [`k${at}`, 1])) }),
      { status: 400 },
    ],
    [
      "a name that programs in JavaScript stumble over",
      CHAT,
      () => ({ ...chat("Hi"), metadata: JSON.parse('{"__proto__":"a"}') as unknown }),
      { status: 400, code: "invalid_value" },
    ],
    [
      "a large body elsewhere",
      "/openai/v1/fine_tuning/jobs",
      () => ({ metadata: { a: "x".repeat(3_000_000) } }),
      { status: 413 },
    ],
    [
      "many values elsewhere",
      "/openai/v1/fine_tuning/jobs",
      () => ({ a: new Array(400_000).fill(1) }),
      { status: 413 },
    ],
  ])("%s", { timeout: 120_000 }, async (_, path, body, expected) => {
    // Written before: the client is in this process too.
    const init = { method: "POST", body: JSON.stringify(body()), headers: { "content-type": "application/json" } };
    const result = await whileAsked(test, async () => problemOf(await test.request(path, init)));
    expect(result).toMatchObject(expected);
  });

  const schemaOf = (schema: unknown) => ({
    ...chat("Answer in JSON."),
    response_format: { type: "json_schema", json_schema: { name: "answer", schema } },
  });
  const properties = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, { type: "string" }]));
  let deep: unknown = { type: "string" };
  for (let level = 0; level < 500; level++) deep = { type: "object", properties: { a: deep } };
  const equalChoices = (levels: number) => ({
    $ref: "#/$defs/choice0",
    $defs: {
      ...Object.fromEntries(
        Array.from({ length: levels }, (_, level) => {
          const next = { $ref: `#/$defs/choice${level + 1}` };
          return [`choice${level}`, { anyOf: [next, next] }];
        }),
      ),
      [`choice${levels}`]: { type: "null" },
    },
  });
  it.each<[string, unknown]>([
    [
      "an enum of 50,000",
      { type: "object", properties: { a: { enum: Array.from({ length: 50_000 }, (_, at) => `v${at}`) } } },
    ],
    ["5,000 properties", { type: "object", properties: properties(5_000) }],
    ["500 levels", deep],
    [
      "one name of a million characters",
      { type: "object", properties: { ["a".repeat(1_000_000)]: { type: "string" } } },
    ],
    ["choices between equal schemas, 40 inside each other", equalChoices(40)],
    [
      "choices between equal schemas, after other values",
      {
        type: "object",
        properties: { a: { type: "string" }, b: { items: { $ref: "#/$defs/choice0" } } },
        required: ["a", "b"],
        additionalProperties: false,
        $defs: equalChoices(40).$defs,
      },
    ],
  ])("a schema with %s", { timeout: 120_000 }, async (_, schema) => {
    const result = await whileAsked(test, async () =>
      problemOf(await test.request(CHAT, { method: "POST", json: schemaOf(schema) })),
    );
    expect(result).toEqual({ status: 400, code: "invalid_json_schema", param: "response_format" });
  });

  const fields = (count: number, schema: (at: number) => unknown) => {
    const names = Array.from({ length: count }, (_, at) => `p${at}`);
    const properties = Object.fromEntries(names.map((name, at) => [name, schema(at)]));
    return { type: "object", properties, required: names, additionalProperties: false };
  };
  // The largest of their kind that are taken: one more is refused, as the second list says.
  const FILLED = {
    "an enum of 1,000": {
      type: "object",
      properties: { a: { enum: Array.from({ length: 1_000 }, (_, at) => `v${at}`) } },
    },
    "350 optional texts": { type: "object", properties: properties(350) },
    "120 texts of up to 2,000 characters": fields(120, (at) => ({ type: "string", maxLength: 2_000 - at })),
    "60 lists of up to 2,000 items": fields(60, (at) => ({
      type: "array",
      items: { type: "null" },
      maxItems: 2_000 - at,
    })),
    "10 numbers in steps": fields(10, (at) => ({
      type: "number",
      minimum: -123_456.7 - at,
      maximum: 98_765,
      multipleOf: 0.01,
    })),
    "200 branches": {
      type: "array",
      items: { anyOf: Array.from({ length: 200 }, (_, at) => fields(2, () => ({ const: `k${at}` }))) },
    },
    "5 patterns of a length": fields(5, (at) => ({ type: "string", pattern: "^[a-z]+$", maxLength: 100 + at })),
  };
  it.each(Object.keys(FILLED) as (keyof typeof FILLED)[])("a schema of %s", { timeout: 120_000 }, async (name) => {
    const json = { ...schemaOf(FILLED[name]), n: 3, seed: 1, max_tokens: 5 };
    const response = await whileAsked(test, async () => test.request(CHAT, { method: "POST", json }));
    expect(response.status).toBe(200);
  });

  it.each<[string, unknown]>([
    ["300 texts of different lengths", fields(300, (at) => ({ type: "string", maxLength: 2_000 - at }))],
    [
      "100 lists of up to 2,000 items",
      fields(100, (at) => ({ type: "array", items: { type: "null" }, maxItems: 2_000 - at })),
    ],
    ["900 optional texts", { type: "object", properties: properties(900) }],
  ])("a schema of %s is refused", { timeout: 120_000 }, async (_, schema) => {
    const result = await whileAsked(test, async () =>
      problemOf(await test.request(CHAT, { method: "POST", json: schemaOf(schema) })),
    );
    expect(result).toEqual({ status: 400, code: "invalid_json_schema", param: "response_format" });
  });

  it("12 prompts leave no listeners behind, and are answered in their order", { timeout: 120_000 }, async () => {
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.name);
    process.on("warning", note);
    try {
      const json = {
        model: "gpt-4o",
        prompt: Array.from({ length: 12 }, (_, at) => `N${at}`),
        max_tokens: 1,
        echo: true,
      };
      const response = await whileAsked(test, async () => test.request(TEXT, { method: "POST", json }));
      const { choices } = (await response.json()) as { choices: { text: string; index: number }[] };
      expect(choices.map(({ index }) => index)).toEqual(Array.from({ length: 12 }, (_, at) => at));
      expect(choices.every(({ text }, at) => text.startsWith(`N${at}`))).toBe(true);
    } finally {
      process.removeListener("warning", note);
    }
    expect(warnings).toEqual([]);
  });

  it("a request for which a busy machine leaves no time is to be sent again", async () => {
    const busy = new TunelabError("The machine is too busy.", { code: "machine_busy", hint: "Wait." });
    const run = vi.spyOn(PromptProcess.prototype, "run").mockRejectedValue(busy);
    try {
      // Takes much longer than the service's own thread gives it.
      // Longer than the service's own thread makes tokens of, however fast it is.
      const json = chat("a b ".repeat(12_000));
      const response = await test.request(CHAT, { method: "POST", json });
      expect(response.headers.get("retry-after")).toBe("5");
      expect(response.headers.get("x-should-retry")).toBeNull();
      expect(await problemOf(response)).toMatchObject({ status: 503, code: "ServiceUnavailable" });
      expect(run).toHaveBeenCalledOnce();
    } finally {
      run.mockRestore();
    }
  });

  // There is no room for such a long answer, which is known when the tokens are: they are all that is looked at here.
  it.each<[string, string]>([
    ["the longest text of which the service's own thread makes tokens", "a b ".repeat(1_990)],
    ["as many marks", "<|im_start|>".repeat(660)],
    ["a longer text", "hello world ".repeat(4_000)],
    ["many marks in a longer text", "<|im_start|>".repeat(3_000)],
  ])("tokens of %s", { timeout: 120_000 }, async (_, content) => {
    const json = { ...chat(content), max_tokens: 8_191 };
    const result = await whileAsked(test, async () => problemOf(await test.request(CHAT, { method: "POST", json })));
    expect(result).toMatchObject(tooLong("messages"));
  });
});

const BEGIN =
  "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>' + '\n' }}{% endfor %}";
const END = "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
const LOOP = "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}";

/** Templates that do not end for the message that names them; a start of the service takes longer than a case. */
const ENDLESS: Readonly<Record<string, string>> = {
  "with a range of ten thousand million": "{{ range(10000000000)|length }}",
  "with a macro that calls itself": "{% macro f(n) %}{{ f(n + 1) }}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}",
  "N7?": LOOP,
};

const startWithTemplate = async (template: string): Promise<TestService> => {
  const home = await mkdtemp(join(folder, "template-"));
  return startTestService({
    dataDirectory: join(home, "data"),
    modelPath: writeTinyChatModel(home, { template: `${template}${BEGIN}${END}` }),
    promptDeadlineMs: 1_000,
  });
};

const stopSoon = async (test: TestService): Promise<void> => {
  const began = performance.now();
  await test.stop();
  expect(performance.now() - began).toBeLessThan(15_000);
};

const expectChatToFail = async (test: TestService, content: string): Promise<void> => {
  const json = { model: "gpt-4o", max_tokens: 1, messages: [{ role: "user", content }] };
  const result = await whileAsked(test, async () =>
    problemOf(await test.request("/openai/v1/chat/completions", { method: "POST", json })),
  );
  expect(result.status).toBe(400);
  expect(["prompt_too_slow", "invalid_value"]).toContain(result.code);
  const text = await test.openai.completions.create({ model: "gpt-4o", prompt: "Hi", max_tokens: 1 });
  expect(text.choices).toHaveLength(1);
};

describe("a chat template that does not end", () => {
  let test: TestService;
  beforeAll(async () => {
    const cases = Object.entries(ENDLESS).map(
      ([name, template]) => `{% if messages[0]['content'] == '${name}' %}${template}{% endif %}`,
    );
    test = await startWithTemplate(cases.join(""));
  });
  afterAll(() => stopSoon(test));

  it("whatever the message, with loops in loops, fails its chat, and nothing else", { timeout: 180_000 }, async () => {
    const looping = await startWithTemplate(LOOP);
    try {
      await expectChatToFail(looping, "Hi");
    } finally {
      await stopSoon(looping);
    }
  });

  it.each(["with a range of ten thousand million", "with a macro that calls itself"])(
    "%s fails its chat, and nothing else",
    { timeout: 180_000 },
    (name) => expectChatToFail(test, name),
  );

  it("only for one of the examples fails the job and not the service", { timeout: 180_000 }, async () => {
    const line = (at: number) =>
      JSON.stringify({
        messages: [
          { role: "user", content: `N${at}?` },
          { role: "assistant", content: "Oh." },
        ],
      });
    const content = Array.from({ length: 10 }, (_, at) => line(at)).join("\n");
    const file = await test.openai.files.create({
      file: await toFile(Buffer.from(content), "a.jsonl"),
      purpose: "fine-tune",
    });
    await whileAsked(test, async () => {
      const { id } = await test.openai.fineTuning.jobs.create({ model: "gpt-4o", training_file: file.id });
      const job = async () => test.openai.fineTuning.jobs.retrieve(id);
      await expect.poll(async () => (await job()).status, { timeout: 120_000, interval: 500 }).toBe("failed");
      expect((await job()).error).toMatchObject({ code: "prompt_too_slow" });
    });
  });
});

it(
  "128 answers to a long prompt end by the deadline, with the client, and for nobody else",
  {
    timeout: 120_000,
  },
  async () => {
    const home = await mkdtemp(join(folder, "many-"));
    const modelPath = writeTinyChatModel(home);
    const test = await startTestService({ dataDirectory: join(home, "data"), modelPath, generationTimeoutMs: 1_000 });
    try {
      const path = "/openai/v1/chat/completions";
      const messages = [{ role: "user", content: " ".repeat(1_500) }];
      const json = {
        model: "gpt-4o",
        n: 128,
        max_tokens: 400,
        temperature: 0,
        logit_bias: { 0: -100, 2: -100 },
        messages,
      };
      const ended = await whileAsked(test, async () => problemOf(await test.request(path, { method: "POST", json })));
      expect(ended).toEqual({ status: 408, code: "Timeout", param: undefined });
      const text = await (await test.request(path, { method: "POST", json: { ...json, stream: true } })).text();
      expect(text).toContain("The operation was not finished within 1 seconds.");
      expect(text).not.toContain("[DONE]");
      const signal = AbortSignal.timeout(300);
      await expect(test.request(path, { method: "POST", json, signal })).rejects.toThrow("timeout");
      const running = async () =>
        ((await (await fetch(`${test.service.url}/health`)).json()) as { generations: number }).generations;
      await expect.poll(running, { timeout: 60_000 }).toBe(0);
    } finally {
      await test.stop();
    }
  },
);

describe("a grammar that takes long", () => {
  const properties = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`p${at}`, { type: "string" }]));
  const request = {
    kind: "form",
    format: { type: "json_schema", json_schema: { name: "a", schema: { type: "object", properties } } },
  } as never;
  it.each([
    ["is refused where it used the processor", (calls: number) => calls * 10, "unsupported_schema"],
    ["is to be sent again where others did", () => 0, "machine_busy"],
  ])("%s", (_, used, code) => {
    let calls = 0;
    expect(() => writeSlowGrammar(request, { limitMs: 1, usedMs: () => used(calls++) })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe("the process that makes tokens of long prompts", () => {
  it("is ended by its deadline and by a signal, and started anew", { timeout: 120_000 }, async () => {
    const home = await mkdtemp(join(folder, "process-"));
    const template = `{% if messages[0]['content'] == 'loop' %}${LOOP}{% endif %}${BEGIN}${END}`;
    const prompts = new PromptProcess({ modelPath: writeTinyChatModel(home, { template }), deadlineMs: 1_000 });
    const chat = (content: string) => ({ kind: "chat" as const, messages: [{ role: "user", content }], options: {} });
    try {
      await expect(prompts.run(chat("loop"))).rejects.toMatchObject({ code: "prompt_too_slow" });
      const gone = new AbortController();
      const asked = prompts.run(chat("loop"), gone.signal);
      setTimeout(() => gone.abort(new Error("gone")), 100);
      await expect(asked).rejects.toThrow("gone");
      const { tokens } = await prompts.run<{ tokens: number[] }>(chat("Hi"));
      expect(tokens.filter((token) => token === 1)).toHaveLength(2);
      expect(await prompts.run<number[]>({ kind: "text", text: "Hi", rendered: false })).toHaveLength(2);
    } finally {
      prompts.close();
    }
  });

  it("makes the same tokens as the service's own thread", { timeout: 120_000 }, async () => {
    const modelPath = resolveSettings({}, {}).modelPath;
    const prompts = new PromptProcess({ modelPath, deadlineMs: 60_000 });
    const model = await LocalModel.load(modelPath, { vocabularyOnly: true });
    try {
      const text = "Le musée ouvre à 9 h. 🦓 <|im_end|>\n\n".repeat(20);
      expect(await prompts.run({ kind: "text", text, rendered: true })).toEqual(textTokens(model, text, true));
      const messages = [{ role: "user" as const, content: text }];
      const options = { begin: "Well," };
      expect(await prompts.run({ kind: "chat", messages, options })).toEqual(
        await chatPrompt(model, messages, options),
      );
      const example = [...messages, { role: "assistant" as const, content: "Oui." }];
      const conversation = tokenizeConversation(model, await model.chatTemplate(), example);
      expect(await prompts.run({ kind: "conversation", messages: example })).toEqual(conversation);
    } finally {
      prompts.close();
      await model.dispose();
    }
  });
});
