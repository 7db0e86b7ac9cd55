import type OpenAI from "openai";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { modelOfUri, openModel } from "../../src/models/index.js";
import type { ModelConfiguration } from "../../src/models/index.js";

const credential = {
  getToken: () => Promise.resolve({ token: "entra-token", expiresOnTimestamp: Date.now() + 3.6e6 }),
};

interface Sent {
  readonly url: string;
  readonly headers: Headers;
}

/** Opens a model and asks it once; returns where the request went and with what. */
async function ask(configuration: ModelConfiguration): Promise<Sent> {
  let sent: Sent | undefined;
  const fetch = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    sent = { url: String(url), headers: new Headers(init?.headers) };
    return Promise.resolve(Response.json({ choices: [] }));
  };
  const options = { fetch: fetch as typeof globalThis.fetch, credential, maxRetries: 0 };
  const { client, model } = await openModel(configuration, options);
  await client.chat.completions.create({ model, messages: [{ role: "user", content: "Hi" }] });
  return sent!;
}

const AZURE = { azure_endpoint: "https://mine.openai.azure.com", azure_deployment: "d", api_version: "2024-10-21" };
const AZURE_URL = "https://mine.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21";

describe("an address that MLflow has for a model", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("is OpenAI's model, asked with OPENAI_API_KEY", async () => {
    vi.stubEnv("OPENAI_API_KEY", "sk-environment");
    vi.stubEnv("OPENAI_BASE_URL", "");
    const { url, headers } = await ask(modelOfUri("openai:/gpt-4o"));
    expect(url).toBe("https://api.openai.com/v1/chat/completions");
    expect(headers.get("authorization")).toBe("Bearer sk-environment");
    expect(() => modelOfUri("endpoints:/databricks-llama")).toThrow(
      expect.objectContaining({ code: "invalid_model_configuration" }),
    );
  });
});

describe("opening a model while the environment names another provider", () => {
  beforeEach(() => {
    vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:11434/v1");
    vi.stubEnv("OPENAI_API_KEY", "ollama");
    vi.stubEnv("AZURE_OPENAI_API_KEY", "k-environment");
    vi.stubEnv("OPENAI_ORG_ID", "org-environment");
    vi.stubEnv("OPENAI_PROJECT_ID", "project-environment");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("asks the Azure deployment with the key that is given, and tells it no other account", async () => {
    const { url, headers } = await ask({ ...AZURE, api_key: "k-given" });
    expect(url).toBe(AZURE_URL);
    expect(headers.get("api-key")).toBe("k-given");
    expect(headers.get("openai-organization")).toBe(null);
    expect(headers.get("openai-project")).toBe(null);
  });

  it("signs in with Entra where no key is given, and leaves the environment's key alone", async () => {
    const { url, headers } = await ask(AZURE);
    expect(url).toBe(AZURE_URL);
    expect(headers.get("authorization")).toBe("Bearer entra-token");
    expect(headers.get("api-key")).toBe(null);
  });

  it("asks OpenAI with a key that is not the environment's", async () => {
    const { url, headers } = await ask({ model: "gpt-4o", api_key: "k-given" });
    expect(url).toBe("https://api.openai.com/v1/chat/completions");
    expect(headers.get("authorization")).toBe("Bearer k-given");
  });

  it("tells OpenAI the environment's account, and another server only what is given for it", async () => {
    const openai = await ask({ model: "gpt-4o", api_key: "k-given", base_url: "https://eu.api.openai.com/v1" });
    expect(openai.headers.get("openai-organization")).toBe("org-environment");
    expect(openai.headers.get("openai-project")).toBe("project-environment");
    for (const base_url of ["http://127.0.0.1:11434/v1", "https://api.openai.com.example.org/v1"]) {
      const { headers } = await ask({ model: "m", api_key: "k-given", base_url });
      expect(headers.get("openai-organization")).toBe(null);
      expect(headers.get("openai-project")).toBe(null);
    }
    const given = { model: "m", api_key: "k", base_url: "http://127.0.0.1:11434/v1", organization: "org-given" };
    expect((await ask(given)).headers.get("openai-organization")).toBe("org-given");
  });

  it("sends the headers of OPENAI_CUSTOM_HEADERS to the server of OPENAI_BASE_URL alone", async () => {
    vi.stubEnv("OPENAI_CUSTOM_HEADERS", "X-Gateway-Key: of-the-gateway\nAuthorization: Bearer of-the-gateway");
    const gateway = await ask({ model: "m", api_key: "ollama" });
    expect(gateway.headers.get("x-gateway-key")).toBe("of-the-gateway");
    expect(gateway.headers.get("authorization")).toBe("Bearer of-the-gateway");
    const openai = await ask({ model: "gpt-4o", api_key: "k-given" });
    expect(openai.headers.get("x-gateway-key")).toBe(null);
    expect(openai.headers.get("authorization")).toBe("Bearer k-given");
    const azure = await ask({ ...AZURE, api_key: "k-given" });
    expect(azure.headers.get("x-gateway-key")).toBe(null);
    expect(azure.headers.get("authorization")).toBe(null);
    expect(process.env["OPENAI_CUSTOM_HEADERS"]).toContain("X-Gateway-Key");
  });

  it("sends them from copies of a client by the same rule", async () => {
    vi.stubEnv("OPENAI_CUSTOM_HEADERS", "X-Gateway-Key: of-the-gateway");
    vi.stubEnv("OPENAI_API_VERSION", undefined);
    const sent: Sent[] = [];
    const fetch = ((url: string, init?: RequestInit) => {
      sent.push({ url, headers: new Headers(init?.headers) });
      return Promise.resolve(Response.json({ choices: [] }));
    }) as typeof globalThis.fetch;
    const gatewayKey = async (client: OpenAI): Promise<string | null> => {
      await client.chat.completions.create({ model: "d", messages: [] });
      return sent.at(-1)!.headers.get("x-gateway-key");
    };
    const gateway = await openModel({ model: "m", api_key: "ollama" }, { fetch });
    expect(await gatewayKey(gateway.client.withOptions({ timeout: 1000 }))).toBe("of-the-gateway");
    const moved = gateway.client.withOptions({ baseURL: "https://other.example.com/v1" });
    expect(await gatewayKey(moved)).toBe(null);
    expect(await gatewayKey(moved.withOptions({ timeout: 1000 }))).toBe(null);
    const azure = await openModel({ ...AZURE, api_key: "k-given" }, { fetch });
    const copy = azure.client.withOptions({ timeout: 1000 }).withOptions({ maxRetries: 0 });
    expect(await gatewayKey(copy)).toBe(null);
    expect(sent.at(-1)!.url).toBe(AZURE_URL);
    expect(sent.at(-1)!.headers.get("api-key")).toBe("k-given");
    expect(process.env["OPENAI_CUSTOM_HEADERS"]).toBe("X-Gateway-Key: of-the-gateway");
  });

  it("refuses an OPENAI_BASE_URL to which the key would go unencrypted", async () => {
    vi.stubEnv("OPENAI_BASE_URL", "http://gateway.example.com/v1");
    await expect(openModel({ model: "m", api_key: "ollama" })).rejects.toMatchObject({
      code: "invalid_model_configuration",
    });
  });

  it("waits without end where the time is longer than a timer holds", async () => {
    const { client } = await openModel({ model: "m", api_key: "k" }, { timeoutSeconds: Infinity });
    expect(client.timeout).toBe(2_147_483_647);
  });

  it("asks the environment's server with the environment's key, or where it has no key", async () => {
    const expected = "http://127.0.0.1:11434/v1/chat/completions";
    expect((await ask({ model: "m", api_key: "ollama" })).url).toBe(expected);
    vi.stubEnv("OPENAI_API_KEY", "");
    expect((await ask({ model: "m", api_key: "none" })).url).toBe(expected);
    vi.stubEnv("OPENAI_BASE_URL", "");
    expect((await ask({ model: "m", api_key: "none" })).url).toBe("https://api.openai.com/v1/chat/completions");
  });
});
