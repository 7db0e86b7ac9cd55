import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkSetup, priceTable } from "../../../src/finetune/index.js";
import { MODEL_CATALOG } from "../../../src/tokens/index.js";
import { FakeProvider, type FakeAnswer, type SeenRequest } from "../fake-provider.js";

let provider: FakeProvider;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  provider = await FakeProvider.start();
  env = {
    AZURE_OPENAI_ENDPOINT: provider.url,
    AZURE_OPENAI_API_KEY: "fake-key-0123456789",
    AZURE_OPENAI_DEPLOYMENT: "mine",
    TUNELAB_BASE_MODEL: "gpt-4.1-mini-2025-04-14",
    AZURE_SUBSCRIPTION_ID: "s",
    AZURE_RESOURCE_GROUP: "g",
    AZURE_OPENAI_RESOURCE: "a",
    TUNELAB_MANAGEMENT_URL: provider.url,
    TEMP_AUTH_TOKEN: `e30.${Buffer.from('{"exp":6000}').toString("base64url")}.x`,
  };
});
afterEach(() => provider.stop());

const tunable = (id: string, fine_tune: boolean): unknown => ({ id, object: "model", capabilities: { fine_tune } });

/** A resource where everything has been set up. */
function working({ path }: SeenRequest): FakeAnswer {
  if (path.endsWith("/models")) return { json: { data: [tunable("gpt-4.1-mini-2025-04-14", true)] } };
  if (path.endsWith("/chat/completions")) return { json: { model: "gpt-4o-2024-08-06", choices: [] } };
  if (path.endsWith("/jobs")) return { json: { data: [], has_more: false } };
  return { json: { value: [{ name: "mine" }] } };
}

const look = (): ReturnType<typeof checkSetup> => checkSetup({ env, envFiles: [], now: () => 5_400_000 });

describe("checkSetup", () => {
  it("says what works of a resource, and how long the token is good", async () => {
    provider.answer = working;
    const report = await look();
    expect(report.ready).toBe(true);
    expect(report.steps.map(({ step, found }) => `${step}: ${found}`)).toEqual([
      "key and endpoint: 1 model is listed",
      "deployment mine: gpt-4o-2024-08-06 answers",
      "reading fine-tuning jobs: jobs can be listed; there is none yet",
      expect.stringMatching(/^the model to fine-tune: gpt-4.1-mini-2025-04-14 is listed. New customers can fine-tune/),
      "the token for deployments: 1 deployment is listed; good for 10 more minutes",
    ]);
    // What was done to find out, so that a list that can be read is not taken for a right to create.
    expect(report.steps[2]!.tried).toBe(
      "listed the jobs, which needs less than creating one: that shows with the first job",
    );
    expect(report.toString()).toContain("Set up at azure: everything works");
    expect(provider.requests.every(({ method, path }) => method === "GET" || path.endsWith("/chat/completions"))).toBe(
      true,
    );
  });

  it("goes on after a step that fails, and says what to do about it", async () => {
    provider.answer = (request) => {
      if (request.path.endsWith("/models")) return { json: { data: [tunable("gpt-4.1-2025-04-14", true)] } };
      if (request.path.endsWith("/chat/completions")) {
        return { status: 404, json: { error: { code: "DeploymentNotFound", message: "It does not exist." } } };
      }
      if (request.path.includes("/deployments")) {
        return { status: 401, json: { error: { code: "ExpiredAuthenticationToken", message: "It has expired." } } };
      }
      return working(request);
    };
    const { steps, ready } = await look();
    expect(ready).toBe(false);
    expect(steps.filter(({ works }) => !works)).toEqual([
      {
        step: "deployment mine",
        works: false,
        tried: expect.any(String) as string,
        found: "deployment mine failed (404 DeploymentNotFound): It does not exist.",
        next: expect.stringContaining("AZURE_OPENAI_DEPLOYMENT") as string,
        page: `${new URL(provider.url).origin}/#/chat?m=mine`,
      },
      {
        step: "the model to fine-tune",
        works: false,
        tried: expect.any(String) as string,
        found: "gpt-4.1-mini-2025-04-14 is not listed here.",
        next: "Set TUNELAB_BASE_MODEL to one that can be: gpt-4.1-2025-04-14.",
      },
      {
        step: "the token for deployments",
        works: false,
        tried: expect.any(String) as string,
        found: expect.stringContaining("It has expired.") as string,
        next: expect.stringContaining("az account get-access-token") as string,
      },
    ]);
  });

  it("looks only at what a lab needs", async () => {
    provider.answer = working;
    const report = await checkSetup({ env, envFiles: [], parts: ["databricks"] });
    expect(report.steps).toEqual([
      {
        step: "SQL and volumes",
        works: true,
        tried: "asked for SELECT 1",
        found: "DuckDB answers, on this machine",
        next: "",
      },
    ]);
    expect(provider.requests).toEqual([]);
  });
});

describe("priceTable", () => {
  it("shows prices with their day and their sources, and takes other figures", () => {
    const text = String(priceTable({ ...MODEL_CATALOG, asOf: "2027-01-01" }));
    expect(text).toContain("as of 2027-01-01. A deployed tuned model costs 1.70 $ an hour");
    expect(text).toContain("third-party calculator (2026-02), unofficial");
    expect(text).toMatch(/gpt-4\.1-mini \(2025-04-14\) +0\.8 +0\.60 +0\.4 +5\.0 +0\.40 +1\.6 +2026-10-14/);
  });
});
