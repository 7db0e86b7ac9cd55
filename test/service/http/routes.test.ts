import { readFile } from "node:fs/promises";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { format } from "prettier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf } from "../../../src/service/http/open-api/open-api.js";
import { routesPage } from "../../../src/service/http/open-api/routes-page.js";
import { startTestService, type TestService } from "../helpers.js";

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
}

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
}

let test: TestService;
let document: Document;
beforeAll(async () => {
  test = await startTestService();
  document = (await (await fetch(`${test.service.url}/openapi.json`)).json()) as Document;
});
afterAll(() => test.stop());

const routes = () =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1 in the judgement of a validator", async () => {
    const validator = new Validator();
    const result = await validator.validate({ ...structuredClone(document) });
    expect(result).toMatchObject({ valid: true });
    expect(validator.version).toBe("3.1");
    // The validator does judge: without its title the document is refused.
    const broken = { ...structuredClone(document), info: { version: "1" } };
    expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
  });

  it("describes every route, each with an id of its own and all of its path's parameters", () => {
    expect(document.openapi).toBe("3.1.0");
    const ids = routes().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(60);
    for (const { method, path, operation } of routes()) {
      const names = operation.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
      expect(names).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(textOf({ method, path: path.replace(/\{(\w+)\}/g, ":$1") }), `${method} ${path}`).toBeDefined();
    }
  });

  it("says of every body what it holds: as JSON schemas that a validator compiles, or as a form", () => {
    const bodies = routes().flatMap(({ method, path, operation }) =>
      operation.requestBody === undefined ? [] : [[`${method} ${path}`, operation.requestBody.content] as const],
    );
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const [name, content] of bodies) {
      const [[type, { schema }]] = Object.entries(content) as [[string, { schema: { properties: object } }]];
      expect(Object.keys(schema.properties).length, name).toBeGreaterThan(0);
      if (type === "application/json") expect(ajv.compile(schema), name).toBeTypeOf("function");
    }
    // The routes without one: stopping, resuming and loading, and what is not offered.
    const without = routes().filter(
      ({ method, operation }) => method === "POST" && operation.requestBody === undefined,
    );
    const bare = /\/(cancel|pause|resume|load)$|embeddings|images|audio/;
    expect(without.filter(({ path }) => !bare.test(path)).map(({ path }) => path)).toEqual([]);
    expect(bodies.length).toBeGreaterThan(15);
  });

  it("says of a chat's body what the service takes and refuses", async () => {
    const { schema } =
      document.paths["/openai/v1/chat/completions"]!["post"]!.requestBody!.content["application/json"]!;
    const validate = new Ajv2020({ strict: false }).compile(schema);
    const body = { model: "gpt-4o", messages: [{ role: "user", content: "Hi" }], max_tokens: 1 };
    for (const [more, taken] of [
      [{}, true],
      [{ temperature: 2, stop: ["a"] }, true],
      [{ temperature: 3 }, false],
      [{ tempreature: 1 }, false],
      [{ messages: [{ role: "guest", content: "Hi" }] }, false],
    ] as const) {
      expect(validate({ ...body, ...more }), JSON.stringify(more)).toBe(taken);
      const { status } = await test.request("/openai/v1/chat/completions", {
        method: "POST",
        json: { ...body, ...more },
      });
      expect(status === 200, JSON.stringify(more)).toBe(taken);
    }
  });

  it("needs no key, unlike everything else but the health and what shows the portal's page", async () => {
    const open: Record<string, number[]> = {
      "GET /health": [200],
      "GET /openapi.json": [200],
      // The page tells how to build it where it is not built.
      "GET /": [200, 503],
      "GET /portal/assets/{name}": [404],
      // Without a body there is no token.
      "POST /session": [400],
      "DELETE /session": [204],
    };
    for (const { method, path } of routes()) {
      const response = await fetch(test.service.url + path.replace(/\{\w+\}/g, "x"), { method });
      expect(open[`${method} ${path}`] ?? [401], `${method} ${path}`).toContain(response.status);
      await response.arrayBuffer();
    }
  });
});

it("docs/routes.md is what the document says now", async () => {
  const { prettier } = JSON.parse(await readFile(new URL("../../../package.json", import.meta.url), "utf8")) as {
    prettier: object;
  };
  const page = await readFile(new URL("../../../docs/routes.md", import.meta.url), "utf8");
  expect(page.split("\n").filter((line) => / or +\|/.test(line))).toEqual([]);
  expect(page).toBe(await format(routesPage(document as never), { ...prettier, parser: "markdown" }));
});

it("docs/routes.md lists every route", async () => {
  const text = await readFile(new URL("../../../docs/routes.md", import.meta.url), "utf8");
  const missing = routes()
    .map(({ method, path }) => `${method} ${path.replace(/^\/subscriptions\/.*\/accounts\/\{account\}/, "…")}`)
    .filter((route) => !text.includes(`\`${route}\``));
  expect(missing).toEqual([]);
});

it("docs/routes.md lists no route that is not there", async () => {
  const text = await readFile(new URL("../../../docs/routes.md", import.meta.url), "utf8");
  const registered = new Set(
    routes().map(({ method, path }) => {
      const short = path.replace(/^\/subscriptions\/.*\/accounts\/\{account\}/, "…").replace(/\{\w+\}/g, "{}");
      return `${method} ${short}`;
    }),
  );
  const listed = [...text.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) [/…][^`]*)`/g)].map(([, route]) =>
    route!.replace(/\{\w+\}/g, "{}"),
  );
  expect(listed.length).toBeGreaterThan(50);
  expect(listed.filter((route) => !registered.has(route))).toEqual([]);
});

describe("what no model here can do", () => {
  it("is Azure's OperationNotSupported", async () => {
    await expect(test.azure.embeddings.create({ model: "gpt-4o", input: "x" })).rejects.toMatchObject({
      status: 400,
      code: "OperationNotSupported",
      message: expect.stringContaining(
        "The embeddings operation does not work with the specified model, smollm2-135m-instruct.",
      ) as string,
    });
  });
});
