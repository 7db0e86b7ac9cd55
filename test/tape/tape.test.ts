import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AzureOpenAI, toFile } from "openai";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, explainProviderError, type Connection } from "../../src/client/index.js";
import { replayCalls, type TapeCall } from "../../src/tape/index.js";
import { cleanForTape } from "../../src/tape/clean-text.js";

const KEY = "0123456789abcdef0123456789abcdef";
const TOKEN = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl";
const SUBSCRIPTION = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";
const STATES = ["pending", "running", "running", "succeeded"];

let server: Server;
let url: string;
let folder: string;
let polls = 0;
let hits = 0;
const original = globalThis.fetch;
let connection: Connection | undefined;

/** A provider that knows one job, files, a stream and a deployment, and that tells who asks it. */
beforeAll(async () => {
  server = createServer((request, response) => {
    hits += 1;
    request.resume();
    const path = request.url!.split("?")[0]!;
    const json = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json", "x-ms-request-owner": "somebody" });
      response.end(JSON.stringify(body));
    };
    if (path.endsWith("/chat/completions")) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const content of ["Mercury", ", dear", " reader"]) {
        response.write(`data: ${JSON.stringify({ model: "gpt-4o", choices: [{ index: 0, delta: { content } }] })}\n\n`);
      }
      response.end("data: [DONE]\n\n");
    } else if (path.endsWith("/openai/files")) {
      json(201, { id: "file-1", object: "file", status: "pending", filename: "a.jsonl" });
    } else if (path.includes("/fine_tuning/jobs/")) {
      const status = STATES[Math.min(polls, 3)];
      polls += 1;
      json(200, { id: "ftjob-1", object: "fine_tuning.job", status, organization_id: "org-abcdefgh12345678" });
    } else if (path.includes("/deployments/")) {
      json(201, {
        id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/g/deployments/d`,
        systemData: { createdBy: "maria@contoso.example" },
        properties: { provisioningState: "Creating" },
      });
    } else json(404, { error: { code: "404", message: "Resource not found" } });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-tape-"));
  polls = 0;
  hits = 0;
});
afterEach(async () => {
  connection?.tape?.stop();
  connection = undefined;
  expect(globalThis.fetch).toBe(original);
  await rm(folder, { recursive: true, force: true });
});

const environment = (more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  AZURE_OPENAI_ENDPOINT: url,
  AZURE_OPENAI_API_KEY: KEY,
  AZURE_OPENAI_DEPLOYMENT: "gpt-4o",
  AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
  TEMP_AUTH_TOKEN: TOKEN,
  ...more,
});

/** What a notebook does: an upload, a poll to the end, a management call by hand, a streamed answer. */
async function lesson(env: NodeJS.ProcessEnv): Promise<unknown[]> {
  connection = await connect({ env, envFiles: [] });
  const client = new AzureOpenAI({
    endpoint: env["AZURE_OPENAI_ENDPOINT"]!,
    apiKey: env["AZURE_OPENAI_API_KEY"]!,
    apiVersion: "2024-10-21",
    baseURL: null,
  });
  const seen: unknown[] = [connection.provider, connection.deployment];
  const file = await toFile(Buffer.from('{"messages": []}\n'), "a.jsonl");
  seen.push((await client.files.create({ file, purpose: "fine-tune" })).id);
  for (let last: string = ""; last !== "succeeded";) {
    const { status } = await client.fineTuning.jobs.retrieve("ftjob-1");
    // How often a replay is asked depends on its speed; which states it goes through does not.
    if (status !== last) seen.push(status);
    last = status;
  }
  const path = `/subscriptions/${env["AZURE_SUBSCRIPTION_ID"]}/resourceGroups/g/deployments/d?api-version=2023-05-01`;
  const put = await fetch(env["AZURE_OPENAI_ENDPOINT"] + path, {
    method: "PUT",
    headers: { authorization: `Bearer ${env["TEMP_AUTH_TOKEN"]}` },
    body: JSON.stringify({ sku: { name: "standard" }, properties: {} }),
  });
  seen.push(put.status, put.statusText);
  const stream = await client.chat.completions.create({ model: "gpt-4o", messages: [], stream: true });
  for await (const chunk of stream) seen.push(chunk.choices[0]?.delta.content);
  return seen;
}

const LESSON = [
  ...["azure", "gpt-4o", "file-1", "pending", "running", "succeeded", 201, "Created"],
  ...["Mercury", ", dear", " reader"],
];

async function record(): Promise<void> {
  expect(await lesson(environment({ TUNELAB_RECORD: folder }))).toEqual(LESSON);
  // The answer's copy for the recording may be read a moment after the notebook's.
  await new Promise((resolve) => setTimeout(resolve, 50));
  connection?.tape?.stop();
}

async function recordedText(): Promise<string> {
  const texts = (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8"));
  return (await Promise.all(texts)).join("\n");
}

describe("a recorded run", () => {
  it("is played back with the same answers, streams and polls, and asks nobody", async () => {
    await record();
    hits = 0;
    const env: NodeJS.ProcessEnv = { TUNELAB_REPLAY: folder, TUNELAB_REPLAY_SPEED: "1" };
    expect(await lesson(env)).toEqual(LESSON);
    expect(hits).toBe(0);
    expect(connection!.tape!.notice).toContain("Replay: nothing is sent anywhere.");
    expect(connection!.settings.values.get("AZURE_OPENAI_DEPLOYMENT")?.source).toBe("recording");
  });

  it("holds no key, token, subscription, organisation or address of a person", async () => {
    await record();
    const text = await recordedText();
    for (const secret of [KEY, TOKEN, SUBSCRIPTION, "org-abcdefgh12345678", "maria@contoso.example", "somebody"]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/deployments/d");
    // Uploads are known by their digest, their content stays here.
    expect(text).toContain("a.jsonl: 17 bytes, SHA-256 ");
    expect(text).not.toContain('{\\"messages\\": []}\\n');
  });

  it("replaces real keys of the environment while it is played back", async () => {
    await record();
    const env = environment({ TUNELAB_REPLAY: folder, OPENAI_API_KEY: "sk-real-0123456789" });
    connection = await connect({ env, envFiles: [] });
    expect(env["AZURE_OPENAI_API_KEY"]).toBe("none-needed-in-a-replay");
    expect(env["TEMP_AUTH_TOKEN"]).toBe("none-needed-in-a-replay");
    expect(env["AZURE_SUBSCRIPTION_ID"]).toBe("00000000-0000-0000-0000-000000000000");
    expect("OPENAI_API_KEY" in env).toBe(false);
  });

  it("answers a call that was not recorded with a reason that the client shows at once", async () => {
    await record();
    connection = await connect({ env: { TUNELAB_REPLAY: folder }, envFiles: [] });
    const call = connection.client.chat.completions.create({
      model: "gpt-4o",
      messages: [{ role: "user", content: "Something else?" }],
    });
    const error = await call.catch((refusal: unknown) => explainProviderError(refusal, "Asking gpt-4o"));
    expect(error).toMatchObject({
      code: "not_recorded",
      message: expect.stringContaining("1 other call(s) to this address were recorded, with another body."),
      hint: expect.stringContaining("TUNELAB_RECORD"),
    });
    expect((error as Error).message).toContain("Something else?");
    const plain = await fetch("https://elsewhere.example/x");
    expect([plain.status, plain.statusText]).toEqual([422, "Not recorded"]);
  });

  it("carries on after a kernel that died in the middle of a line", async () => {
    await record();
    const [calls] = (await readdir(folder)).filter((name) => name.startsWith("calls-"));
    await writeFile(join(folder, "calls-dead.jsonl"), '{"at": 1, "wai');
    expect(calls).toBeDefined();
    expect(await lesson({ TUNELAB_REPLAY: folder })).toEqual(LESSON);
  });
});

describe("what a recording leaves out", () => {
  it.each([
    ["the two keys of a resource", '{"key1": "0123456789abcdef"}', '{"key1": "[redacted]"}'],
    ["not the name of a metric", '{"key": "flesch_kincaid_grade_level/v1/mean"}', undefined],
    ["whoever is asked for", "someone.real@contoso.com", "someone@example.com"],
  ])("is %s", (_what, text, expected = text) => {
    expect(cleanForTape(text, { env: {} })).toBe(expected);
  });
});

describe("settings of recordings", () => {
  it.each([
    [{ TUNELAB_RECORD: "a", TUNELAB_REPLAY: "b" }, "contradictory_settings"],
    [{ TUNELAB_REPLAY: "/nowhere/at/all" }, "no_recording"],
  ])("%j is refused", async (env, code) => {
    await expect(connect({ env, envFiles: [] })).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(/TUNELAB_/),
    });
  });

  it("refuse a speed that is no number", async () => {
    await record();
    const env = { TUNELAB_REPLAY: folder, TUNELAB_REPLAY_SPEED: "fast" };
    await expect(connect({ env, envFiles: [] })).rejects.toMatchObject({ code: "invalid_setting" });
  });
});

describe("the timing of a replay", () => {
  const call = (at: number, method: string, path: string, body: unknown, waitMs = 0): TapeCall => ({
    at,
    waitMs,
    request: { method, url: `https://a.example${path}`, body: "" },
    response: {
      status: 200,
      statusText: "OK",
      headers: {},
      body: { text: JSON.stringify(body) },
    },
  });
  const minute = 60_000;
  const tape: TapeCall[] = [
    call(0, "POST", "/jobs", { id: "j" }),
    call(1 * minute, "GET", "/jobs/j", { status: "pending" }),
    call(10 * minute, "GET", "/jobs/j", { status: "running", step: 1 }),
    call(20 * minute, "GET", "/jobs/j", { status: "running", step: 2 }),
    call(30 * minute, "GET", "/jobs/j", { status: "running", step: 3 }),
    call(40 * minute, "GET", "/jobs/j", { status: "succeeded" }),
    call(41 * minute, "GET", "/files", { object: "list", data: ["a"] }),
    call(42 * minute, "DELETE", "/files/a", { deleted: true }),
    call(42 * minute + 1, "GET", "/files", { object: "list", data: [] }),
  ];
  let clock = 0;
  const pauses: number[] = [];
  const player = (calls: readonly TapeCall[]): ((method: string, path: string) => Promise<unknown>) => {
    clock = 0;
    pauses.length = 0;
    const send = replayCalls(calls, {
      speed: 60,
      now: () => clock,
      sleep: (ms) => Promise.resolve(void pauses.push(ms)),
    });
    return async (method, path) => (await send(`https://a.example${path}`, { method })).json();
  };

  it("leaves out polls that the scaled time has passed, but no status", async () => {
    const ask = player(tape);
    await ask("POST", "/jobs");
    const seen: unknown[] = [];
    for (let second = 10; second <= 80; second += 10) {
      clock = second * 1_000;
      seen.push(await ask("GET", "/jobs/j"));
    }
    // Ten seconds at sixty times the speed are ten recorded minutes.
    expect(seen).toEqual([
      { status: "pending" },
      { status: "running", step: 1 },
      { status: "running", step: 2 },
      { status: "running", step: 3 },
      { status: "succeeded" },
      { status: "succeeded" },
      { status: "succeeded" },
      { status: "succeeded" },
    ]);
  });

  it("waits for the notebook before a change, however long a presenter talks", async () => {
    const ask = player(tape);
    await ask("POST", "/jobs");
    clock = 3_600_000;
    expect(await ask("GET", "/files")).toEqual({ object: "list", data: ["a"] });
    clock *= 2;
    expect(await ask("GET", "/files")).toEqual({ object: "list", data: ["a"] });
    await ask("DELETE", "/files/a");
    expect(await ask("GET", "/files")).toEqual({ object: "list", data: [] });
    expect(await ask("DELETE", "/files/a")).toEqual({ deleted: true });
  });

  it("ends a poll whose notebook has left out a change before it", async () => {
    const ask = player([
      call(0, "GET", "/jobs/j", { status: "running" }),
      call(1, "POST", "/chat", {}),
      call(2, "GET", "/jobs/j", { status: "succeeded" }),
    ]);
    expect(await ask("GET", "/jobs/j")).toEqual({ status: "running" });
    expect(await ask("GET", "/jobs/j")).toEqual({ status: "succeeded" });
  });

  it("scales the wait for an answer and the pieces of a stream", async () => {
    const streamed: TapeCall = {
      ...call(0, "POST", "/chat", {}, 6_000),
      response: {
        status: 200,
        statusText: "OK",
        headers: { "content-type": "text/event-stream" },
        body: {
          pieces: [
            [0, "data: 1\n\n"],
            [1_200, "data: 2\n\n"],
            [1_800, "data: [DONE]\n\n"],
          ],
        },
      },
    };
    pauses.length = 0;
    const send = replayCalls([streamed], { speed: 60, sleep: (ms) => Promise.resolve(void pauses.push(ms)) });
    const response = await send("https://a.example/chat", { method: "POST" });
    expect(await response.text()).toBe("data: 1\n\ndata: 2\n\ndata: [DONE]\n\n");
    expect(pauses).toEqual([100, 20, 10]);
  });

  it("stops waiting when the cell is interrupted", async () => {
    const send = replayCalls([call(0, "GET", "/slow", {}, 3_600_000)], { speed: 1 });
    const interruption = new AbortController();
    const answer = send("https://a.example/slow", { signal: interruption.signal });
    interruption.abort(new Error("stopped by hand"));
    await expect(answer).rejects.toThrow("stopped by hand");
  });
});
