import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestService, type TestService } from "../helpers.js";

const folder = mkdtempSync(join(tmpdir(), "tunelab-pages-"));
const assetsOf = (pages: string): string => join(pages, "portal", "assets");
const script = `console.log(${JSON.stringify("x".repeat(2000))});`;

let test: TestService;
beforeAll(async () => {
  writePages(folder);
  writeFileSync(join(folder, "secret.txt"), "not a page");
  test = await startTestService({ pagesFolder: folder, allowedHosts: ["hub.example.org"] });
});
afterAll(async () => {
  await test.stop();
  rmSync(folder, { recursive: true });
});

function writePages(pages: string): void {
  mkdirSync(assetsOf(pages), { recursive: true });
  writeFileSync(join(pages, "index.html"), "<!doctype html><p>one");
  writeFileSync(join(assetsOf(pages), "index-1.js"), script);
}

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(test.service.url + path, init);

describe("the page", () => {
  it("needs no key, is asked for anew each time, and takes nothing from elsewhere", async () => {
    const page = await get("/");
    expect(page.status).toBe(200);
    expect(await page.text()).toBe("<!doctype html><p>one");
    expect(Object.fromEntries(page.headers)).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    });
    expect(page.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("has its files under names of their content, compressed, and kept for good", async () => {
    const file = await get("/portal/assets/index-1.js");
    expect(await file.text()).toBe(script);
    expect(file.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(file.headers.get("content-encoding")).toBe("gzip");
    expect(file.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const plain = await get("/portal/assets/index-1.js", { headers: { "accept-encoding": "identity" } });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe(script);
  });

  it.each(["none.js", "..%2F..%2Fsecret.txt", "__proto__", "index-1.js%00"])(
    "reads nothing else from the disk: %s",
    async (name) => {
      const answer = await get(`/portal/assets/${name}`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain("not a page");
    },
  );

  it("is read again after a build, and the build before it stays for open tabs", async () => {
    const pages = join(folder, "built-twice");
    writePages(pages);
    const { service, stop } = await startTestService({ pagesFolder: pages });
    const textOf = async (path: string): Promise<string> => (await fetch(service.url + path)).text();
    expect(await textOf("/")).toBe("<!doctype html><p>one");
    writeFileSync(join(assetsOf(pages), "index-2.js"), "2");
    rmSync(join(assetsOf(pages), "index-1.js"));
    writeFileSync(join(pages, "index.html"), "<!doctype html><p>two");
    utimesSync(join(pages, "index.html"), new Date(), new Date(Date.now() + 5000));
    expect(await textOf("/")).toBe("<!doctype html><p>two");
    expect(await textOf("/portal/assets/index-2.js")).toBe("2");
    expect(await textOf("/portal/assets/index-1.js")).toBe(script);
    await stop();
  });

  it("says how to build it where it is not built", async () => {
    const bare = await startTestService({ pagesFolder: join(folder, "none") });
    const answer = await fetch(bare.service.url);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("npm run build");
    await bare.stop();
  });
});

describe("names of the service", () => {
  /** `fetch` does not let a Host header be set. */
  const statusFor = (headers: Record<string, string>, path = "/"): Promise<number> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(test.service.url + path, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      request.once("error", reject);
      request.end();
    });

  it.each([
    ["127.0.0.1", 200],
    ["localhost:8080", 200],
    ["hub.example.org", 200],
    ["HUB.example.org:8443", 200],
    ["evil.example", 403],
    ["hub.example.org.evil.example", 403],
    ["x.hub.example.org", 403],
    ["[::2]", 403],
  ])("%s is answered with %i", async (host, status) => {
    expect(await statusFor({ host })).toBe(status);
  });

  it("a page of an allowed name may ask, one of another name may not", async () => {
    const host = "hub.example.org";
    expect(await statusFor({ host, origin: "https://hub.example.org" }, "/health")).toBe(200);
    expect(await statusFor({ host, origin: "https://evil.example" }, "/health")).toBe(403);
    expect(await statusFor({ host, origin: "null" }, "/health")).toBe(403);
  });

  it("come in when a link is made for one", async () => {
    const link = (allow_host: string) =>
      test.request("/tunelab/portal-links", { method: "POST", json: { allow_host } });
    expect(await statusFor({ host: "lab.example.org" })).toBe(403);
    expect((await link("lab.example.org")).status).toBe(200);
    expect(await statusFor({ host: "lab.example.org" })).toBe(200);
    for (const name of ["*.example.org", "http://x.example", "x/y", ""]) {
      expect((await link(name)).status, name).toBe(400);
    }
  });

  it("that are none stop the start", async () => {
    await expect(startTestService({ allowedHosts: ["*.example.org"] })).rejects.toMatchObject({
      code: "invalid_option",
    });
  });
});

it("the values to copy name the service as programs of this machine reach it, whatever the browser calls it", async () => {
  const read = (host: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { host, "api-key": test.service.keys.apiKey };
      const request = httpRequest(`${test.service.url}/portal/api/connection`, { headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => resolve(text));
      });
      request.once("error", reject);
      request.end();
    });
  const { values } = JSON.parse(await read("hub.example.org")) as { values: { name: string; value: string }[] };
  const valueOf = (name: string) => values.find((entry) => entry.name === name)?.value;
  expect(valueOf("AZURE_OPENAI_ENDPOINT")).toBe(test.service.url);
  expect(valueOf("TUNELAB_MANAGEMENT_URL")).toBe(test.service.url);
  expect(valueOf("AZURE_OPENAI_API_KEY")).toBe(test.service.keys.apiKey);
  expect(valueOf("TUNELAB_BASE_MODEL")).toBe("smollm2-135m-instruct");
});
