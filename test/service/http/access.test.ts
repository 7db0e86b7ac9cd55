import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT } from "../../../src/service/context.js";
import { loadKeys } from "../../../src/service/keys.js";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";
import { startTestService, type TestService } from "../helpers.js";

let folder: string;
let test: TestService;
let authority: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-access-"));
  test = await startTestService({ dataDirectory: join(folder, "data"), modelPath: writeTinyChatModel(folder) });
  authority = new URL(test.service.url).host;
});
afterAll(async () => {
  await test.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Status of a request that is written byte by byte, as no client's library would. */
async function statusOf(target: string, headers: readonly string[]): Promise<number> {
  const { hostname, port } = new URL(test.service.url);
  const socket = connect(Number(port), hostname);
  socket.end([`GET ${target} HTTP/1.1`, ...headers, "connection: close", "", ""].join("\r\n"));
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]);
}

const accounts = `subscriptions/${ACCOUNT.subscription}/resourceGroups/tunelab/providers/Microsoft.CognitiveServices/accounts/tunelab`;
const deployments = `${accounts}/deployments?api-version=2023-05-01`;

describe("the management plane, however its address is written,", () => {
  const spellings = [
    `/${deployments}`,
    `/%73ubscriptions${deployments.slice("subscriptions".length)}`,
    `/subscription%73${deployments.slice("subscriptions".length)}`,
    `/${deployments.replace("/deployments", "/deployment%73")}`,
    `/${deployments.replace("resourceGroups", "%72esourceGroups")}`,
    `/${deployments.replace("?", "/?")}`,
  ];
  it.each(spellings)("refuses the API key at %s", async (target) => {
    const { apiKey } = test.service.keys;
    expect(await statusOf(target, [`host: ${authority}`, `api-key: ${apiKey}`])).toBe(401);
    expect(await statusOf(target, [`host: ${authority}`, `authorization: Bearer ${apiKey}`])).toBe(401);
  });
  it.each(spellings)("takes the token at %s, and asks for an api-version", async (target) => {
    const headers = [`host: ${authority}`, `authorization: Bearer ${test.service.keys.managementToken}`];
    expect(await statusOf(target, headers)).toBe(200);
    expect(await statusOf(target.replace("2023-05-01", "2001-01-01"), headers)).toBe(400);
    expect(await statusOf(target.split("?")[0]!, headers)).toBe(400);
  });
  it("refuses it in absolute form too", async () => {
    const target = `http://${authority}/${deployments}`;
    expect(await statusOf(target, [`host: ${authority}`, `api-key: ${test.service.keys.apiKey}`])).toBe(401);
  });
});

describe("other spellings of the data plane", () => {
  const key = (): string => `api-key: ${test.service.keys.apiKey}`;
  it.each(["/openai/models", "/%6fpenai/models", "/openai/%6dodels", "/openai/models/"])(
    "%s need a version",
    async (path) => {
      expect(await statusOf(path, [`host: ${authority}`, key()])).toBe(404);
      expect(await statusOf(`${path}?api-version=2024-10-21`, [`host: ${authority}`, key()])).toBe(200);
      expect(await statusOf(`${path}?api-version=2024-10-21`, [`host: ${authority}`])).toBe(401);
    },
  );
  it.each([
    "/%74unelab/teaching-switches",
    "/openai%2Fv1/models",
    "//openai/v1/models",
    "/health/../openai/v1/models",
    "/HEALTH",
  ])("%s need a key", async (path) => {
    expect(await statusOf(path, [`host: ${authority}`])).toBe(401);
  });
});

describe("a foreign name is refused", () => {
  it.each<[string, string, (own: string) => string[], number]>([
    ["in a second Host header", "/health", (own) => [`host: ${own}`, "host: evil.example"], 400],
    ["in a first Host header", "/health", (own) => ["host: evil.example", `Host: ${own}`], 400],
    ["twice the same, too", "/health", (own) => [`host: ${own}`, `host: ${own}`], 400],
    ["in an absolute address", "http://evil.example/health", (own) => [`host: ${own}`], 403],
    ["with a user in an absolute address", "http://127.0.0.1@evil.example/health", (own) => [`host: ${own}`], 403],
    ["as a user in an absolute address", "http://evil.example@127.0.0.1/health", (own) => [`host: ${own}`], 403],
    ["beside a good absolute address", "http://127.0.0.1/health", () => ["host: evil.example"], 403],
    ["behind a good name", "/health", () => ["host: 127.0.0.1.evil.example"], 403],
    ["in an Origin", "/health", (own) => [`host: ${own}`, "origin: http://evil.example"], 403],
    [
      "in a second Origin",
      "/health",
      (own) => [`host: ${own}`, `origin: http://${own}`, "origin: http://evil.example"],
      403,
    ],
  ])("%s", async (_, target, headers, status) => {
    expect(await statusOf(target, headers(authority))).toBe(status);
  });
  it("and the own one is taken in both forms", async () => {
    expect(await statusOf("/health", [`host: ${authority}`])).toBe(200);
    expect(await statusOf(`http://${authority}/health`, [`host: ${authority}`])).toBe(200);
    expect(await statusOf("/health", ["host: localhost:80"])).toBe(200);
  });
});

describe("the keys", () => {
  const good = { apiKey: "a".repeat(32), managementToken: "b".repeat(43) };
  const inFile = async (keys: unknown, mode = 0o600): Promise<string> => {
    const directory = await mkdtemp(join(folder, "keys-"));
    await writeFile(join(directory, "keys.json"), typeof keys === "string" ? keys : JSON.stringify(keys));
    await chmod(join(directory, "keys.json"), mode);
    return directory;
  };
  it.skipIf(process.platform === "win32")(
    "are readable by their owner only, whatever the file's mode was",
    async () => {
      const directory = await inFile(good, 0o644);
      expect(await loadKeys(directory)).toEqual(good);
      expect((await stat(join(directory, "keys.json"))).mode & 0o777).toBe(0o600);
    },
  );
  it.each([
    { ...good, apiKey: "" },
    { ...good, managementToken: "" },
    { ...good, apiKey: " ".repeat(32) },
    { ...good, apiKey: "short" },
    { ...good, apiKey: good.managementToken },
  ])("are refused when they protect nothing: %j", async (keys) => {
    const directory = await inFile(keys);
    await expect(loadKeys(directory)).rejects.toMatchObject({ code: "invalid_keys" });
    expect(await readFile(join(directory, "keys.json"), "utf8")).toBe(JSON.stringify(keys));
  });
  it.each(["", "\0\0\0", "null", "[]", "{}", '{"apiKey":1}'])("are made anew when the file is %j", async (text) => {
    const directory = await inFile(text);
    const keys = await loadKeys(directory);
    expect(keys.apiKey).toMatch(/^[0-9a-f]{32}$/);
    expect(await loadKeys(directory)).toEqual(keys);
  });
});
