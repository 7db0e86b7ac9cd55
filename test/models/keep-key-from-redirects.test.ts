import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { keepKeyFromRedirects, openModel } from "../../src/models/index.js";

/** Two servers: the first sends every request of `/away` to the second, and of `/here` to itself. */
const seen: string[] = [];
const servers: Server[] = [];
let first: string;
let second: string;
let status = 307;

async function listen(name: string, answer: (request: IncomingMessage) => string | undefined): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      const { "api-key": key, authorization, "x-gateway-key": gateway } = request.headers;
      seen.push([name, request.method, key ?? gateway ?? authorization ?? "no key", body].join(" ").trim());
      const location = answer(request);
      response.writeHead(location === undefined ? 200 : status, {
        "content-type": "application/json",
        ...(location !== undefined && { location }),
      });
      response.end(location === undefined ? '{"choices":[]}' : "");
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  second = await listen("second", () => undefined);
  first = await listen("first", ({ url }) => {
    if (url!.startsWith("/here")) return "/end";
    if (url!.startsWith("/round")) return "/round";
    return url!.startsWith("/end") ? undefined : `${second}/taken`;
  });
});
beforeEach(() => {
  seen.length = 0;
  status = 307;
});
afterAll(() => {
  for (const server of servers) server.close();
});

const fetch = keepKeyFromRedirects(globalThis.fetch);
const post = (path: string) => fetch(`${first}${path}`, { method: "POST", headers: { "api-key": "k" }, body: "data" });

it.each([
  [307, ["first POST k data", "second POST no key data"]],
  [308, ["first POST k data", "second POST no key data"]],
  [301, ["first POST k data", "second GET no key"]],
  [302, ["first POST k data", "second GET no key"]],
  [303, ["first POST k data", "second GET no key"]],
])("a redirect with %i to another server leaves the key behind", async (code, expected) => {
  status = code;
  expect((await post("/away")).status).toBe(200);
  expect(seen).toEqual(expected);
});

it("a redirect within the server keeps the key, and one that never ends fails", async () => {
  expect((await post("/here")).status).toBe(200);
  expect(seen).toEqual(["first POST k data", "first POST k data"]);
  await expect(post("/round")).rejects.toThrow("fetch failed");
});

it("a client of a deployment keeps its key from the server that it is redirected to", async () => {
  const { client, model } = await openModel({ azure_endpoint: first, azure_deployment: "d", api_key: "k-azure" });
  await client.chat.completions.create({ model, messages: [] });
  expect(seen.map((line) => line.split(" ").slice(0, 4).join(" "))).toEqual([
    expect.stringMatching(/^first POST k-azure /),
    expect.stringMatching(/^second POST no key/),
  ]);
});

it.each<Record<string, string>>([
  { "X-Gateway-Key": "g" },
  { "X-Gateway-Key": "g", authorization: "Bearer k", accept: "application/json" },
])("a header of a gateway stays with the gateway: %j", async (headers) => {
  await fetch(`${first}/away`, { method: "POST", headers, body: "data" });
  await fetch(`${first}/here`, { method: "POST", headers, body: "data" });
  expect(seen).toEqual(["first POST g data", "second POST no key data", "first POST g data", "first POST g data"]);
});
