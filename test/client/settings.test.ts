import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeSettings, readSettings, type ReadSettingsOptions } from "../../src/client/index.js";
import { fillFromFiles } from "../../src/client/settings.js";

const read = (env: NodeJS.ProcessEnv, more: ReadSettingsOptions = {}): ReturnType<typeof readSettings> =>
  readSettings({ env, envFiles: [], ...more });
const ENDPOINT = "https://mine.openai.azure.com";
const KEY = "0123456789abcdef0123456789abcdef";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-env-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("settings", () => {
  it("lead to the embedded service when no provider is set", () => {
    expect(read({}).provider).toBe("embedded");
    expect(read({ MLFLOW_TRACKING_URI: "http://127.0.0.1:5000", TUNELAB_DATA_DIR: "/d" }).provider).toBe("embedded");
  });

  it.each([
    ["AZURE_OPENAI_ENDPOINT", ENDPOINT, "azure"],
    ["AZURE_OPENAI_API_KEY", KEY, "azure"],
    ["TEMP_AUTH_TOKEN", "token", "azure"],
    ["AZURE_SUBSCRIPTION_ID", "s", "azure"],
    ["TUNELAB_MANAGEMENT_URL", "https://management.azure.com", "azure"],
    ["OPENAI_API_KEY", "sk-1", "openai"],
    ["OPENAI_BASE_URL", "http://127.0.0.1:11434/v1", "openai"],
  ])("lead to a real provider when %s alone is set", (name, value, provider) => {
    expect(read({ [name]: value }).provider).toBe(provider);
  });

  it.each([
    ["OPENAI_BASE_URL", "OPENAI_API_KEY", "http://127.0.0.1:11434/v1", "http://127.0.0.1:8080/v1", undefined],
    ["OPENAI_BASE_URL", "OPENAI_API_KEY", "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1/", "k-1"],
    ["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY", ENDPOINT, "https://other.openai.azure.com", undefined],
    ["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY", ENDPOINT, `${ENDPOINT}/openai/v1/`, "k-1"],
    ["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY", "<endpoint>", ENDPOINT, "k-1"],
    ["DATABRICKS_HOST", "DATABRICKS_TOKEN", "adb-1.azuredatabricks.net", "https://adb-1.azuredatabricks.net/", "k-1"],
    [
      "DATABRICKS_HOST",
      "DATABRICKS_TOKEN",
      "adb-1.azuredatabricks.net",
      "https://adb-2.azuredatabricks.net",
      undefined,
    ],
    ["MLFLOW_TRACKING_URI", "MLFLOW_TRACKING_TOKEN", "https://one.example", "https://two.example", undefined],
    ["TUNELAB_MANAGEMENT_URL", "TEMP_AUTH_TOKEN", "http://127.0.0.1:1", "http://127.0.0.1:2", undefined],
  ])("send no key of a .env file to another address than its own: %s, %s", async (address, name, own, asked, key) => {
    const path = join(folder, ".env");
    await writeFile(path, `${address}=${own}\n${name}=k-1\n`);
    expect(readSettings({ env: { [address]: asked }, envFiles: [path] }).get(name)).toBe(key);
    const first = `${path}.first`;
    await writeFile(first, `${address}=${asked}\n`);
    expect(readSettings({ env: {}, envFiles: [first, path] }).get(name)).toBe(key);
  });

  it.each([
    ["TUNELAB_MANAGEMENT_URL", "TEMP_AUTH_TOKEN"],
    ["OPENAI_BASE_URL", "OPENAI_API_KEY"],
  ])("send no key of the environment to another address than stands beside it: %s", (address, name) => {
    const env = { [address]: "http://127.0.0.1:1", [name]: "k-1" };
    const settings = { [address]: "http://127.0.0.1:2" };
    expect(readSettings({ env, settings, envFiles: [] }).get(name)).toBeUndefined();
    expect(readSettings({ env, settings: { ...settings, [name]: "k-2" }, envFiles: [] }).get(name)).toBe("k-2");
  });

  it("leave no key of a .env file in the environment where a cell moves on to another address", async () => {
    const path = join(folder, ".env");
    await writeFile(path, "OPENAI_BASE_URL=http://127.0.0.1:1/v1\nOPENAI_API_KEY=k-file\nOPENAI_MODEL=m\n");
    const env: NodeJS.ProcessEnv = {};
    const read = (): string | undefined => {
      const settings = readSettings({ env, envFiles: [path] });
      fillFromFiles(settings, env);
      return settings.get("OPENAI_API_KEY");
    };
    expect(read()).toBe("k-file");
    env["OPENAI_BASE_URL"] = "http://127.0.0.1:2/v1";
    expect([read(), read(), env["OPENAI_API_KEY"]]).toEqual([undefined, undefined, undefined]);
    env["OPENAI_BASE_URL"] = "http://127.0.0.1:1/v1";
    expect(read()).toBe("k-file");
  });

  it("ask a .env file's address with the file's key, where the environment has one for another address", async () => {
    const path = join(folder, ".env");
    await writeFile(path, "OPENAI_BASE_URL=http://127.0.0.1:11434/v1\nOPENAI_API_KEY=ollama\nOPENAI_MODEL=m\n");
    const env: NodeJS.ProcessEnv = { OPENAI_API_KEY: "sk-of-openai-itself" };
    const settings = readSettings({ env, envFiles: [path] });
    expect(settings.values.get("OPENAI_API_KEY")).toEqual({
      name: "OPENAI_API_KEY",
      value: "ollama",
      source: ".env file",
      secret: true,
    });
    fillFromFiles(settings, env);
    expect(env["OPENAI_API_KEY"]).toBe("ollama");
    expect(readSettings({ env, envFiles: [path] }).get("OPENAI_API_KEY")).toBe("ollama");
    const elsewhere = { ...env, OPENAI_API_KEY: "sk-2", OPENAI_BASE_URL: "https://gateway.example/v1" };
    expect(readSettings({ env: elsewhere, envFiles: [path] }).get("OPENAI_API_KEY")).toBe("sk-2");
    await writeFile(path, "OPENAI_BASE_URL=http://127.0.0.1:11434/v1\nOPENAI_API_KEY=<key>\nOPENAI_MODEL=m\n");
    expect(readSettings({ env: { OPENAI_API_KEY: "sk-1" }, envFiles: [path] }).get("OPENAI_API_KEY")).toBe("sk-1");
  });

  it("come from options, then the environment, then .env files, and say so", async () => {
    const path = join(folder, ".env");
    await writeFile(
      path,
      `AZURE_OPENAI_API_KEY=${KEY}\nAZURE_OPENAI_DEPLOYMENT=from-file\nAZURE_OPENAI_ENDPOINT=${ENDPOINT}/openai/v1/\n`,
    );
    const settings = readSettings({
      settings: { AZURE_OPENAI_ENDPOINT: ENDPOINT },
      env: { AZURE_OPENAI_DEPLOYMENT: "from-env", AZURE_OPENAI_API_VERSION: "" },
      envFiles: [path],
    });
    expect(describeSettings(settings)).toEqual([
      { setting: "AZURE_OPENAI_ENDPOINT", value: ENDPOINT, from: "option" },
      { setting: "AZURE_OPENAI_API_KEY", value: "•••• cdef (32 characters)", from: ".env file" },
      { setting: "AZURE_OPENAI_DEPLOYMENT", value: "from-env", from: "environment" },
    ]);
  });

  it.each([
    [{ AZURE_OPENAI_ENDPOINT: ENDPOINT, OPENAI_BASE_URL: "https://api.openai.com/v1" }, "only one"],
    [
      { AZURE_OPENAI_ENDPOINT: ENDPOINT, OPENAI_API_KEY: "sk-1" },
      "AZURE_OPENAI_ENDPOINT means Azure, OPENAI_API_KEY means OpenAI",
    ],
    [{ TUNELAB_PROVIDER: "embedded", OPENAI_API_KEY: "sk-1" }, "OPENAI_API_KEY point at another provider"],
    [{ TUNELAB_AZURE_AUTH: "entra", AZURE_OPENAI_API_KEY: KEY }, "only one of them can sign in"],
  ])("that contradict each other are refused with the reason: %j", (env, reason) => {
    expect(() => read(env)).toThrow(
      expect.objectContaining({ code: "contradictory_settings", message: expect.stringContaining(reason) }),
    );
  });

  it("that mean two providers are settled by TUNELAB_PROVIDER", () => {
    const env = { AZURE_OPENAI_ENDPOINT: ENDPOINT, OPENAI_API_KEY: "sk-1" };
    expect(read({ ...env, TUNELAB_PROVIDER: "azure" }).provider).toBe("azure");
    expect(read({ ...env, TUNELAB_PROVIDER: "openai" }).provider).toBe("openai");
  });

  it.each([
    [{ AZURE_OPENAI_ENDPOINT: "mine.openai.azure.com" }, "must be an address"],
    [{ AZURE_OPENAI_ENDPOINT: "http://10.example.com" }, "unencrypted"],
    [{ OPENAI_BASE_URL: "http://192.168.example.com/v1" }, "unencrypted"],
    [{ AZURE_OPENAI_ENDPOINT: "http://[2001:db8::1]" }, "unencrypted"],
    [{ AZURE_OPENAI_ENDPOINT: "https://mine.openai.azure.com@example.com/" }, "before the @"],
    [
      { AZURE_OPENAI_ENDPOINT: "https://u:p@mine.openai.azure.com/openai/v1" },
      '"https://…@mine.openai.azure.com/openai/v1"',
    ],
    [{ AZURE_OPENAI_ENDPOINT: `${ENDPOINT}/#deployments` }, "it has a #"],
    [{ AZURE_OPENAI_API_KEY: `"${KEY}"` }, "the quotes around it"],
    [{ OPENAI_API_KEY: `'sk-${KEY}'` }, "the quotes around it"],
    [{ AZURE_OPENAI_DEPLOYMENT: "'gpt-4o'" }, "the quotes around it"],
    [{ AZURE_OPENAI_API_KEY: `${KEY}\nx` }, "line break"],
    [{ AZURE_OPENAI_API_KEY: `${KEY}…` }, "beyond ASCII"],
    [{ OPENAI_API_KEY: `Bearer sk-${KEY}` }, "it has a space"],
    [{ AZURE_OPENAI_DEPLOYMENT: "a/../b?x" }, "the name alone"],
    [{ AZURE_OPENAI_ENDPOINT: ENDPOINT, AZURE_OPENAI_API_VERSION: "latest please" }, "it must be a version"],
    [{ AZURE_OPENAI_ENDPOINT: "http://mine.openai.azure.com" }, "unencrypted"],
    [{ AZURE_OPENAI_ENDPOINT: "your_openai_endpoint" }, "placeholder"],
    [{ AZURE_OPENAI_ENDPOINT: "https://<name>.openai.azure.com" }, "placeholder"],
    [{ AZURE_OPENAI_ENDPOINT: "https://YOUR-RESOURCE-NAME.openai.azure.com/" }, "placeholder"],
    [{ AZURE_OPENAI_ENDPOINT: "mine.openai.azure.com" }, "must be an address"],
    [{ AZURE_OPENAI_API_KEY: "your_openai_api_key" }, "placeholder"],
    [{ AZURE_SUBSCRIPTION_ID: "<YOUR_SUBSCRIPTION_ID>" }, "placeholder"],
    [{ TEMP_AUTH_TOKEN: '{"accessToken":"x"}' }, "whole answer"],
    [{ TUNELAB_PROVIDER: "google" }, "azure, openai or embedded"],
  ])("that cannot be right are refused: %j", (env, reason) => {
    expect(() => read(env)).toThrow(
      expect.objectContaining({ code: "invalid_setting", message: expect.stringContaining(reason) }),
    );
  });

  it("put there by the embedded service do not count as a real provider", () => {
    const filled = {
      AZURE_OPENAI_ENDPOINT: "http://127.0.0.1:4000",
      AZURE_OPENAI_API_KEY: KEY,
      TUNELAB_EMBEDDED: "/data",
    };
    expect(read(filled).provider).toBe("embedded");
    expect(read(filled).values.size).toBe(0);
    expect(read({ ...filled, AZURE_OPENAI_ENDPOINT: ENDPOINT }).provider).toBe("azure");
    expect(read({ ...filled, TUNELAB_EMBEDDED: undefined }).provider).toBe("azure");
  });
});

describe("an endpoint that was pasted with a path", () => {
  const read = (endpoint: string, more: object = {}): Map<string, string> => {
    const settings = readSettings({ env: {}, envFiles: [], settings: { AZURE_OPENAI_ENDPOINT: endpoint, ...more } });
    return new Map([...settings.values].map(([name, { value }]) => [name, value]));
  };

  it.each([
    ["https://a.openai.azure.com/", "https://a.openai.azure.com/"],
    ["https://a.openai.azure.com/openai/v1/", "https://a.openai.azure.com"],
    ["https://a.openai.azure.com/openai", "https://a.openai.azure.com"],
    ["https://gateway.example.com/team/openai/deployments/x/chat/completions", "https://gateway.example.com/team"],
    ["https://gateway.example.com/team", "https://gateway.example.com/team"],
    ["https://a.services.ai.azure.com/api/projects/p", "https://a.services.ai.azure.com"],
    ["https://a.services.ai.azure.com/api/projects/p/openai/v1/", "https://a.services.ai.azure.com"],
    ["https://gateway.example.com/api/projects/p", "https://gateway.example.com/api/projects/p"],
  ])("%s is %s", (pasted, endpoint) => {
    expect(read(pasted).get("AZURE_OPENAI_ENDPOINT")).toBe(endpoint);
  });

  it("says deployment and version too, where they are not set", () => {
    const pasted = "https://a.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-02-01";
    expect(read(pasted).get("AZURE_OPENAI_DEPLOYMENT")).toBe("gpt-4o");
    expect(read(pasted).get("AZURE_OPENAI_API_VERSION")).toBe("2024-02-01");
    expect(read(pasted, { AZURE_OPENAI_DEPLOYMENT: "mine" }).get("AZURE_OPENAI_DEPLOYMENT")).toBe("mine");
  });
});
