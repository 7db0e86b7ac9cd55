// Sends broken requests to every route of the built service: bad JSON, multipart, ids, paging, headers, raw bytes.
// Fails on an answer of 500 or above, a stack trace or a key in an answer, an answer that is not JSON where one is due,
// a hanging request, or a service that does not answer afterwards.
// Usage: npm run build && node bench/service-fuzz.mjs [requests, 3000] [seed, 1] [GGUF file, the default model]
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "../dist/core/index.js";
import { startService } from "../dist/service/index.js";

const count = Number(process.argv[2] ?? 3000);
const random = seededRandom(Number(process.argv[3] ?? 1));
const pick = (items) => items[Math.floor(random() * items.length)];
const dataDirectory = mkdtempSync(join(tmpdir(), "tunelab-fuzz-"));
const service = await startService({
  dataDirectory,
  ...(process.argv[4] === undefined ? {} : { modelPath: process.argv[4] }),
  environment: { TUNELAB_LOG_LEVEL: "error" },
  generationTimeoutMs: 5000,
});
const { apiKey, managementToken } = service.keys;
const document = await (await fetch(`${service.url}/openapi.json`)).json();
const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.keys(operations).map((method) => ({ method: method.toUpperCase(), path })),
);

const texts = [
  "",
  "x",
  "../../etc/passwd",
  "..%2f..%2fkeys.json",
  "%00",
  "%zz",
  "a".repeat(300),
  "é🦓",
  "__proto__",
  "constructor",
  "null",
  "-1",
  "1e9",
  "file-",
  "ftjob-" + "0".repeat(32),
  "gpt-4o",
  "'; drop table",
  "{}",
  "\u2028",
  "<script>alert(1)</script>",
];
const values = () =>
  pick([
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    "",
    pick(texts),
    [],
    [null],
    {},
    { a: {} },
    [[[[]]]],
    { __proto__: null, role: "user" },
    "x".repeat(5000),
    [1, "a", null],
    { type: "function" },
    pick(["required", "auto", "none"]),
    [{ type: "function", function: { name: pick(["f", "a b", ""]), parameters: pick([undefined, {}, { oneOf: 3 }]) } }],
    [
      {
        role: "assistant",
        tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: pick(["{}", "["]) } }],
      },
    ],
    [{ role: "tool", tool_call_id: pick(["c", undefined]), content: "x" }],
    { type: "dpo", dpo: { hyperparameters: { reference_free: pick([true, 1]), beta: pick([0.1, 9, "auto"]) } } },
    {
      type: "json_schema",
      json_schema: {
        name: "x",
        schema: pick([{}, { type: "nope" }, { $ref: "#/x" }, { type: "object", properties: 3 }]),
      },
    },
  ]);
const keys = [
  "model",
  "messages",
  "prompt",
  "max_tokens",
  "max_completion_tokens",
  "temperature",
  "top_p",
  "n",
  "stop",
  "stream",
  "stream_options",
  "logit_bias",
  "logprobs",
  "top_logprobs",
  "response_format",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "seed",
  "echo",
  "training_file",
  "validation_file",
  "hyperparameters",
  "method",
  "suffix",
  "metadata",
  "integrations",
  "trainingType",
  "purpose",
  "filename",
  "content_url",
  "bytes",
  "mime_type",
  "part_ids",
  "md5",
  "sku",
  "properties",
  "tags",
  "clockScale",
  "quotaZero",
  "__proto__",
];
const valid = [
  { model: "gpt-4o", messages: [{ role: "user", content: "Hi" }], max_tokens: 1 },
  {
    model: "gpt-4o",
    messages: [{ role: "user", content: "Hi" }],
    max_tokens: 1,
    tools: [{ type: "function", function: { name: "f" } }],
  },
  { model: "gpt-4o", prompt: "Hi", max_tokens: 1 },
  { model: "gpt-4o-mini", training_file: "file-x" },
  { sku: { name: "Standard", capacity: 1 }, properties: { model: { format: "OpenAI", name: "gpt-4o", version: "1" } } },
  { purpose: "fine-tune", filename: "a", bytes: 10, mime_type: "a/b" },
];

/** A body that is valid but for some members, or not even JSON. */
function body() {
  const dice = random();
  if (dice < 0.15)
    return pick([
      "",
      "{",
      "[",
      "nul",
      '{"a":',
      "\u0000",
      '{"messages":[{"role":"user"',
      "[".repeat(3000),
      '"x"',
      "1",
      "true",
    ]);
  const object = { ...pick(valid) };
  for (let changes = Math.floor(random() * 3); changes >= 0; changes--) {
    const key = pick(keys);
    Object.defineProperty(object, key, { value: values(), enumerable: true, configurable: true, writable: true });
  }
  return JSON.stringify(object);
}

function multipart() {
  const boundary = pick(["b", "-", "x".repeat(60)]);
  const part = (headers, content) => `--${boundary}\r\n${headers}\r\n\r\n${content}\r\n`;
  const text = pick([
    part(
      `Content-Disposition: form-data; name="file"; filename="${pick(texts)}"\r\nContent-Type: ${pick(["text/plain", "", "x", "application/json; charset=utf-8"])}`,
      pick(texts),
    ) +
      part('Content-Disposition: form-data; name="purpose"', pick(["fine-tune", "evals", ...texts])) +
      `--${boundary}--\r\n`,
    part('Content-Disposition: form-data; name="purpose"', "evals"),
    part("Content-Disposition: form-data", "x") + `--${boundary}--`,
    "",
    `--${boundary}--`,
    part('Content-Disposition: form-data; name="data"; filename="p"\r\nContent-Type: a/b', pick(texts)) +
      `--${boundary}--\r\n`,
  ]);
  return {
    text,
    type: pick([
      `multipart/form-data; boundary=${boundary}`,
      "multipart/form-data",
      "multipart/form-data; boundary=",
      "multipart/form-data; boundary=other",
    ]),
  };
}

const problems = [];
async function send() {
  const { method, path } = pick(routes);
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
    const known = {
      subscription: "00000000-0000-0000-0000-000000000000",
      group: "tunelab",
      account: "tunelab",
      deployment: "gpt-4o",
    }[name];
    return known !== undefined && random() < 0.7 ? known : encodeURIComponent(pick(texts)).replace(/%25/g, "%");
  });
  const query = pick([
    "",
    "?api-version=2024-10-21",
    "?api-version=2024-10-21",
    "?api-version=2024-10-01",
    "?api-version=" + pick(texts).replace(/[^\w-]/g, ""),
    "?api-version=2024-10-21&api-version=2",
    "?api-version=2024-10-21&limit=" + pick(["-1", "0", "1e9", "x", ""]),
    "?api-version=2024-10-21&after=" + encodeURIComponent(pick(texts)),
    "?metadata[a]=b&api-version=2024-10-21",
  ]);
  const headers = { authorization: `Bearer ${path.startsWith("/subscriptions") ? managementToken : apiKey}` };
  const init = { method, headers, signal: AbortSignal.timeout(20_000) };
  if (!["GET", "HEAD"].includes(method)) {
    if (random() < 0.25 || (/files$|parts$/.test(path) && random() < 0.8)) {
      const form = multipart();
      headers["content-type"] = form.type;
      init.body = form.text;
    } else {
      headers["content-type"] = pick([
        "application/json",
        "application/json",
        "application/json",
        "text/plain",
        "application/xml",
        "application/json; charset=utf-16",
      ]);
      init.body = body();
    }
  }
  const name = `${method} ${filled}${query} ${String(init.body ?? "").slice(0, 200)}`;
  try {
    const response = await fetch(service.url + filled + query, init);
    const text = await response.text();
    if (response.status >= 500) problems.push(`${response.status}: ${name} -> ${text.slice(0, 200)}`);
    if (/\n\s+at |node_modules|\.js:\d+/.test(text)) problems.push(`stack trace: ${name}`);
    // The one route whose answer is the keys, for whoever has shown one.
    const showsKeys = path === "/portal/api/connection";
    if (!showsKeys && (text.includes(apiKey) || text.includes(managementToken)))
      problems.push(`key in the answer: ${name}`);
    if (response.status >= 400 && !text.startsWith('{"error":{'))
      problems.push(`${response.status} without an error object: ${name} -> ${text.slice(0, 100)}`);
    return response.status;
  } catch (error) {
    problems.push(`${error.name} ${error.message}: ${name}`);
    return 0;
  }
}

/** Bytes that are not HTTP, or stop in the middle. */
function raw(text) {
  return new Promise((resolve) => {
    const { port } = new URL(service.url);
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
    const timer = setTimeout(() => socket.destroy(), 500);
    socket.on("error", () => undefined).on("close", () => (clearTimeout(timer), resolve()));
    socket.resume();
  });
}

const statuses = new Map();
for (let sent = 0; sent < count;) {
  const batch = await Promise.all(Array.from({ length: 8 }, send));
  sent += batch.length;
  for (const status of batch) statuses.set(status, (statuses.get(status) ?? 0) + 1);
}
for (const text of [
  "\r\n\r\n",
  "GET / HTTP/9.9\r\n\r\n",
  "POST /openai/v1/files HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999\r\n\r\nx",
  `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
  `GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${"a".repeat(40_000)}\r\n\r\n`,
  "POST /openai/v1/files HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
]) {
  await raw(text);
}
const health = await fetch(`${service.url}/health`);
if (!health.ok) problems.push("the service does not answer any more");
await service.stop();
rmSync(dataDirectory, { recursive: true, force: true });
console.log(
  `${count} requests to ${routes.length} routes; statuses ${[...statuses]
    .sort((a, b) => a[0] - b[0])
    .map(([status, times]) => `${status}: ${times}`)
    .join(", ")}`,
);
for (const problem of problems.slice(0, 30)) console.error(problem);
console.log(`${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
