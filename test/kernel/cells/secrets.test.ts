import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DebugClient } from "../support/debug-client.js";
import { type Executed, TestKernel, resultOf, tracebackOf } from "../support/kernel-client.js";

const KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const PROVIDER_KEY = "sk-proj-Abc123Def456Ghi789Jkl012";
const PEM = [
  "-----BEGIN PRIVATE KEY-----",
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ",
  "C7VJTUt9Us8cKjMzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMv",
  "DuictGeurT8jNbvJZHtCSuYEvu==",
  "-----END PRIVATE KEY-----",
].join("\n");
const CONNECTION = "Server=db;User=ada;Phrase=a <b> & 'c';";

/** All that a front end would save of a cell's output. */
const savedOf = ({ messages, reply }: Executed): string =>
  JSON.stringify([messages.filter(({ type }) => type !== "execute_input").map(({ content }) => content), reply]);

describe("secrets in what leaves the kernel", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start({
      env: {
        AZURE_OPENAI_API_KEY: KEY,
        SQL_CONNECTION_STRING: CONNECTION,
        SIGNING_KEY: PEM,
        SIGNING_KEY_ONE_LINE: PEM.replaceAll("MII", "NJJ").replaceAll("\n", "\\n"),
        DB_PASS: "correct horse",
        DATABASE_URL: "postgres://ada:tr0ub4dor%213@db/app",
        PWD: "/srv/notebooks",
        OLDPWD: "/srv/before",
        SSH_AUTH_SOCK: "/run/agent.sock",
        TOKENIZERS_PARALLELISM: "not-now",
        LOG_LEVEL: "plain-enough-value",
        MAX_TOKENS: "1048576",
      },
    });
  });
  afterAll(() => kernel.stop());

  it("are masked in the environment as a result", async () => {
    const executed = await kernel.execute("process.env");
    expect(resultOf(executed)).toContain("AZURE_OPENAI_API_KEY: '[redacted]'");
    expect(resultOf(executed)).toContain("LOG_LEVEL: 'plain-enough-value'");
    expect(resultOf(executed)).toContain("MAX_TOKENS: '1048576'");
    expect(savedOf(executed)).not.toContain(KEY);
  });

  it("are masked line by line, and as the password of an address", async () => {
    const executed = await kernel.execute(
      `const { SIGNING_KEY, SIGNING_KEY_ONE_LINE, DB_PASS, DATABASE_URL } = process.env as Record<string, string>;
console.log(SIGNING_KEY!.split("\\n")[1]); console.log("a", SIGNING_KEY!.split("\\n")[3]);
console.log(SIGNING_KEY_ONE_LINE!.split("\\\\n")[1]); console.log(DB_PASS);
const { password } = new URL(DATABASE_URL!); console.log(password, decodeURIComponent(password))`,
    );
    expect(executed.stdout).toBe("[redacted]\na [redacted]\n[redacted]\n[redacted]\n[redacted] [redacted]\n");
  });

  it("are not what only sounds like them", async () => {
    const shown = resultOf(await kernel.execute("process.env"));
    expect(shown).toContain("  PWD: '/srv/notebooks'");
    expect(shown).toContain("OLDPWD: '/srv/before'");
    expect(shown).toContain("SSH_AUTH_SOCK: '/run/agent.sock'");
    expect(shown).toContain("TOKENIZERS_PARALLELISM: 'not-now'");
    const printed = await kernel.execute("%%sh\nenv | grep -E '^(OLD)?PWD='");
    expect(printed.stdout).toMatch(/^PWD=\/.*$/m);
    expect(printed.stdout).not.toContain("redacted");
  });

  it("are masked with colours in their middle, also in pieces, and in a result", async () => {
    const executed = await kernel.execute(
      `{ const key = process.env.AZURE_OPENAI_API_KEY!, [a, b] = [key.slice(0, 9), key.slice(9)];
console.log(a + "\\u001b[31m" + b + "\\u001b[39m"); console.log("\\u001b[1m" + "${PROVIDER_KEY}".split("").join("\\u001b[0m") );
process.stdout.write(a + "\\u001b[31m"); await new Promise((r) => setTimeout(r, 60)); console.log(b);
process.stdout.write("\\u001b[32mplain\\u001b[39m\\n"); }
({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": process.env.AZURE_OPENAI_API_KEY!.replace("2d", "2\\u001b[1md\\u001b[22m") }) })`,
    );
    expect(executed.stdout.replaceAll("\u001b[39m", "")).toContain(
      "[redacted]\n[redacted]\n[redacted]\n\u001b[32mplain",
    );
    expect(resultOf(executed)).toBe("[redacted]");
  });

  it("are masked where the other stream comes between their halves", async () => {
    for (const key of [
      "process.env.AZURE_OPENAI_API_KEY!",
      `"${PROVIDER_KEY.slice(0, 7)}" + "${PROVIDER_KEY.slice(7)}"`,
    ]) {
      const { stdout, stderr } = await kernel.execute(
        `{ const key: string = ${key}; process.stdout.write("it is " + key.slice(0, 12)); console.error("between"); process.stdout.write(key.slice(12) + "\\n"); console.error("after"); }`,
      );
      expect(stdout).toBe("it is [redacted]\n");
      expect(stderr).toBe("between\nafter\n");
    }
  });

  it("leave the borders of a table where they are", async () => {
    const { stdout } = await kernel.execute(
      "console.table([{ name: 'one', value: process.env.AZURE_OPENAI_API_KEY }, { name: 'two', value: 'plain' }])",
    );
    const lines = stdout.trimEnd().split("\n");
    expect(lines[3]).toContain("'[redacted]'");
    expect(lines.map(({ length }) => length)).toEqual(lines.map(() => lines[0]!.length));
    const short = await kernel.execute("process.env.SHORT_TOKEN = 'ab12cd'; console.table(['ab12cd'])");
    expect(short.stdout.trimEnd().split("\n")[3]).toMatch(/^│ +0 +│ '\[reda\]' │$/);
  });

  it("are masked in a client as a result", async () => {
    const executed = await kernel.execute(
      `import { AzureOpenAI } from "openai";
new AzureOpenAI({ apiKey: "zz11yy22xx33ww44vv55uu66", endpoint: "http://127.0.0.1:9", apiVersion: "2024-10-21" })`,
    );
    expect(resultOf(executed)).toContain("apiKey: '[redacted]'");
    expect(savedOf(executed)).not.toContain("zz11yy22xx33ww44vv55uu66");
  });

  it.each([
    ["an entry of a map", "new Map([['apiKey', 'zq8177aabc9d0011']])", "Map(1) { 'apiKey' => '[redacted]' }"],
    ["a token that signs in", "({ token: 'zq8177aabc9d0011' })", "{ token: '[redacted]' }"],
    ["a short password", "({ password: 'x1', secret: 'none' })", "{ password: '[redacted]', secret: 'none' }"],
    ["a header without a scheme", "({ Authorization: 'zq8177aabc9d0011' })", "{ Authorization: '[redacted]' }"],
    ["a header with one", "({ authorization: 'Bearer zq8177aabc9d0011' })", "{ authorization: 'Bearer [redacted]' }"],
    ["pairs", "Object.entries({ apiKey: 'zq8177aabc9d0011' })", "[ [ 'apiKey', '[redacted]' ] ]"],
    ["a cookie", "({ cookie: 'session=abc123def456' })", "{ cookie: '[redacted]' }"],
    ["a key of Azure Functions", "({ 'x-functions-key': 'zq8177aabc9d0011' })", "{ 'x-functions-key': '[redacted]' }"],
    [
      "JSON in JSON",
      "JSON.stringify({ inner: JSON.stringify({ password: 'zq8177aabc9d0012' }) })",
      `'{"inner":"{\\\\"password\\\\":\\\\"[redacted]\\\\"}"}'`,
    ],
  ])("are masked in %s", async (_what, code, shown) => {
    expect(resultOf(await kernel.execute(code))).toBe(shown);
  });

  it("are masked in base64, wherever in the text they stand", async () => {
    const { stdout } = await kernel.execute(
      "for (const user of ['', 'a:', 'ab:', 'ada:']) for (const form of ['base64', 'base64url'] as const) console.log(Buffer.from(user + process.env.AZURE_OPENAI_API_KEY).toString(form))",
    );
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(8);
    for (const line of lines) expect(line).toMatch(/^[\w=]{0,6}\[redacted\][\w=]{0,4}$/);
  });

  it("are masked in errors: message, source line, cause, headers", async () => {
    const executed = await kernel.execute(
      `const headers = { authorization: "Bearer " + process.env.AZURE_OPENAI_API_KEY };
throw new Error("refused ${PROVIDER_KEY} here", { cause: Object.assign(new Error(JSON.stringify({ headers })), { headers }) })`,
    );
    expect(executed.reply.evalue).toBe("refused [redacted] here");
    expect(tracebackOf(executed)).toContain('new Error("refused [redacted] here"');
    expect(tracebackOf(executed)).toContain("Bearer [redacted]");
    expect(savedOf(executed)).not.toMatch(new RegExp(`${PROVIDER_KEY}|${KEY}`));
  });

  it("are masked in a print, and in an error that no one caught", async () => {
    const printed = await kernel.execute(
      "console.log(process.env.AZURE_OPENAI_API_KEY); console.error(process.env.AZURE_OPENAI_API_KEY)",
    );
    expect(printed.stdout).toBe("[redacted]\n");
    expect(printed.stderr).toBe("[redacted]\n");
    const { id } = await kernel.send("execute_request", {
      code: "setTimeout(() => { throw new Error('late ' + process.env.AZURE_OPENAI_API_KEY) }); await new Promise((r) => setTimeout(r, 100))",
    });
    expect((await kernel.executed(id)).stderr).toContain(": late [redacted]\n");
  });

  it.each([
    ["a character at a time", "for (const c of key) process.stdout.write(c)"],
    ["a character at a time, slowly", "for (const c of key) { process.stdout.write(c); await sleep(40) }"],
    [
      "in halves, with a pause",
      "process.stdout.write(key.slice(0, 9)); await sleep(400); process.stdout.write(key.slice(9))",
    ],
    [
      "at the border of a large batch",
      "process.stdout.write('.'.repeat(256 * 1024 - 10) + '\\n' + key.slice(0, 9)); process.stdout.write(key.slice(9))",
    ],
    [
      "by a child process",
      "const { execSync } = await import('node:child_process'); execSync(`printf ${key.slice(0, 9)}; sleep 0.2; printf ${key.slice(9)}`, { stdio: 'inherit' })",
    ],
  ])("are masked where they come in pieces: %s", async (_name, code) => {
    for (const key of [
      "process.env.AZURE_OPENAI_API_KEY!",
      `"${PROVIDER_KEY.slice(0, 7)}" + "${PROVIDER_KEY.slice(7)}"`,
    ]) {
      const { stdout } = await kernel.execute(
        `{ const key: string = ${key}; const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));\n${code};\nconsole.log(" end"); }`,
      );
      expect(stdout.replace(/^\.+\n/, "")).toBe("[redacted] end\n");
    }
  });

  it("are masked in every kind of display, its updates, and expressions", async () => {
    const executed = await kernel.execute(
      `const s = process.env.SQL_CONNECTION_STRING!, k = process.env.AZURE_OPENAI_API_KEY!;
const escaped = s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/'/g, "&#39;");
const show = (data: object) => ({ [Symbol.for("Jupyter.display")]: () => data });
display(show({ "text/html": "<b>" + escaped + "</b>", "text/markdown": "**" + k + "**" }));
display(show({ "application/json": { deep: [{ k, api_key: "any text" }], s } }), { displayId: "d" });
display(show({ "text/plain": "v " + k }), { displayId: "d", update: true });
display(show({ "image/svg+xml": "<svg><text>" + k + "</text></svg>" }));
console.table([{ k }]); encodeURIComponent(s)`,
      { user_expressions: { mine: "k", fails: "(() => { throw new Error(k) })()" } },
    );
    const saved = savedOf(executed);
    expect(saved).toContain("<b>[redacted]</b>");
    expect(saved).toContain("**[redacted]**");
    expect(saved).toContain('{"deep":[{"k":"[redacted]","api_key":"[redacted]"}],"s":"[redacted]"}');
    expect(saved).toContain("v [redacted]");
    expect(saved).toContain("<text>[redacted]</text>");
    for (const part of [KEY, "Phrase=a", encodeURIComponent("Phrase=a")]) expect(saved).not.toContain(part);
    expect(JSON.stringify(executed.reply.user_expressions)).not.toContain(KEY);
  });

  it("are masked in the link of a terminal, and in a table of names and values", async () => {
    const { stdout } = await kernel.execute(
      'console.log("\\u001b]8;;http://x/" + process.env.AZURE_OPENAI_API_KEY + "\\u0007link"); console.table({ apiKey: "zq8177aabc9d0011" })',
    );
    expect(stdout).toContain("http://x/[redacted]\u0007link");
    expect(stdout).toContain("\u2502 apiKey  \u2502 '[redacted]'       \u2502");
  });

  it("are masked in comms, questions, completion, inspection and the debugger's values", async () => {
    const executed = await kernel.execute(
      `const comm = (globalThis as any)[Symbol.for("tunelab.commHost")].open("t", { data: { k: process.env.AZURE_OPENAI_API_KEY }, metadata: { k: process.env.AZURE_OPENAI_API_KEY } });
comm.send({ state: { value: process.env.AZURE_OPENAI_API_KEY } }); const shownKey = process.env.AZURE_OPENAI_API_KEY!, held = { [shownKey]: 1 };`,
    );
    const parts = executed.messages.filter(({ type }) => type.startsWith("comm_"));
    expect(parts).toHaveLength(2);
    for (const { content, metadata } of parts) {
      expect(JSON.stringify([content, metadata])).not.toContain(KEY);
      expect(JSON.stringify(content)).toContain("[redacted]");
    }
    kernel.answerInput = () => "yes";
    await kernel.execute("await prompt(`use ${shownKey}? `)");
    kernel.answerInput = undefined;
    expect(kernel.questions.at(-1)!.content.prompt).toBe("use [redacted]? ");
    for (const code of ["held.", "shownKey.", "process.env."]) {
      const { content } = await kernel.request("complete_request", { code, cursor_pos: code.length });
      expect(JSON.stringify(content)).not.toContain(KEY);
    }
    const { content } = await kernel.request("inspect_request", { code: "shownKey", cursor_pos: 8, detail_level: 1 });
    expect(JSON.stringify(content)).not.toContain(KEY);
    const debug = new DebugClient(kernel);
    await debug.start();
    const { variables } = await debug.request("inspectVariables");
    expect(JSON.stringify(variables)).toContain("shownKey");
    expect(JSON.stringify(variables)).not.toContain(KEY);
    const rich = await debug.request("richInspectVariables", { variableName: "shownKey" });
    expect(JSON.stringify(rich)).not.toContain(KEY);
    await debug.request("disconnect");
  });

  it.each([
    ["process.env.NEW_ONE_TOKEN = value"],
    ["Object.assign(process.env, { NEW_TWO_TOKEN: value })"],
    ["const before = process.env; process.env = { ...before, NEW_THREE_TOKEN: value }; process.env = before"],
    [
      "Object.defineProperty(process.env, 'NEW_FOUR_TOKEN', { value, configurable: true, writable: true, enumerable: true })",
    ],
    [
      "(await import('node:fs')).writeFileSync('new.env', `NEW_FIVE_TOKEN=${value}`); (process as any).loadEnvFile('new.env')",
    ],
  ])("are known when a cell sets them: %s", async (code) => {
    const { stdout } = await kernel.execute(
      `{ const value = "v" + Math.random().toString(36).slice(2).padEnd(9, "q"); console.log("before", value.length > 5); ${code}; console.log(value, "after"); }`,
    );
    expect(stdout).toBe("before true\n[redacted] after\n");
  });

  it("are known when a magic sets them, and stay hidden in %env", async () => {
    writeFileSync(join(kernel.directory, "own.env"), "OWN_SECRET=harmless looking words\n");
    await kernel.execute("%load_env own.env");
    expect((await kernel.execute("console.log('the harmless looking words')")).stdout).toBe("the [redacted]\n");
    await kernel.execute("%env OTHER_PASSWORD=more harmless words");
    expect((await kernel.execute("console.log('no more harmless words')")).stdout).toBe("no [redacted]\n");
    const { stdout } = await kernel.execute("%env");
    expect(stdout).toContain("AZURE_OPENAI_API_KEY=•••• (set, hidden)\n");
    expect(stdout).toContain("MAX_TOKENS=1048576\n");
    expect((await kernel.execute("%%sh\nprintenv AZURE_OPENAI_API_KEY LOG_LEVEL")).stdout).toBe(
      "[redacted]\nplain-enough-value\n",
    );
  });

  it("are shown by %reveal, once", async () => {
    const revealed = await kernel.execute(
      `console.log("one");\n%reveal AZURE_OPENAI_API_KEY\nconsole.log(process.env.AZURE_OPENAI_API_KEY)`,
    );
    expect(revealed.stdout).toBe(`one\nAZURE_OPENAI_API_KEY=${KEY}\n[redacted]\n`);
    expect((await kernel.execute("%reveal NO_SUCH_NAME")).reply.evalue).toBe("NO_SUCH_NAME is not set.");
  });

  it("are masked in the history's outputs, and typed code is left as it was typed", async () => {
    const code = `"${PROVIDER_KEY}"`;
    const executed = await kernel.execute(code);
    expect(resultOf(executed)).toBe("'[redacted]'");
    expect(executed.messages.find(({ type }) => type === "execute_input")!.content.code).toBe(code);
    const { content } = await kernel.request("history_request", {
      hist_access_type: "tail",
      n: 1,
      output: true,
      raw: true,
    });
    expect((content.history as unknown[][])[0]![2]).toEqual([code, "'[redacted]'"]);
  });

  it("do not make ordinary output worse", async () => {
    const lines = [
      "The secret: patience. Passwords: none. Tokens: 123456, max_tokens=4096, token: ' the'",
      "Basic arithmetic, basic understanding, bearer certificates; the key: simplicity",
      "PRIMARY KEY: customer_id; apiKey: process.env.AZURE_OPENAI_API_KEY",
      "https://example.org/a?page=1#top and ada@example.org, a task-oriented desk-bound person",
      "AUTH: REQUIRED, embedding [0.12345678, -0.98765432]",
    ];
    const printed = await kernel.execute(`console.log(${JSON.stringify(lines.join("\n"))})`);
    expect(printed.stdout).toBe(`${lines.join("\n")}\n`);
    const object = await kernel.execute(
      "({ usage: { prompt_tokens: 12, total_tokens: 345678 }, token: 'word piece', key: 'customer_id' })",
    );
    expect(resultOf(object)).toBe(
      "{\n  usage: { prompt_tokens: 12, total_tokens: 345678 },\n  token: 'word piece',\n  key: 'customer_id'\n}",
    );
    const pieces = await kernel.execute(
      "({ tokens: ['the', 'cat'], logprobs: [{ token: 'Paris', bytes: [80] }, { token: '1234567890' }, { token: ' counterintuitively' }] })",
    );
    expect(resultOf(pieces)).not.toContain("redacted");
    expect(resultOf(await kernel.execute("['password', 'apiKey', 'user']"))).toBe("[ 'password', 'apiKey', 'user' ]");
    const image = Buffer.from(`\u0089PNG ${"AKIAIOSFODNN7EXAMPLE ".repeat(20)}`).toString("base64");
    const shown = await kernel.execute(
      `display({ [Symbol.for("Jupyter.display")]: () => ({ "image/png": ${JSON.stringify(`AKIAIOSFODNN7EXAMPLE+${image}`)} }) })`,
    );
    const display = shown.messages.find(({ type }) => type === "display_data")!;
    expect((display.content.data as Record<string, string>)["image/png"]).toBe(`AKIAIOSFODNN7EXAMPLE+${image}`);
  });

  it.each([
    ["by itself", "structuredClone(process.env).PLAIN"],
    ["within others", "structuredClone({ all: [process.env] }).all[0].PLAIN"],
    [
      "beside itself",
      "(({ a, b }) => (a === b ? a.PLAIN : 'two'))(structuredClone({ a: process.env, b: process.env }))",
    ],
    [
      "for a worker",
      `import { Worker } from "node:worker_threads"; import { once } from "node:events";
(await once(new Worker("const { parentPort, workerData } = require('node:worker_threads'); parentPort.postMessage(workerData.env.PLAIN)", { eval: true, workerData: { env: process.env } }), "message"))[0]`,
    ],
  ])("do not keep the environment from being cloned %s", async (_name, code) => {
    await kernel.execute("process.env.PLAIN = 'yes'");
    const executed = await kernel.execute(code);
    expect(tracebackOf(executed)).toBe("");
    expect(resultOf(executed)).toBe("'yes'");
  });

  it("keep the error of what cannot be cloned", async () => {
    const { reply } = await kernel.execute("structuredClone({ f: () => 1 })");
    expect(reply.ename).toBe("DataCloneError");
  });

  it("do not keep the environment from being used", async () => {
    const { stdout, reply } = await kernel.execute(`
import { execSync } from "node:child_process"; import { Worker } from "node:worker_threads";
process.env.AN_ORDINARY_NAME = "yes"; process.env.GONE = "yes"; delete process.env.GONE;
console.log(execSync("echo $AN_ORDINARY_NAME").toString().trim(), "GONE" in process.env, { ...process.env }.AN_ORDINARY_NAME);
(process.env as any).COUNT = 5; console.log(typeof process.env.COUNT, Object.keys(process.env).includes("COUNT"));
const worker = new Worker("require('node:worker_threads').parentPort.postMessage(process.env.AN_ORDINARY_NAME)", { eval: true });
console.log(await new Promise((r) => worker.once("message", r)));`);
    expect(reply.status).toBe("ok");
    expect(stdout).toBe("yes false yes\nstring true\nyes\n");
  });
});
