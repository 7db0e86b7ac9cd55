import http, { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { portalLink, tryPortalLink } from "../../src/client/index.js";
import { JUPYTER_DISPLAY, linkHtml, portalPage, usedServiceUrl } from "../../src/core/index.js";
import { openPortal } from "../../src/lab/index.js";
import { trackerFromEnvironment } from "../../src/tracking/index.js";
import { startTestService, type TestService } from "../service/helpers.js";
import { postToken } from "../service/portal/portal-client.js";

let test: TestService;
let service: { url: string; apiKey: string };
beforeAll(async () => {
  test = await startTestService();
  service = { url: `${test.service.url}/openai`, apiKey: test.service.keys.apiKey };
});
afterAll(() => test.stop());

describe("the address of a page", () => {
  it.each([
    ["http://127.0.0.1:8080/openai", {}, "http://127.0.0.1:8080/#/jobs/a"],
    ["http://localhost:8080", { JUPYTERHUB_SERVICE_PREFIX: "/user/ada/" }, "/user/ada/proxy/8080/#/jobs/a"],
    ["http://127.0.0.1:8080", { JUPYTERHUB_SERVICE_PREFIX: "" }, "http://127.0.0.1:8080/#/jobs/a"],
    ["https://mine.openai.azure.com", {}, undefined],
    ["http://127.0.0.1:8080/openai/v1", {}, "http://127.0.0.1:8080/#/jobs/a"],
    ["http://127.0.0.1:11434/v1", {}, undefined],
    ["nonsense", {}, undefined],
  ])("of %s with %j is %s", (url, env, page) => {
    expect(portalPage(url, "/jobs/a", env)).toBe(page);
  });

  it("is found by what this process uses, else by what runs on the usual directory", () => {
    const used = { TUNELAB_EMBEDDED: "/data", AZURE_OPENAI_ENDPOINT: "http://127.0.0.1:8080" };
    expect(usedServiceUrl(used)).toBe("http://127.0.0.1:8080");
    const running = { TUNELAB_DATA_DIR: test.service.dataDirectory };
    expect(usedServiceUrl({ ...running, AZURE_OPENAI_ENDPOINT: "https://mine.openai.azure.com" })).toBe(
      test.service.url,
    );
    expect(usedServiceUrl({ TUNELAB_DATA_DIR: "/nonexistent" })).toBeUndefined();
  });

  it("of a run is there for the folder that the service shows", () => {
    const env = { TUNELAB_DATA_DIR: test.service.dataDirectory, MLFLOW_TRACKING_URI: "/somewhere/mlruns" };
    const run = { runId: "a1", experimentId: "0" };
    expect(trackerFromEnvironment(undefined, { env }).runPage(run)).toBe(`${test.service.url}/#/runs/a1`);
    expect(trackerFromEnvironment("/elsewhere/mlruns", { env }).runPage(run)).toBeUndefined();
    const without = { ...env, TUNELAB_DATA_DIR: "/nonexistent" };
    expect(trackerFromEnvironment(undefined, { env: without }).runPage(run)).toBeUndefined();
  });
});

it("a link's address and text are made safe", () => {
  expect(linkHtml('http://127.0.0.1/#/chat?m="><script>', "a & b")).toBe(
    '<a href="http://127.0.0.1/#/chat?m=&quot;&gt;&lt;script&gt;" target="_blank" rel="noopener">a &amp; b</a>',
  );
});

describe("a link to the portal", () => {
  it("signs a browser in and names the page to open", async () => {
    const link = new URL(await portalLink(service, { page: "/jobs/ftjob-1", env: {} }));
    expect(link.origin).toBe(test.service.url);
    const fragment = new URLSearchParams(link.hash.slice(1));
    expect(fragment.get("to")).toBe("/jobs/ftjob-1");
    expect(fragment.has("lang")).toBe(false);
    expect((await postToken(test.service.url, fragment.get("token")!)).status).toBe(200);
    expect(await portalLink(service, { env: { LANG: "fr_FR.UTF-8", TUNELAB_LANGUAGE: "pt" } })).toMatch(/&lang=pt-BR$/);
  });

  it("lets the hub's name in, where the hub says it", async () => {
    const env = { JUPYTERHUB_SERVICE_PREFIX: "/user/ada", JUPYTERHUB_PUBLIC_URL: "https://lab.example.org/user/ada/" };
    expect(await portalLink(service, { env })).toMatch(/^\/user\/ada\/proxy\/\d+\/#token=/);
    const { hostname, port } = new URL(test.service.url);
    const answer = await new Promise<number>((resolve, reject) => {
      get({ host: hostname, port, path: "/health", headers: { host: "lab.example.org" } }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      }).once("error", reject);
    });
    expect(answer).toBe(200);
  });

  it("is of this moment, whatever fetch is made to record or play back", async () => {
    const original = globalThis.fetch;
    globalThis.fetch = () => Promise.reject(new Error("played back"));
    try {
      expect(await portalLink(service, { env: {} })).toContain("/#token=");
    } finally {
      globalThis.fetch = original;
    }
  });

  it("is asked for on this machine itself, whatever proxy Node's own agent would go by", async () => {
    const original = http.globalAgent;
    http.globalAgent = Object.assign(new http.Agent(), {
      createConnection: () => {
        throw new Error("by the proxy");
      },
    });
    try {
      expect(await portalLink(service, { env: {} })).toContain("/#token=");
    } finally {
      http.globalAgent = original;
    }
  });

  it("is not made elsewhere, and says why", async () => {
    const other = createServer((_, response) => response.writeHead(404).end("{}"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const apiKey = "k";
    await expect(portalLink({ url, apiKey })).rejects.toMatchObject({ code: "no_portal" });
    expect(await tryPortalLink({ url, apiKey })).toBeUndefined();
    await new Promise((resolve) => other.close(resolve));
    await expect(portalLink({ url, apiKey })).rejects.toThrow(/nothing answers/);
    await expect(portalLink({ url: "https://mine.openai.azure.com", apiKey })).rejects.toThrow(/not on this machine/);
    await expect(portalLink({ ...service, apiKey: "wrong" })).rejects.toThrow(/401/);
    for (const options of [{ host: "a/b" }, { host: "*.example.org" }, { page: "jobs" }]) {
      await expect(portalLink(service, options)).rejects.toMatchObject({ code: "invalid_option" });
    }
  });
});

describe("openPortal", () => {
  it("shows a link in the notebook and an address in a terminal", async () => {
    const { dataDirectory } = test.service;
    const link = await openPortal({ embedded: { dataDirectory }, env: {} });
    expect(link.url).toMatch(new RegExp(`^${test.service.url}/#token=[\\w-]{43}$`));
    expect(link[JUPYTER_DISPLAY]()).toEqual({
      "text/html": expect.stringContaining(
        `<a href="${link.url}" target="_blank" rel="noopener">Open the portal</a>`,
      ) as string,
      "text/plain": `Portal: ${link.url}`,
    });
  });

  it("says what a hub needs that does not say its name", async () => {
    const { dataDirectory } = test.service;
    const env = { JUPYTERHUB_SERVICE_PREFIX: "/user/ada/" };
    expect(String(await openPortal({ embedded: { dataDirectory }, env }))).toContain(
      'openPortal({ host: "hub.example.org" })',
    );
    expect(String(await openPortal({ embedded: { dataDirectory }, env, host: "hub.example.org" }))).not.toContain(
      "Host",
    );
  });
});
