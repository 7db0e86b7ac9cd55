import { execFile } from "node:child_process";
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { TunelabError } from "../../src/core/index.js";
import { type SimulateOptions, type SimulationTarget, Simulator } from "../../src/simulate/index.js";
import { type Reply, startFakeModelServer } from "../support/fake-model-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

interface GoldenCase {
  readonly name: string;
  readonly config: Record<string, string>;
  readonly call_args: {
    readonly text?: string;
    readonly num_queries?: number;
    readonly max_conversation_turns?: number;
    readonly tasks?: string[];
    readonly conversation_turns?: (string | { content: string; context: string })[][];
  };
  readonly target: string;
  readonly stub_replies: string[];
  readonly stub_default: string;
  readonly target_calls: { messages: { messages: { role: string; content: string }[] } }[];
  readonly result: { messages: { role: string; content: string }[]; context: Record<string, unknown> }[];
  readonly to_eval_qr_json_lines: string[];
  readonly requests: { params: Record<string, unknown>; roles: string[]; contains: string[][] }[];
}

const golden = JSON.parse(
  readFileSync(new URL("../fixtures/simulate/azure-simulator-1.10.0.json", import.meta.url), "utf8"),
) as { cases: GoldenCase[] };

const echo: SimulationTarget = ({ messages, sessionState }) => {
  const question = messages.messages.at(-1)!.content;
  messages.messages.push({ role: "assistant", content: `reply to: ${question}`, context: null });
  return { messages, stream: false, sessionState, context: null };
};

const TEXT = "Marie Curie won the Nobel Prize in Physics in 1903. She was born in Warsaw in 1867.";
const qna = (...questions: string[]) => JSON.stringify({ qna: questions.map((q) => ({ q, r: "1903" })) });
const numbered = (count: number) =>
  qna(...Array.from({ length: count }, (_, i) => `What happened in the year ${1900 + i}?`));

async function run(reply: (index: number) => Reply, options: Partial<SimulateOptions> = {}) {
  await using server = await startFakeModelServer((_, index) => reply(index));
  const simulator = new Simulator(
    { model: "stub-model", api_key: "k-test", base_url: `${server.url}/v1` },
    { maxRetries: 3, timeoutSeconds: 20 },
  );
  const result = await simulator.simulate({
    target: echo,
    strategy: "prompt",
    ...(options.conversationTurns === undefined ? { text: TEXT } : {}),
    maxConversationTurns: 1,
    ...options,
  });
  return { result, requests: server.requests };
}

describe("Simulator against azure-ai-evaluation 1.10.0", () => {
  it.each(golden.cases)("$name: the same requests, target calls and conversations", async (row) => {
    const calls: { role: string; content: string }[][] = [];
    const target: SimulationTarget = (request, options) => {
      calls.push(request.messages.messages.map(({ role, content }) => ({ role, content })));
      if (row.target !== "target_plain") return echo(request, options);
      return { messages: [{ role: "assistant", content: "short answer" }] };
    };
    await using server = await startFakeModelServer((_, index) => row.stub_replies[index] ?? row.stub_default);
    const azure = "azure_endpoint" in row.config;
    const simulator = new Simulator(
      azure
        ? { ...row.config, azure_endpoint: server.url }
        : { ...row.config, model: "stub-model", base_url: `${server.url}/v1` },
    );
    const { text, num_queries, tasks, conversation_turns, max_conversation_turns } = row.call_args;
    const result = await simulator.simulate({
      target,
      strategy: "prompt",
      concurrentAsyncTasks: 1,
      ...(text === undefined ? {} : { text }),
      ...(num_queries === undefined ? {} : { numQueries: num_queries }),
      ...(tasks === undefined ? {} : { tasks }),
      ...(conversation_turns === undefined ? {} : { conversationTurns: conversation_turns }),
      ...(max_conversation_turns === undefined ? {} : { maxConversationTurns: max_conversation_turns }),
    });
    const { stream: _, ...params } = { ...server.requests[0]?.body };
    if (row.requests.length > 0) {
      const { messages: _messages, ...sent } = params as Record<string, unknown>;
      expect(sent).toEqual(row.requests[0]!.params);
    }
    expect(server.requests.map(({ body }) => (body["messages"] as { role: string }[]).map(({ role }) => role))).toEqual(
      row.requests.map(({ roles }) => roles),
    );
    server.requests.forEach(({ body }, i) => {
      const [message] = body["messages"] as { content: string }[];
      for (const part of row.requests[i]!.contains[0]!) expect(message!.content).toContain(part);
    });
    const sortCalls = (list: unknown[]) => list.map((item) => JSON.stringify(item)).sort();
    expect(sortCalls(calls)).toEqual(
      sortCalls(row.target_calls.map((call) => call.messages.messages.map(({ role, content }) => ({ role, content })))),
    );
    expect([...result].map(({ messages }) => messages.map(({ role, content }) => ({ role, content })))).toEqual(
      row.result.map(({ messages }) => messages.map(({ role, content }) => ({ role, content }))),
    );
    expect([...result].map(({ context }) => context)).toMatchObject(row.result.map(({ context }) => context));
    const withoutContext = (lines: string) =>
      lines
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => ({ ...(JSON.parse(line) as object), context: undefined }));
    expect([...result].map((conversation) => withoutContext(conversation.toEvalQrJsonLines()))).toEqual(
      row.to_eval_qr_json_lines.map(withoutContext),
    );
  });
});

describe("the output of a simulation", () => {
  it("carries the callback's context, else the text, as a string", async () => {
    const target: SimulationTarget = ({ messages }) => ({
      messages: [
        { role: "assistant", content: "1903", context: messages.messages.length === 1 ? { citations: ["c1"] } : "" },
      ],
    });
    const { result } = await run((index) => (index === 0 ? qna("When?") : '{"content": "And where?"}'), {
      target,
      numQueries: 1,
      maxConversationTurns: 2,
    });
    expect(result.toRows({ groundTruth: true })).toEqual([
      { query: "When?", response: "1903", context: '{"citations":["c1"]}', ground_truth: "1903" },
      { query: "And where?", response: "1903", context: TEXT },
    ]);
    expect(result.toEvalQrJsonLines()).toBe(
      '{"query":"When?","response":"1903","context":"{\\"citations\\":[\\"c1\\"]}"}\n' +
        `{"query":"And where?","response":"1903","context":${JSON.stringify(TEXT)}}\n`,
    );
  });

  it("becomes training examples", async () => {
    const { result } = await run(() => qna("When?", "Where?"), { numQueries: 2 });
    expect(result.toChatFineTuning({ system: "Be brief." })).toEqual([
      {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "When?" },
          { role: "assistant", content: "reply to: When?" },
        ],
      },
      {
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Where?" },
          { role: "assistant", content: "reply to: Where?" },
        ],
      },
    ]);
  });

  it("tells tokens, cost, model and near-duplicates", async () => {
    const { result } = await run(() => qna("When was she born?", "when was she BORN", "Where?"), {
      numQueries: 3,
      prices: { input: 1_000_000, output: 2_000_000 },
    });
    expect(result.report).toMatchObject({
      strategy: "prompt",
      models: ["stub-model"],
      usage: { calls: 1, promptTokens: 11, completionTokens: 7, totalTokens: 18, cost: 25 },
      duplicates: [{ index: 1, of: 0, similarity: 1 }],
    });
    expect(result.toString()).toContain("3 of 3 conversations, questions about the whole text by stub-model");
  });

  it("tells after every turn how far it is", async () => {
    const seen: unknown[] = [];
    await run((index) => (index === 0 ? numbered(2) : '{"content": "Why?"}'), {
      numQueries: 2,
      maxConversationTurns: 2,
      concurrentAsyncTasks: 1,
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen[0]).toEqual({ turns: 1, total: 4, finished: 0 });
    expect(seen).toContainEqual({ turns: 2, total: 4, finished: 1 });
    expect(seen.at(-1)).toEqual({ turns: 4, total: 4, finished: 2 });
  });

  it("threads the application's state and ends early when asked to", async () => {
    const states: unknown[] = [];
    const target: SimulationTarget = (request, options) => {
      states.push(request.sessionState);
      return { ...echo(request, options), sessionState: states.length } as ReturnType<SimulationTarget>;
    };
    const { result } = await run((index) => (index === 0 ? qna("When?") : '{"content": "More?"}'), {
      target,
      numQueries: 1,
      maxConversationTurns: 5,
      stopWhen: (messages) => messages.length >= 4,
    });
    expect(states).toEqual([null, 1]);
    expect(result.conversations[0]!.messages).toHaveLength(4);
  });
});

describe("a simulation with a bad model", () => {
  it.each([
    ["rubbish", "this is not json"],
    ["half a JSON", '{"qna": [{"q": "When'],
    ["another shape", '{"qna": "none"}'],
    ["items without answers", '{"qna": [{"question": "When?"}]}'],
  ])("%s is asked for once more, then told", async (_, reply) => {
    let asked = 0;
    const running = run(() => {
      asked += 1;
      return reply;
    });
    await expect(running).rejects.toMatchObject({ code: "query_generation_failed" });
    expect(asked).toBe(2);
  });

  it("a refusal is told as such", async () => {
    const refusal = {
      body: {
        model: "stub-model",
        choices: [
          { index: 0, finish_reason: "stop", message: { role: "assistant", content: null, refusal: "I cannot." } },
        ],
      },
    };
    await expect(run(() => refusal)).rejects.toThrow(/refused/);
  });

  it("is held to the schema on a second try", async () => {
    const { result, requests } = await run((index) => (index === 0 ? "hm" : qna("When?")), { numQueries: 1 });
    expect(result.length).toBe(1);
    expect(requests[0]!.body["response_format"]).toEqual({ type: "json_object" });
    expect(requests[1]!.body["response_format"]).toMatchObject({
      type: "json_schema",
      json_schema: { name: "generate_questions", strict: true, schema: { required: ["qna"] } },
    });
  });

  it("is asked without the schema by a service that knows none", async () => {
    const { result, requests } = await run(
      (index) =>
        [{ status: 400, body: { error: { message: "json_schema is not supported" } } }, qna("When?")][index - 1] ??
        "hm",
      { numQueries: 1 },
    );
    expect(result.length).toBe(1);
    expect(requests.map(({ body }) => (body["response_format"] as { type: string }).type)).toEqual([
      "json_object",
      "json_schema",
      "json_object",
    ]);
  });

  it("a later turn that fails costs its conversation only", async () => {
    const { result } = await run(
      (index) => (index === 0 ? numbered(3) : index < 3 ? "nonsense" : '{"content": "Why?"}'),
      {
        numQueries: 3,
        maxConversationTurns: 2,
        concurrentAsyncTasks: 1,
      },
    );
    expect(result.length).toBe(2);
    expect(result.report.failures).toMatchObject([
      { index: 0, code: "model_answer_invalid", query: "What happened in the year 1900?" },
    ]);
    expect(result.report.failures[0]!.conversation!.messages).toHaveLength(2);
  });

  it("waits through a storm of 429", async () => {
    const storm = { status: 429, headers: { "retry-after-ms": "5" }, body: { error: { message: "slow down" } } };
    const { result } = await run((index) => (index % 3 < 2 ? storm : qna("When?")), { numQueries: 1 });
    expect(result.length).toBe(1);
  });

  it("gives up on an endpoint that refuses", async () => {
    await expect(run(() => ({ status: 401, body: { error: { message: "bad key" } } }))).rejects.toMatchObject({
      code: "query_generation_failed",
    });
  });
});

describe("a simulation with a bad callback", () => {
  it.each<[string, SimulationTarget, string]>([
    ["throws", () => Promise.reject(new Error("down")), "target_failed"],
    ["throws no error", () => Promise.reject("down"), "target_failed"],
    ["never answers", () => new Promise(() => undefined), "target_timeout"],
    ["returns nothing", () => undefined as never, "target_answer_invalid"],
    ["returns a text", () => "hello" as never, "target_answer_invalid"],
    ["returns no messages", () => ({ messages: [] }), "target_answer_invalid"],
    ["returns the user's message", ({ messages }) => ({ messages }), "target_answer_invalid"],
    ["returns content that is no text", () => ({ messages: [{ content: 5 }] }), "target_answer_invalid"],
  ])("that %s is told, and the others finish", async (_, bad, code) => {
    let calls = 0;
    const target: SimulationTarget = (request, options) =>
      calls++ === 1 ? bad(request, options) : echo(request, options);
    const { result } = await run(() => numbered(3), {
      target,
      numQueries: 3,
      concurrentAsyncTasks: 1,
      targetTimeoutSeconds: 0.05,
    });
    expect(result.length).toBe(2);
    expect(result.report.failures).toMatchObject([{ index: 1, code }]);
    expect(result.report.failures[0]!.hint).not.toBe("");
  });
});

describe("a simulation of bad input", () => {
  it.each(["", "  \n"])("of the text %j is refused", async (text) => {
    await expect(run(() => "{}", { text })).rejects.toMatchObject({ code: "text_empty" });
  });

  it("of two words goes through the model, and tells when there are too few questions", async () => {
    const { result } = await run(() => '{"qna": []}', { text: "Two words", numQueries: 2 });
    expect(result.length).toBe(0);
    expect(result.report.warnings[0]).toContain("The text gave 0 questions instead of 2");
  });

  it("of 200,000 characters asks about parts of the whole text", async () => {
    const text = Array.from({ length: 2_000 }, (_, i) => `Paragraph ${i} says ${"something ".repeat(8)}.`).join("\n\n");
    const { result, requests } = await run((index) => qna(`Question ${index} about part ${index}?`), {
      text,
      numQueries: 3,
    });
    expect(text.length).toBeGreaterThan(200_000);
    expect(result.length).toBe(3);
    expect(requests).toHaveLength(3);
    for (const { body } of requests) expect(JSON.stringify(body).length).toBeLessThan(25_000);
    expect(JSON.stringify(requests[0]!.body)).toContain("Paragraph 0 ");
    expect(JSON.stringify(requests[2]!.body)).toMatch(/Paragraph 1[2-9]\d\d /);
  });

  it("keeps the expected answers of given questions for the rows", async () => {
    const { result } = await run(() => "never asked", {
      conversationTurns: [
        [
          { content: "When was she born?", expectedResponse: "1867" },
          { content: "Where?", expectedResponse: "Warsaw" },
        ],
        ["Who was she?"],
      ],
      maxConversationTurns: 2,
      target: ({ messages }) => ({
        messages: [{ role: "assistant", content: `To: ${messages.messages.at(-1)!.content}` }],
      }),
      stopWhen: (conversation) => conversation[0]!.content === "Who was she?",
    });
    expect(result.toRows({ groundTruth: true })).toEqual([
      { query: "When was she born?", response: "To: When was she born?", ground_truth: "1867" },
      { query: "Where?", response: "To: Where?" },
      { query: "Who was she?", response: "To: Who was she?" },
    ]);
  });

  it.each<[Partial<SimulateOptions>, RegExp]>([
    [{ numQueries: 0 }, /numQueries/],
    [{ maxConversationTurns: 1.5 }, /maxConversationTurns/],
    [{ target: 5 as never }, /target/],
    [{ conversationTurns: [["a"]], text: TEXT }, /conversationTurns cannot go with text/],
    [{ conversationTurns: [[5 as never]] }, /each of conversationTurns/],
    [{ conversationTurns: [[{ content: "a", expectedResponse: 5 as never }]] }, /each of conversationTurns/],
  ])("refuses %j", async (options, message) => {
    await expect(run(() => "{}", options)).rejects.toThrow(message);
  });

  it.each([
    [{}, /neither an Azure deployment nor an OpenAI model/],
    [{ model: "m" }, /lacks api_key/],
    [{ type: "x" }, /must be "azure_openai" or "openai"/],
    [{ azure_endpoint: "e", azure_deployment: null }, /lacks azure_deployment/],
    [{ type: "azure_openai" }, /lacks azure_deployment .* and azure_endpoint/],
    [{ azure_endpoint: "not a url", azure_deployment: "d" }, /must be a URL/],
  ])("refuses the model configuration %j", (configuration, message) => {
    expect(() => new Simulator(configuration as never)).toThrow(message);
    expect(() => new Simulator(configuration as never)).toThrow(TunelabError);
  });
});

describe("a simulation that is resumed", () => {
  const folder = () => temporaryFolder("simulate");

  it("goes on from what was finished when it was killed", async () => {
    const resumeFile = join(folder(), "run.jsonl");
    const asked: string[] = [];
    const stop = new AbortController();
    const target: SimulationTarget = (request, options) => {
      asked.push(request.messages.messages.at(-1)!.content);
      if (asked.length === 150) stop.abort();
      return echo(request, options);
    };
    const options = { numQueries: 200, resumeFile, target, concurrentAsyncTasks: 1 };
    const first = await run(() => numbered(200), { ...options, signal: stop.signal });
    expect(first.result.report.interrupted).toBe(true);
    expect(first.result.length).toBe(150);
    const second = await run(() => "never asked", options);
    expect(second.requests).toHaveLength(0);
    expect(second.result.length).toBe(200);
    expect(second.result.report.resumed).toBe(150);
    expect(asked).toHaveLength(200);
  });

  it("goes on from 150 of 200 after its process was killed", async () => {
    await using server = await startFakeModelServer(() => numbered(200));
    const resumeFile = join(folder(), "run.jsonl");
    const start = (killAt: number) =>
      promisify(execFile)(process.execPath, [
        fileURLToPath(new URL("killed-run.mjs", import.meta.url)),
        `${server.url}/v1`,
        resumeFile,
        String(killAt),
      ]);
    await expect(start(151)).rejects.toMatchObject({ signal: "SIGKILL" });
    expect(readFileSync(resumeFile, "utf8").trim().split("\n")).toHaveLength(1 + 150);
    const { stdout } = await start(0);
    expect(JSON.parse(stdout)).toEqual({ asked: 50, conversations: 200, resumed: 150 });
    expect(server.requests).toHaveLength(1);
  });

  it("survives a last line that was cut off", async () => {
    const resumeFile = join(folder(), "run.jsonl");
    const options = { numQueries: 3, resumeFile };
    await run(() => numbered(3), options);
    writeFileSync(resumeFile, readFileSync(resumeFile, "utf8").slice(0, -20));
    const { result } = await run(() => "never asked", options);
    expect(result.report).toMatchObject({ resumed: 2, requested: 3 });
    expect((await run(() => "never asked", options)).result.report.resumed).toBe(3);
  });

  it("refuses a file of another run", async () => {
    const resumeFile = join(folder(), "run.jsonl");
    await run(() => numbered(2), { numQueries: 2, resumeFile });
    await expect(run(() => numbered(3), { numQueries: 3, resumeFile })).rejects.toMatchObject({
      code: "resume_mismatch",
    });
  });

  it("loses nothing when the disk is full", async () => {
    const resumeFile = join(folder(), "run.jsonl");
    let writes = 0;
    const appendText = (path: string, text: string): void => {
      writes += 1;
      if (writes === 3) {
        appendFileSync(path, text.slice(0, 10));
        throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      }
      appendFileSync(path, text);
    };
    const { result } = await run(() => numbered(3), { numQueries: 3, resumeFile, appendText, concurrentAsyncTasks: 1 });
    expect(result.length).toBe(3);
    expect(result.report.warnings[0]).toContain("ENOSPC");
    const again = await run(() => "never asked", { numQueries: 3, resumeFile });
    expect(again.result.report.resumed).toBe(2);
    expect(again.result.length).toBe(3);
  });
});

describe("saving a simulation", () => {
  const folder = () => temporaryFolder("simulate");

  it("writes a line per question and answer", async () => {
    const path = join(folder(), "simulation_output.jsonl");
    const { result } = await run(() => numbered(2), { numQueries: 2 });
    await result.save(path, { groundTruth: true });
    const lines = readFileSync(path, "utf8").trim().split("\n");
    expect(lines).toHaveLength(2);
    expect(Object.keys(JSON.parse(lines[0]!))).toEqual(["query", "response", "context", "ground_truth"]);
  });

  it("leaves the earlier file as it was when the disk is full", async () => {
    const directory = folder();
    const path = join(directory, "simulation_output.jsonl");
    writeFileSync(path, "earlier");
    const { result } = await run(() => numbered(2), { numQueries: 2 });
    const writeText = async (target: string, text: string): Promise<void> => {
      writeFileSync(target, text.slice(0, 5));
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    };
    await expect(result.save(path, { writeText })).rejects.toMatchObject({
      code: "file_not_written",
      message: `${path} could not be written: ENOSPC: no space left on device.`,
    });
    expect(readFileSync(path, "utf8")).toBe("earlier");
    expect(readdirSync(directory)).toEqual(["simulation_output.jsonl"]);
    await result.save(path);
    expect(readFileSync(path, "utf8").trim().split("\n")).toHaveLength(2);
  });
});
