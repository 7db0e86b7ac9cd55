import { readFile } from "node:fs/promises";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { summaryOf } from "../../src/service/http/open-api.js";
import { startTestService, type TestService } from "./helpers.js";

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { operationId: string; parameters: { name: string; in: string }[] }>>;
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
      expect(summaryOf({ method, path: path.replace(/\{(\w+)\}/g, ":$1") }), `${method} ${path}`).toBeDefined();
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

it("docs/service.md lists every route", async () => {
  const text = await readFile(new URL("../../docs/service.md", import.meta.url), "utf8");
  const missing = routes()
    .map(({ method, path }) => ({
      method,
      short: path.replace(/^\/subscriptions\/.*\/(accounts\/\{account\}|locations\/\{location\})/, "…"),
    }))
    .filter(({ method, short }) => {
      const other = /(embeddings|images\/generations|audio\/\w+)$/.exec(short)?.[1];
      if (other !== undefined) return !text.includes(other);
      return !text.includes(`\`${method} ${short}\``) && !text.includes(`\`${short}\``);
    })
    .map(({ method, short }) => `${method} ${short}`);
  expect(missing).toEqual([]);
});

it("docs/service.md lists no route that is not there", async () => {
  const text = await readFile(new URL("../../docs/service.md", import.meta.url), "utf8");
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
