import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LinkTokens } from "../../../src/service/portal/session/link-tokens.js";
import { portalPartOf, withoutRestPrefix } from "../../../src/service/portal/portal-paths.js";
import { readCookie, toSetCookie } from "../../../src/service/portal/session/session-cookie.js";
import { PortalSessions } from "../../../src/service/portal/session/sessions.js";
import { startTestService, type TestService } from "../helpers.js";
import { clientOf, postToken, signIn } from "./portal-client.js";

const DAY = 24 * 3_600_000;

describe("a link's token", () => {
  it("opens once", () => {
    const tokens = new LinkTokens(() => 0);
    const { token } = tokens.issue();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect([tokens.use(token), tokens.use(token)]).toEqual([true, false]);
    expect(tokens.use("")).toBe(false);
  });

  it("opens for ten minutes", () => {
    let now = 0;
    const tokens = new LinkTokens(() => now);
    const [early, late] = [tokens.issue(), tokens.issue()];
    expect(early.expiresAt).toBe(600_000);
    now = 599_999;
    expect(tokens.use(early.token)).toBe(true);
    now = 600_000;
    expect(tokens.use(late.token)).toBe(false);
  });

  it("is given up when a thousand newer ones wait", () => {
    const tokens = new LinkTokens(() => 0);
    const first = tokens.issue();
    const second = tokens.issue();
    for (let count = 0; count < 999; count++) tokens.issue();
    expect([tokens.use(first.token), tokens.use(second.token)]).toEqual([false, true]);
  });
});

describe("a session", () => {
  const sessionsAt = (now: () => number, secret = "s", directory = "/data") =>
    new PortalSessions(directory, Buffer.from(secret), now);

  it("needs the cookie and the proof that belong together", () => {
    const sessions = sessionsAt(() => Date.UTC(2026, 10, 29));
    const [one, other] = [sessions.open(), sessions.open()];
    expect(sessions.check(one.cookie, one.proof)).toEqual({ expiresAt: Date.UTC(2026, 11, 29) });
    for (const [cookie, proof] of [
      [one.cookie, other.proof],
      [one.cookie, undefined],
      [one.cookie, ""],
      [undefined, one.proof],
      ["", one.proof],
      // Neither MAC does for the other.
      [one.cookie, one.cookie.split(".")[2]],
      [one.cookie.replace(/[^.]+$/, one.proof), one.proof],
    ] as const) {
      expect(sessions.check(cookie, proof)).toBeUndefined();
    }
  });

  it("cannot be made longer, and ends with its month", () => {
    let now = Date.UTC(2026, 10, 29);
    const sessions = sessionsAt(() => now);
    const { cookie, proof, expiresAt } = sessions.open();
    const [id, expiry, mac] = cookie.split(".");
    expect(sessions.check(`${id}.${Number(expiry) + DAY}.${mac}`, proof)).toBeUndefined();
    now = expiresAt - 1;
    expect(sessions.check(cookie, proof)).toBeDefined();
    now = expiresAt;
    expect(sessions.check(cookie, proof)).toBeUndefined();
  });

  it("is worth nothing with another secret", () => {
    const now = () => Date.UTC(2026, 10, 29);
    const { cookie, proof } = sessionsAt(now, "a").open();
    expect(sessionsAt(now, "b").check(cookie, proof)).toBeUndefined();
  });

  it("has a cookie by data directory, so that services of one machine do not sign each other out", () => {
    expect(sessionsAt(Date.now, "s", "/a").cookieName).toBe("tunelab-6a50dc858413");
    expect(sessionsAt(Date.now, "s", "/b").cookieName).not.toBe("tunelab-6a50dc858413");
  });

  it("keeps its secret in a file of the owner alone, and ends with the service's keys", async () => {
    const directory = await mkdtemp(join(tmpdir(), "tunelab-sessions-"));
    const { cookie, proof } = (await PortalSessions.load(directory, "key", Date.now)).open();
    expect((await stat(join(directory, "portal-secret"))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(directory, "portal-secret"), "utf8")).toMatch(/^[\w-]{43}$/);
    expect((await PortalSessions.load(directory, "key", Date.now)).check(cookie, proof)).toBeDefined();
    expect((await PortalSessions.load(directory, "new key", Date.now)).check(cookie, proof)).toBeUndefined();
    await rm(directory, { recursive: true });
  });
});

it("a cookie is found by its whole name", () => {
  expect(readCookie("xtunelab-1=a; tunelab-1=b=c; tunelab-2=d", "tunelab-1")).toBe("b=c");
  expect(readCookie(undefined, "tunelab-1")).toBeUndefined();
});

it("a cookie is for secure connections only where the page is", () => {
  expect(toSetCookie({ headers: { origin: "https://hub.example.org" } }, "t", "v", 60)).toBe(
    "t=v; Max-Age=60; HttpOnly; SameSite=Strict; Secure",
  );
  expect(toSetCookie({ headers: {} }, "t", "v", 60)).toBe("t=v; Max-Age=60; HttpOnly; SameSite=Strict");
});

describe("parts of the portal", () => {
  it.each([
    ["GET", "/", "/?x=1", "open"],
    ["GET", "/portal/assets/:name", "/portal/assets/index-1.js", "open"],
    ["POST", "/session", "/session", "open"],
    ["DELETE", "/session", "/session", "open"],
    ["GET", "/session", "/session", undefined],
    ["POST", "/", "/", undefined],
    ["GET", "/portal/api/me", "/portal/api/me", "api"],
    ["GET", "/openai/files", "/portal/rest/openai/files", "rest"],
    // The public routes behind the prefix need the session even where they are open to all.
    ["POST", "/session", "/portal/rest/session", "rest"],
    ["GET", "/openai/files", "/openai/files", undefined],
    ["GET", "/openai/files", "http://127.0.0.1/portal/rest/openai/files", undefined],
    ["GET", "/none", "/portal/assets/a/b", undefined],
  ] as const)("%s %s asked as %s is %s", (method, route, url, part) => {
    expect(portalPartOf(method, route, url)).toBe(part);
  });

  it("lead to the public routes", () => {
    expect(withoutRestPrefix("/portal/rest/openai/files?limit=2")).toBe("/openai/files?limit=2");
    expect(withoutRestPrefix("/openai/portal/rest/files")).toBe("/openai/portal/rest/files");
    expect(withoutRestPrefix("/portal/rest")).toBe("/portal/rest");
  });
});

describe("signing in over HTTP", () => {
  let test: TestService;
  beforeAll(async () => {
    test = await startTestService();
  });
  afterAll(() => test.stop());

  const newToken = async (): Promise<string> => {
    const answer = await test.request("/tunelab/portal-links", { method: "POST", json: { page: "/jobs/ftjob-1" } });
    const { url, fragment, expires_at } = (await answer.json()) as {
      url: string;
      fragment: string;
      expires_at: number;
    };
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(url).toBe(`${test.service.url}/#${fragment}`);
    expect(fragment).toMatch(/^token=[\w-]{43}&to=%2Fjobs%2Fftjob-1$/);
    expect(expires_at * 1000).toBeGreaterThan(Date.now());
    return new URLSearchParams(fragment).get("token")!;
  };

  it("takes a link's token once, and gives a cookie that scripts and other sites do not get", async () => {
    const token = await newToken();
    const first = await postToken(test.service.url, token);
    expect(first.status).toBe(200);
    expect(first.headers.get("set-cookie")).toMatch(
      /^tunelab-[0-9a-f]{12}=[\w-]{22}\.\d{13}\.[\w-]{43}; Max-Age=2592000; HttpOnly; SameSite=Strict$/,
    );
    const again = await postToken(test.service.url, token);
    expect(again.status).toBe(401);
    expect(again.headers.get("set-cookie")).toBeNull();
    expect(await again.json()).toMatchObject({ error: { code: "token_used" } });
  });

  it("is not used up by a GET, as previews of links send it", async () => {
    const token = await newToken();
    await fetch(`${test.service.url}/?token=${token}`);
    await fetch(`${test.service.url}/session?token=${token}`);
    expect((await postToken(test.service.url, token)).status).toBe(200);
  });

  it("refuses the token when another site's page posts it, without using it up", async () => {
    const token = await newToken();
    expect((await postToken(test.service.url, token, { origin: "http://evil.example" })).status).toBe(403);
    expect((await postToken(test.service.url, token, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    // A page of another port of this machine is of the same site, and of another origin.
    expect((await postToken(test.service.url, token, { "sec-fetch-site": "same-site" })).status).toBe(403);
    expect((await postToken(test.service.url, token)).status).toBe(200);
  });

  it("makes links for holders of the key alone", async () => {
    const link = (headers: Record<string, string>) =>
      fetch(`${test.service.url}/tunelab/portal-links`, { method: "POST", headers });
    expect((await link({})).status).toBe(401);
    const { cookie, proof } = await signIn(test);
    expect((await link({ cookie, "x-tunelab-proof": proof })).status).toBe(401);
    expect((await link({ "api-key": test.service.keys.apiKey })).status).toBe(200);
  });

  it("opens the portal's addresses to the cookie with the proof, and to nothing less", async () => {
    const page = await signIn(test);
    const { url } = test.service;
    const statusOf = async (path: string, headers: Record<string, string>): Promise<number> =>
      (await fetch(url + path, { headers })).status;
    const { cookie, proof } = page;
    const paths = [
      "/portal/api/me",
      "/portal/rest/openai/files?api-version=2024-10-21",
      "/portal/rest/openai/v1/models",
      "/portal/rest/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/tunelab/providers/Microsoft.CognitiveServices/accounts/tunelab/deployments?api-version=2023-05-01",
    ];
    for (const path of paths) {
      expect(await statusOf(path, { cookie, "x-tunelab-proof": proof }), path).toBe(200);
      expect(await statusOf(path, {}), path).toBe(401);
      expect(await statusOf(path, { cookie }), path).toBe(401);
      expect(await statusOf(path, { "x-tunelab-proof": proof }), path).toBe(401);
      expect(await statusOf(path, { cookie, "x-tunelab-proof": proof, "sec-fetch-site": "cross-site" })).toBe(403);
      expect(await statusOf(path, { cookie, "x-tunelab-proof": proof, origin: "http://evil.example" })).toBe(403);
    }
  });

  it("never opens the public addresses to a session", async () => {
    const { cookie, proof } = await signIn(test);
    const headers = { cookie, "x-tunelab-proof": proof };
    for (const path of [
      "/openai/files?api-version=2024-10-21",
      "/openai/v1/models",
      "/tunelab/teaching-switches",
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/tunelab/providers/Microsoft.CognitiveServices/accounts/tunelab/deployments?api-version=2023-05-01",
      "/%70ortal/rest/openai/v1/models",
      "/portal/rest/../../openai/v1/models",
    ]) {
      const response = await fetch(test.service.url + path, { headers });
      // fetch takes ".." out of the address, as browsers do.
      expect([401, 404], path).toContain(response.status);
      expect(await response.text()).not.toContain("smollm2");
    }
  });

  it("checks the api-version behind the page's address as before it", async () => {
    const page = await signIn(test);
    expect((await page.request("/portal/rest/openai/files")).status).toBe(404);
    expect((await page.request("/portal/rest/openai/files?api-version=2024-10-21")).status).toBe(200);
    expect((await page.request("/portal/rest/openai/files?api-version=1999-01-01")).status).toBe(404);
  });

  it("goes on when the management token is taught to be expired", async () => {
    const page = await signIn(test);
    await test.request("/tunelab/teaching-switches", { method: "PATCH", json: { expiredToken: true } });
    const path =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/tunelab/providers/Microsoft.CognitiveServices/accounts/tunelab/deployments?api-version=2023-05-01";
    expect((await page.request(`/portal/rest${path}`)).status).toBe(200);
    expect((await test.manage("/deployments?api-version=2023-05-01")).status).toBe(401);
    await test.request("/tunelab/teaching-switches", { method: "PATCH", json: { expiredToken: false } });
  });

  it("signs out", async () => {
    const page = await signIn(test);
    const answer = await page.request("/session", { method: "DELETE", headers: { origin: test.service.url } });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("set-cookie")).toMatch(/^tunelab-[0-9a-f]{12}=; Max-Age=0; /);
  });
});

describe("a restart of the service", () => {
  it("keeps the session, and the port when it is free", async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), "tunelab-restart-"));
    const first = await startTestService({ dataDirectory });
    const page = await signIn(first);
    await first.stop();
    const second = await startTestService({ dataDirectory });
    expect(second.service.url).toBe(first.service.url);
    expect((await page.request("/portal/api/me")).status).toBe(200);
    await second.stop();

    const port = Number(new URL(first.service.url).port);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    const third = await startTestService({ dataDirectory });
    expect(third.service.url).not.toBe(first.service.url);
    expect((await clientOf(third.service.url, page.cookie, page.proof).request("/portal/api/me")).status).toBe(200);
    await third.stop();
    await new Promise((resolve) => other.close(resolve));
    await rm(dataDirectory, { recursive: true, force: true });
  });
});

it("the log has neither tokens nor cookies nor proofs", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "tunelab-log-"));
  const test = await startTestService({ dataDirectory, environment: { TUNELAB_LOG_LEVEL: "trace" } });
  const link = await test.request("/tunelab/portal-links", { method: "POST", json: {} });
  const token = new URLSearchParams(((await link.json()) as { fragment: string }).fragment).get("token")!;
  await postToken(test.service.url, token);
  const page = await signIn(test);
  await page.request("/portal/rest/openai/v1/models");
  await test.stop();
  const log = await readFile(join(dataDirectory, "service.log"), "utf8");
  expect(log).toContain("/session");
  for (const secret of [token, page.cookie.split("=")[1]!, page.proof]) expect(log).not.toContain(secret);
  await rm(dataDirectory, { recursive: true, force: true });
});
