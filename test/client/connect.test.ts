import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { DISPLAY_SINK } from "../../src/core/index.js";
import {
  connect,
  ensureEmbeddedService,
  explainProviderError,
  fillEmbeddedSettings,
  readSettings,
  type EmbeddedService,
} from "../../src/client/index.js";
import { findWorkspace } from "../../src/datasets/index.js";
import { trackerFromEnvironment } from "../../src/tracking/index.js";
import { FakeSink } from "./fake-sink.js";

const KEY = "0123456789abcdef0123456789abcdef";
let folder: string;
let server: Server;
let url: string;
const requests: { readonly url: string; readonly headers: IncomingMessage["headers"] }[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-connect-"));
  server = createServer((request, response) => {
    requests.push({ url: request.url!, headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  requests.length = 0;
  delete (globalThis as Record<symbol, unknown>)[DISPLAY_SINK];
});

function reply(status: number, body: unknown, headers: Record<string, string> = {}): void {
  answer = (_, response) => {
    response.writeHead(status, { "content-type": "application/json", "x-should-retry": "false", ...headers });
    response.end(JSON.stringify(body));
  };
}

const chatBody = { id: "c", object: "chat.completion", created: 1, model: "gpt-4o-2024-08-06", choices: [] };
const ask = async (env: NodeJS.ProcessEnv): Promise<string> => {
  const { client, deployment } = await connect({ env, envFiles: [] });
  return (await client.chat.completions.create({ model: deployment, messages: [] })).model;
};

describe("connect", () => {
  it("calls Azure with its key, path and api-version, and fills nothing of the embedded service", async () => {
    reply(200, chatBody);
    const env: NodeJS.ProcessEnv = {
      AZURE_OPENAI_ENDPOINT: `${url}/`,
      AZURE_OPENAI_API_KEY: KEY,
      AZURE_OPENAI_DEPLOYMENT: "mine",
      OPENAI_API_VERSION: "2024-05-01-preview",
    };
    const before = { ...env };
    expect(await ask(env)).toBe("gpt-4o-2024-08-06");
    expect(requests[0]!.url).toBe("/openai/deployments/mine/chat/completions?api-version=2024-05-01-preview");
    expect(requests[0]!.headers["api-key"]).toBe(KEY);
    expect(env).toEqual(before);
  });

  it("calls an OpenAI-compatible server on this machine without a key or an account of one's own", async () => {
    vi.stubEnv("OPENAI_ORG_ID", "org-environment");
    reply(200, chatBody);
    expect(await ask({ OPENAI_BASE_URL: `${url}/v1`, OPENAI_MODEL: "llama3.2" })).toBe("gpt-4o-2024-08-06");
    expect(requests[0]!.url).toBe("/v1/chat/completions");
    expect(requests[0]!.headers["openai-organization"]).toBeUndefined();
    await expect(connect({ env: { OPENAI_BASE_URL: `${url}/v1` }, envFiles: [] })).rejects.toMatchObject({
      code: "missing_setting",
      message: expect.stringContaining("OPENAI_MODEL"),
    });
  });

  it("asks a server on this machine past a proxy of the environment", async () => {
    reply(200, chatBody);
    const env: NodeJS.ProcessEnv = {
      OPENAI_BASE_URL: `${url}/v1`,
      OPENAI_MODEL: "m",
      HTTPS_PROXY: "http://proxy:3128",
    };
    await ask(env);
    expect(env["NO_PROXY"]).toBe("localhost,127.0.0.1,[::1],::1");
  });

  it("signs in with Entra when a credential is given instead of a key", async () => {
    reply(200, chatBody);
    const credential = { getToken: async () => ({ token: "entra-token", expiresOnTimestamp: Date.now() + 3_600_000 }) };
    const { client } = await connect({
      env: { AZURE_OPENAI_ENDPOINT: url, AZURE_OPENAI_DEPLOYMENT: "mine" },
      envFiles: [],
      credential,
    });
    await client.chat.completions.create({ model: "mine", messages: [] });
    expect(requests[0]!.headers.authorization).toBe("Bearer entra-token");
    expect(requests[0]!.headers["api-key"]).toBeUndefined();
  });

  it("asks for a missing key with a hidden prompt where a person can answer", async () => {
    const sink = new FakeSink([KEY]);
    (globalThis as Record<symbol, unknown>)[DISPLAY_SINK] = sink;
    reply(200, chatBody);
    const env: NodeJS.ProcessEnv = { AZURE_OPENAI_ENDPOINT: url, AZURE_OPENAI_DEPLOYMENT: "mine" };
    await ask(env);
    // Later cells make clients of their own from the environment, and nobody wants to be asked twice.
    await ask(env);
    expect(env["AZURE_OPENAI_API_KEY"]).toBe(KEY);
    expect(sink.asked).toEqual([{ prompt: expect.stringContaining("AZURE_OPENAI_API_KEY") as string, secret: true }]);
    expect(requests[0]!.headers["api-key"]).toBe(KEY);
  });

  it("sends a key that was typed for one address to no other", async () => {
    (globalThis as Record<symbol, unknown>)[DISPLAY_SINK] = new FakeSink([KEY, "typed-for-the-other-1"]);
    reply(200, chatBody);
    const env: NodeJS.ProcessEnv = { AZURE_OPENAI_ENDPOINT: url, AZURE_OPENAI_DEPLOYMENT: "mine" };
    await ask(env);
    // The same server under another name is another address.
    env["AZURE_OPENAI_ENDPOINT"] = url.replace("127.0.0.1", "localhost");
    await ask(env);
    expect(requests.map(({ headers }) => headers["api-key"])).toEqual([KEY, "typed-for-the-other-1"]);
  });

  it("puts the values of a .env file where cells look for them, and reads the file again the next time", async () => {
    reply(200, chatBody);
    const file = join(folder, "lab.env");
    const env: NodeJS.ProcessEnv = { AZURE_OPENAI_DEPLOYMENT: "mine" };
    await writeFile(file, `AZURE_OPENAI_ENDPOINT=${url}\nAZURE_OPENAI_API_KEY=${KEY}\n`);
    await connect({ env, envFiles: [file] });
    expect(env).toMatchObject({ AZURE_OPENAI_ENDPOINT: url, AZURE_OPENAI_API_KEY: KEY });
    await writeFile(file, `AZURE_OPENAI_ENDPOINT=${url}\nAZURE_OPENAI_API_KEY=another-key-0000\n`);
    const { settings } = await connect({ env, envFiles: [file] });
    expect(settings.values.get("AZURE_OPENAI_API_KEY")).toMatchObject({
      value: "another-key-0000",
      source: ".env file",
    });
    expect(env["AZURE_OPENAI_API_KEY"]).toBe("another-key-0000");
  });

  it("reads from the settings whether to sign in with Entra", () => {
    const env = { AZURE_OPENAI_ENDPOINT: url, AZURE_OPENAI_DEPLOYMENT: "mine", TUNELAB_AZURE_AUTH: "entra" };
    expect(readSettings({ env, envFiles: [] }).get("TUNELAB_AZURE_AUTH")).toBe("entra");
  });

  it("says of a key that is set for another address that it is, and for which", async () => {
    const envFile = join(folder, "held.env");
    await writeFile(envFile, `AZURE_OPENAI_ENDPOINT=https://other.openai.azure.com\nAZURE_OPENAI_API_KEY=${KEY}\n`);
    const env: NodeJS.ProcessEnv = { AZURE_OPENAI_ENDPOINT: url, AZURE_OPENAI_DEPLOYMENT: "mine" };
    await expect(connect({ env, envFiles: [envFile] })).rejects.toMatchObject({
      code: "missing_setting",
      message: `AZURE_OPENAI_API_KEY is set, but for https://other.openai.azure.com, and is not sent to ${url}; that one needs a key of the Azure OpenAI resource.`,
      hint: `Set AZURE_OPENAI_API_KEY where the address ${url} is set, beside it.`,
    });
    expect(requests).toEqual([]);
  });

  it("says after a refusal that the key of OpenAI is set, and for which other server", async () => {
    const envFile = join(folder, "held-openai.env");
    await writeFile(envFile, `OPENAI_BASE_URL=https://models.example.com/v1\nOPENAI_API_KEY=${KEY}\n`);
    const env: NodeJS.ProcessEnv = { OPENAI_BASE_URL: `${url}/v1`, OPENAI_MODEL: "llama3.2" };
    reply(401, { error: { code: "invalid_api_key", message: "Incorrect API key provided: none." } });
    const { client, deployment } = await connect({ env, envFiles: [envFile] });
    const refusal: unknown = await client.chat.completions
      .create({ model: deployment, messages: [] })
      .catch((error: unknown) => error);
    expect(explainProviderError(refusal, "Asking", env)).toMatchObject({
      code: "key_refused",
      hint: `OPENAI_API_KEY is set, but for https://models.example.com, and is not sent to ${url}/v1: set it where that address is set, beside it.`,
    });
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(["Bearer none"]);
    env["OPENAI_API_KEY"] = "set-since-0123456789";
    expect(explainProviderError(refusal, "Asking", env)).toMatchObject({
      hint: expect.not.stringContaining("models.example.com") as string,
    });
  });

  it("leaves with a .env file's address what stands beside it, and those who ask for it know", async () => {
    const envFile = join(folder, "held-others.env");
    await writeFile(
      envFile,
      [
        "DATABRICKS_HOST=adb-1.azuredatabricks.net",
        "DATABRICKS_TOKEN=dapi-0123456789",
        "MLFLOW_TRACKING_URI=https://runs.example.com/mlflow",
        "MLFLOW_TRACKING_USERNAME=ada",
        "MLFLOW_TRACKING_PASSWORD=lovelace",
      ].join("\n"),
    );
    const env: NodeJS.ProcessEnv = {
      AZURE_OPENAI_ENDPOINT: url,
      AZURE_OPENAI_API_KEY: KEY,
      AZURE_OPENAI_DEPLOYMENT: "mine",
      DATABRICKS_HOST: "https://adb-2.azuredatabricks.net",
      MLFLOW_TRACKING_URI: url,
    };
    await connect({ env, envFiles: [envFile] });
    const token = {
      code: "missing_setting",
      message:
        "DATABRICKS_TOKEN is set, but for https://adb-1.azuredatabricks.net, and is not sent to https://adb-2.azuredatabricks.net; that one needs a token of the workspace.",
      hint: "Set DATABRICKS_TOKEN where the address https://adb-2.azuredatabricks.net is set, beside it.",
    };
    const thrown = (action: () => unknown): unknown => {
      try {
        return action();
      } catch (error) {
        return error;
      }
    };
    expect(thrown(() => findWorkspace(env))).toMatchObject(token);
    expect(thrown(() => trackerFromEnvironment("databricks", { env, home: folder }))).toMatchObject(token);
    reply(401, { message: "Who are you?" });
    await expect(trackerFromEnvironment(undefined, { env, home: folder }).findExperiment("labs")).rejects.toMatchObject(
      {
        code: "tracker_refused",
        hint: `MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD are set, but for https://runs.example.com, and are not sent to ${url}: set them where the address ${url} is set, beside it.`,
      },
    );
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    // A cell that goes on to the token's own workspace is not told that the token is not for it.
    env["DATABRICKS_HOST"] = "https://adb-1.azuredatabricks.net";
    expect(thrown(() => findWorkspace(env))).toMatchObject({
      message: "DATABRICKS_HOST is set, but DATABRICKS_TOKEN is not.",
    });
  });

  it("names what is missing where nobody can answer", async () => {
    const missing = async (env: NodeJS.ProcessEnv): Promise<unknown> =>
      connect({ env, envFiles: [] }).catch((error: unknown) => (error as Error).message);
    expect(await missing({ AZURE_OPENAI_ENDPOINT: url, AZURE_OPENAI_DEPLOYMENT: "x" })).toContain(
      "AZURE_OPENAI_API_KEY",
    );
    expect(await missing({ AZURE_OPENAI_API_KEY: KEY })).toContain("AZURE_OPENAI_ENDPOINT");
    expect(await missing({ AZURE_OPENAI_API_KEY: KEY, AZURE_OPENAI_ENDPOINT: url })).toContain(
      "AZURE_OPENAI_DEPLOYMENT",
    );
  });
});

describe("errors of a provider", () => {
  it.each([
    [401, { code: "401", message: "Access denied due to invalid subscription key." }, "key_refused"],
    [404, { code: "DeploymentNotFound", message: "The API deployment does not exist." }, "deployment_not_found"],
    [404, { code: "404", message: "Resource not found" }, "not_found"],
    [410, { code: "ModelDeprecated", message: "gone" }, "model_retired"],
    [429, { code: "429", message: "Please retry after 10 seconds." }, "rate_limited"],
    [
      400,
      { code: "invalidPayload", message: "The specified base model does not support fine-tuning." },
      "model_not_tunable",
    ],
    [400, { code: "content_filter", message: "blocked" }, "content_filtered"],
    [400, { code: "unknown", message: `The key ${KEY} is odd` }, "provider_refused"],
  ])("%i %j are explained", async (status, error, code) => {
    reply(status, { error });
    const env = { AZURE_OPENAI_ENDPOINT: url, AZURE_OPENAI_API_KEY: KEY, AZURE_OPENAI_DEPLOYMENT: "mine" };
    process.env["AZURE_OPENAI_API_KEY"] = KEY;
    const failure = await ask(env).catch((reason: unknown) => explainProviderError(reason, "Asking"));
    delete process.env["AZURE_OPENAI_API_KEY"];
    expect(failure).toMatchObject({ code });
    expect((failure as Error).message).toContain(`Asking failed (${status}`);
    expect((failure as Error).message).not.toContain(KEY);
  });

  it("say when nobody answered", async () => {
    const env = {
      AZURE_OPENAI_ENDPOINT: "http://127.0.0.1:9",
      AZURE_OPENAI_API_KEY: KEY,
      AZURE_OPENAI_DEPLOYMENT: "mine",
    };
    const { client } = await connect({ env, envFiles: [] });
    const failure = await client.chat.completions
      .create({ model: "mine", messages: [] }, { maxRetries: 0 })
      .catch((reason: unknown) => explainProviderError(reason, "Asking"));
    expect(failure).toMatchObject({ code: "unreachable" });
  });
});

describe("the embedded service", () => {
  it("that cannot start is explained with the end of its log", async () => {
    const cliPath = join(folder, "broken.mjs");
    await writeFile(
      cliPath,
      'console.error("There is no model file at /x. Bearer abcdefgh12345678"); process.exit(1);',
    );
    const failure = await ensureEmbeddedService({ dataDirectory: join(folder, "a"), cliPath }).catch(
      (error: unknown) => error as Error,
    );
    expect(failure).toMatchObject({ code: "service_not_started" });
    expect((failure as Error).message).toContain("There is no model file");
    expect((failure as Error).message).not.toContain("abcdefgh12345678");
  });

  it("leaves nothing in a directory that holds somebody's files", async () => {
    const dataDirectory = join(folder, "holiday");
    await mkdir(dataDirectory);
    await writeFile(join(dataDirectory, "photo.jpg"), "sea");
    const cliPath = join(folder, "refuses.mjs");
    await writeFile(cliPath, 'console.error("The folder is not the service\'s own."); process.exit(1);');
    await expect(ensureEmbeddedService({ dataDirectory, cliPath })).rejects.toMatchObject({
      message: expect.stringContaining("not the service's own"),
    });
    expect(await readdir(dataDirectory)).toEqual(["photo.jpg"]);
  });

  it("that never answers ends at the deadline, and with the cell's interrupt", async () => {
    const cliPath = join(folder, "silent.mjs");
    await writeFile(cliPath, "setTimeout(() => {}, 20_000);");
    await expect(
      ensureEmbeddedService({ dataDirectory: join(folder, "b"), cliPath, deadlineMs: 300 }),
    ).rejects.toMatchObject({
      code: "service_not_started",
      message: expect.stringContaining("did not answer"),
    });
    const signal = AbortSignal.timeout(100);
    await expect(
      ensureEmbeddedService({ dataDirectory: join(folder, "c"), cliPath, signal, deadlineMs: 5_000 }),
    ).rejects.toThrow("timeout");
  });

  it("that is not built says how to build it", async () => {
    const cliPath = join(folder, "none.mjs");
    await expect(ensureEmbeddedService({ dataDirectory: join(folder, "d"), cliPath })).rejects.toMatchObject({
      code: "service_not_started",
      hint: expect.stringContaining("npm run setup"),
    });
  });

  it("is started, found again, and fills the labs' variables for the openai package", async () => {
    const dataDirectory = join(folder, "data");
    const cliPath = join(folder, "service.mjs");
    await writeFile(cliPath, FAKE_SERVICE);
    const env: NodeJS.ProcessEnv = { TUNELAB_BASE_MODEL: "my-model" };
    const first = await connect({ env, envFiles: [], embedded: { dataDirectory, cliPath } });
    try {
      expect(first.provider).toBe("embedded");
      expect(first.service).toMatchObject({ started: true, model: "fake-model", dataDirectory });
      expect(env).toMatchObject({
        AZURE_OPENAI_ENDPOINT: first.endpoint,
        AZURE_OPENAI_API_KEY: "service-key",
        AZURE_OPENAI_DEPLOYMENT: "gpt-4o",
        TEMP_AUTH_TOKEN: "service-token",
        TUNELAB_MANAGEMENT_URL: first.endpoint,
        TUNELAB_BASE_MODEL: "my-model",
        TUNELAB_EMBEDDED: dataDirectory,
      });
      const second = await connect({ env, envFiles: [], embedded: { cliPath } });
      expect(second.service).toMatchObject({ started: false, pid: first.service!.pid });
      expect(second.provider).toBe("embedded");
      expect(second.baseModel).toBe("my-model");
      env["AZURE_OPENAI_DEPLOYMENT"] = "my-tuned-deployment";
      expect((await connect({ env, envFiles: [], embedded: { cliPath } })).deployment).toBe("my-tuned-deployment");
    } finally {
      process.kill(first.service!.pid);
    }
  });
});

describe("a cell that goes from the embedded service to a real provider", () => {
  const service: EmbeddedService = {
    ...{ url: "http://127.0.0.1:4000", pid: 1, apiKey: "service-key", managementToken: "service-token", version: "0" },
    ...{ startedAt: "2026-01-01T00:00:00Z", dataDirectory: "/data", model: "small", started: false },
  };
  const embeddedEnvironment = (): NodeJS.ProcessEnv => {
    const env: NodeJS.ProcessEnv = {};
    fillEmbeddedSettings(service, readSettings({ env, envFiles: [] }), env);
    return env;
  };

  it("takes nothing of the embedded service along, and leaves nothing for cells to find", async () => {
    const env = embeddedEnvironment();
    env["AZURE_OPENAI_ENDPOINT"] = "https://mine.openai.azure.com";
    await expect(connect({ env, envFiles: [] })).rejects.toMatchObject({
      code: "missing_setting",
      message: expect.stringContaining("AZURE_OPENAI_API_KEY is not set"),
    });
    expect(env).toEqual({
      AZURE_OPENAI_ENDPOINT: "https://mine.openai.azure.com",
      AZURE_OPENAI_DEPLOYMENT: "gpt-4o",
    });
    env["AZURE_OPENAI_API_KEY"] = "real-key-of-azure";
    const { provider, client, deployment } = await connect({ env, envFiles: [] });
    expect([provider, client.apiKey, deployment]).toEqual(["azure", "real-key-of-azure", "gpt-4o"]);
  });

  it("is not let send a real key to the embedded service", async () => {
    const env = embeddedEnvironment();
    env["AZURE_OPENAI_API_KEY"] = "real-key-of-azure";
    await expect(connect({ env, envFiles: [] })).rejects.toMatchObject({
      code: "missing_setting",
      message: expect.stringContaining("AZURE_OPENAI_ENDPOINT is not set"),
    });
    expect(env["AZURE_OPENAI_ENDPOINT"]).toBeUndefined();
    expect(env["TUNELAB_MANAGEMENT_URL"]).toBeUndefined();
  });
});

const FAKE_SERVICE = `
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
const directory = process.argv[process.argv.indexOf("--data-dir") + 1];
const server = createServer((request, response) => response.end(JSON.stringify({ status: "ok", model: "fake-model" })));
server.listen(0, "127.0.0.1", () => {
  const address = { url: "http://127.0.0.1:" + server.address().port, pid: process.pid, apiKey: "service-key",
    managementToken: "service-token", version: "0", startedAt: "2026-01-01T00:00:00Z" };
  writeFileSync(join(directory, "service.json"), JSON.stringify(address));
});
`;
