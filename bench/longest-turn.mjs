// How long the service's thread computes in one go for the worst requests that it takes or refuses: longer than that nobody
// waits for /health on an idle machine. Processor time (Linux), so that a busy machine counts little.
// node bench/longest-turn.mjs [part of a case's name]
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { startService } from "../dist/service/index.js";

const dataDirectory = mkdtempSync(join(tmpdir(), "tunelab-turn-"));
const service = await startService({ dataDirectory, environment: { TUNELAB_LOG_LEVEL: "error" } });

// The client is a thread of its own, so that this one does the service's work alone; and /health has another: one that sends
// 100 MB reads its own answers late.
const thread = (code) =>
  new Worker(`const { parentPort, workerData: { url, key } } = require("node:worker_threads");\n${code}`, {
    eval: true,
    workerData: { url: service.url, key: service.keys.apiKey },
  });
const watcher = thread(`
  let slowest = 0;
  parentPort.on("message", () => {
    parentPort.postMessage(slowest);
    slowest = 0;
  });
  (async () => {
    for (;;) {
      const began = performance.now();
      await (await fetch(url + "/health")).text();
      slowest = Math.max(slowest, performance.now() - began);
      await new Promise((wake) => setTimeout(wake, 10));
    }
  })();`);
const client = thread(`
  parentPort.on("message", async ({ path, body, upload }) => {
    const headers = { "api-key": key, ...(upload ? {} : { "content-type": "application/json" }) };
    if (upload) {
      body = new FormData();
      body.set("purpose", upload.purpose);
      body.set("file", new Blob([upload.parts.map(([text, times]) => text.repeat(times)).join("")]), upload.name);
    }
    const response = await fetch(url + path, { method: "POST", headers, body });
    await response.text();
    parentPort.postMessage(response.status);
  });`);
const ask = (worker, message) =>
  new Promise((resolve) => {
    worker.once("message", resolve);
    worker.postMessage(message);
  });
const send = async ({ path = "/openai/v1/chat/completions", upload, ...json }) => {
  await ask(watcher, "slowest");
  const status = await ask(client, { path, upload, ...(upload === undefined ? { body: JSON.stringify(json) } : {}) });
  return { status, slowest: await ask(watcher, "slowest") };
};

const threadMs = () => Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e6;
let longest = 0;
let before = threadMs();
setInterval(() => {
  const now = threadMs();
  longest = Math.max(longest, now - before);
  before = now;
}, 5).unref();

const chat = (content, more) => ({ model: "gpt-4o", max_tokens: 1, messages: [{ role: "user", content }], ...more });
const schema = (of) =>
  chat("JSON", { max_tokens: 3, response_format: { type: "json_schema", json_schema: { name: "a", schema: of } } });
const fields = (count, of) => ({
  type: "object",
  properties: Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, of(at)])),
  required: Array.from({ length: count }, (_, at) => `p${at}`),
});
const entries = (count, value, before = "") =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${before}${at}`, value]));
const complete = (prompt, more) => ({
  path: "/openai/v1/completions",
  model: "gpt-4o",
  max_tokens: 1,
  prompt,
  ...more,
});
// The client writes the text: on this thread it would count as the service's work.
const upload = (name, parts, purpose = "assistants") => ({
  path: "/openai/v1/files",
  upload: { name, parts, purpose },
});
const tool = (at) => ({
  type: "function",
  function: { name: `f${at}`, parameters: fields(20, () => ({ type: "string" })) },
});
const line = (content) =>
  JSON.stringify({
    messages: [
      { role: "user", content },
      { role: "assistant", content: "b" },
    ],
  });
const LONG = { max_tokens: 8_191 };
const cases = {
  "a short chat": chat("Hi"),
  "7,960 characters, tokens made on the thread": chat("a b ".repeat(1_990), LONG),
  "7,920 characters of marks": chat("<|im_start|>".repeat(660), LONG),
  "48,000 characters": chat("hello world ".repeat(4_000), LONG),
  "15 MB, refused": chat("hello world ".repeat(1_250_000)),
  "90,000 spaces": chat(" ".repeat(90_000), LONG),
  "96,000 characters of marks, refused": chat("<|im_start|>".repeat(8_000)),
  "logit_bias of 40,000, refused": chat("Hi", { logit_bias: entries(40_000, 1) }),
  "logit_bias of 1,024": chat("Hi", { logit_bias: entries(1_024, 1) }),
  "metadata of 40,000, refused": chat("Hi", { metadata: entries(40_000, "v") }),
  "40,000 unknown names, refused": chat("Hi", entries(40_000, 1, "k")),
  "schema: 1,000 constants": schema(fields(1, () => ({ enum: Array.from({ length: 1_000 }, (_, at) => `v${at}`) }))),
  "schema: 150 texts of up to 2,000": schema(fields(150, (at) => ({ type: "string", maxLength: 2_000 - at }))),
  "schema: 60 lists of up to 2,000": schema(
    fields(60, (at) => ({ items: { type: "null" }, type: "array", maxItems: 2_000 - at })),
  ),
  "schema: 20 patterns of a length": schema(
    fields(20, (at) => ({ type: "string", pattern: "^[a-z]+$", maxLength: 100 + at })),
  ),
  "90,000 spaces, n: 128": chat(" ".repeat(90_000), { ...LONG, n: 128 }),
  "a short chat, n: 128": chat("Hi", { n: 128 }),
  "256 prompts": complete(Array.from({ length: 256 }, (_, at) => `Prompt ${at}`)),
  "8 prompts of 7,000 characters": complete(
    Array.from({ length: 8 }, () => "hello ".repeat(1_166)),
    { echo: true },
  ),
  "16 prompts, n: 8": complete(
    Array.from({ length: 16 }, (_, at) => `Prompt ${at}`),
    { n: 8 },
  ),
  "40,000 messages": {
    ...chat("Hi"),
    messages: Array.from({ length: 40_000 }, () => ({ role: "user", content: "a" })),
  },
  "128 tools of 20 texts": chat("Hi", { tools: Array.from({ length: 128 }, (_, at) => tool(at)) }),
  "stop of 100,000 characters": chat("Hi", { stop: ["x".repeat(100_000)] }),
  "a file of 100 MB, one cell": upload("cell.csv", [
    ['a,b\n"', 1],
    ["x", 100 << 20],
    ['",1\n', 1],
  ]),
  "a file of 100 MB, one line of JSON": upload(
    "line.jsonl",
    [
      ['{"messages": "', 1],
      ["a", 100 << 20],
    ],
    "fine-tune",
  ),
  "a file of 1,000,000 lines": upload("lines.jsonl", [[`${line("a")}\n`, 1_000_000]], "fine-tune"),
  "a file of 50 MB of line breaks": upload("empty.jsonl", [["\n", 50 << 20]], "fine-tune"),
  "schema: 300 lists, refused": schema(
    fields(300, (at) => ({ items: { type: "null" }, type: "array", maxItems: 2_000 - at })),
  ),
};
await send(cases["a short chat"]);
for (const [name, json] of Object.entries(cases)) {
  if (!name.includes(process.argv[2] ?? "")) continue;
  longest = 0;
  const { status, slowest } = await send(json);
  console.log(`${name}: ${status}, longest turn ${longest.toFixed(0)} ms, slowest /health ${slowest.toFixed(0)} ms`);
}
await Promise.all([client.terminate(), watcher.terminate()]);
await service.stop();
rmSync(dataDirectory, { recursive: true, force: true });
