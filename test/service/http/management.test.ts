import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { switchesFromEnvironment, TeachingSwitches } from "../../../src/service/teaching-switches.js";
import { startTestService, type TestService } from "../helpers.js";

interface Deployment {
  readonly name: string;
  readonly sku: unknown;
  readonly systemData: { readonly createdByType: string };
}

let test: TestService;
const switches = new TeachingSwitches();
beforeAll(async () => {
  test = await startTestService({ switches });
});
afterAll(() => test.stop());
beforeEach(() => switches.set(new TeachingSwitches().values));
afterEach(async () => {
  switches.set(new TeachingSwitches().values);
  for (const { name, systemData } of await deployments()) {
    if (systemData.createdByType === "User") {
      await test.manage(`/deployments/${name}${version}`, { method: "DELETE" });
    }
  }
});

const version = "?api-version=2024-10-01";
const body = (model = "gpt-4o", more: Record<string, unknown> = {}) => ({
  sku: { name: "Standard", capacity: 10 },
  properties: { model: { format: "OpenAI", name: model, version: "2024-08-06" }, ...more },
});
const deployments = async () =>
  ((await (await test.manage(`/deployments${version}`)).json()) as { value: Deployment[] }).value;
const put = (name: string, json: unknown) => test.manage(`/deployments/${name}${version}`, { method: "PUT", json });
const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string; message: string } }).error;

describe("the management API", () => {
  it("has the labs' deployments in a fresh data directory", async () => {
    const value = await deployments();
    expect(value.map(({ name }) => name)).toEqual(["gpt-4o", "gpt-4o-mini", "gpt-35-turbo"]);
    expect(value.map(({ systemData }) => systemData.createdByType)).toEqual([
      "Application",
      "Application",
      "Application",
    ]);
    expect(value[0]!.sku).toEqual({ name: "Standard", capacity: 10 });
  });

  it("creates with 201, replaces with 200, changes, and deletes with 202, then 204", async () => {
    const created = await put(
      "my.model-1",
      body("gpt-4o", { raiPolicyName: "Microsoft.DefaultV2", dynamicThrottlingEnabled: true }),
    );
    expect(created.status).toBe(201);
    expect(created.headers.get("azure-asyncoperation")).toContain("/operationResults/");
    expect(await created.json()).toMatchObject({
      id: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/tunelab/providers/Microsoft.CognitiveServices/accounts/tunelab/deployments/my.model-1",
      properties: {
        raiPolicyName: "Microsoft.DefaultV2",
        dynamicThrottlingEnabled: true,
        rateLimits: [{ key: "request" }, { key: "token", count: 10_000 }],
      },
      systemData: { createdBy: "tunelab", createdByType: "User" },
    });
    expect((await put("my.model-1", body())).status).toBe(200);
    const patched = await test.manage(`/deployments/my.model-1${version}`, {
      method: "PATCH",
      json: { sku: { name: "globalstandard", capacity: 5 } },
    });
    expect(await patched.json()).toMatchObject({
      sku: { name: "GlobalStandard", capacity: 5 },
      properties: { raiPolicyName: "Microsoft.DefaultV2" },
    });
    // With the header that a client sends with everything, and nothing that it would describe.
    const headers = { "content-type": "application/json" };
    const remove = () => test.manage(`/deployments/my.model-1${version}`, { method: "DELETE", headers });
    const removed = await remove();
    expect(removed.status).toBe(202);
    const operation = await fetch(removed.headers.get("azure-asyncoperation")!, {
      headers: { authorization: `Bearer ${test.service.keys.managementToken}` },
    });
    expect(await operation.json()).toMatchObject({ status: "Succeeded" });
    expect((await remove()).status).toBe(204);
    expect((await test.manage(`/deployments/my.model-1${version}`)).status).toBe(404);
  });

  it.each<[string, string, unknown, number, string]>([
    ["an unknown SKU", "x1", { ...body(), sku: { name: "Gold" } }, 400, "InvalidResourceProperties"],
    ["an unknown model", "x1", body("gpt-9"), 400, "DeploymentModelNotSupported"],
    ["a missing SKU", "x1", { properties: body().properties }, 400, "InvalidRequestContent"],
    ["a missing model", "x1", { sku: { name: "Standard" } }, 400, "InvalidRequestContent"],
    ["a name with a space", "a%20b", body(), 400, "InvalidResourceName"],
    [
      "more than the quota",
      "x1",
      { ...body(), sku: { name: "Standard", capacity: 100_000 } },
      400,
      "InsufficientQuota",
    ],
  ])("refuses %s", async (_name, deployment, json, status, code) => {
    const response = await put(deployment, json);
    expect(response.status).toBe(status);
    expect((await errorOf(response)).code).toBe(code);
  });

  it("refuses what is no JSON in the words of the management API", async () => {
    const headers = { "content-type": "application/json" };
    const response = await test.manage(`/deployments/broken${version}`, { method: "PUT", headers, body: "{" });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: "InvalidRequestContent" });
  });

  it("refuses wrong tokens, versions, subscriptions, groups and accounts", async () => {
    const { url, keys } = test.service;
    const path = (subscription: string, group: string, account: string) =>
      `${url}/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.CognitiveServices/accounts/${account}/deployments`;
    const own = "00000000-0000-0000-0000-000000000000";
    const get = (address: string, token: string) => fetch(address, { headers: { authorization: `Bearer ${token}` } });
    const token = keys.managementToken;
    const codes = await Promise.all(
      [
        get(path(own, "tunelab", "tunelab") + version, keys.apiKey),
        get(path(own, "tunelab", "tunelab"), token),
        get(`${path(own, "tunelab", "tunelab")}?api-version=2000-01-01`, token),
        get(path("1", "tunelab", "tunelab") + version, token),
        get(path(own, "other", "tunelab") + version, token),
        get(path(own, "tunelab", "other") + version, token),
      ].map(async (response) => (await errorOf(await response)).code),
    );
    expect(codes).toEqual([
      "InvalidAuthenticationToken",
      "MissingApiVersionParameter",
      "InvalidApiVersionParameter",
      "SubscriptionNotFound",
      "ResourceGroupNotFound",
      "ResourceNotFound",
    ]);
  });

  it("lists models, SKUs and usages", async () => {
    const read = async (path: string) =>
      ((await (await test.manage(`${path}${version}`)).json()) as { value: Record<string, unknown>[] }).value;
    const offered = new Map((await read("/models")).map((model) => [model["name"], model]));
    expect(offered.get("smollm2-135m-instruct")).toMatchObject({ lifecycleStatus: "GenerallyAvailable" });
    const retired = Date.now() >= Date.parse("2026-10-01");
    expect(offered.get("gpt-4o")).toMatchObject({
      deprecation: { inference: "2026-10-01T00:00:00Z" },
      lifecycleStatus: retired ? "Deprecated" : "GenerallyAvailable",
    });
    expect((await read("/deployments/gpt-4o/skus")).length).toBeGreaterThan(3);
    const usage = (await read("/usages")).find(
      ({ name }) => (name as { value: string }).value === "OpenAI.Standard.gpt-4o",
    );
    expect(usage).toMatchObject({ currentValue: 10, limit: 1000 });
  });
});

describe("teaching switches", () => {
  const chat = () =>
    test.azure.chat.completions.create({
      model: "gpt-4o",
      messages: [{ role: "user", content: "tell me a secret" }],
      max_tokens: 1,
    });

  it("are changed by the administrative route and named in the answers' headers", async () => {
    const response = await test.request("/tunelab/teaching-switches", { method: "PATCH", json: { quotaZero: true } });
    expect(((await response.json()) as { active: string[] }).active).toEqual(["quotaZero"]);
    const refused = await put("x2", body());
    expect(refused.headers.get("x-tunelab-teaching-switches")).toBe("quotaZero");
    const { message } = await errorOf(refused);
    expect(message).toContain("the quota limit is 0");
    expect(message).toContain("(Simulated: the embedded service's teaching switch quotaZero is on.)");
    expect((await test.request("/tunelab/teaching-switches", { method: "PATCH", json: { quota: true } })).status).toBe(
      400,
    );
  });

  it("refuse a prompt as Azure's content filter does", async () => {
    switches.set({ contentFilterText: "secret" });
    await expect(chat()).rejects.toMatchObject({
      status: 400,
      code: "content_filter",
      param: "prompt",
      error: { innererror: { code: "ResponsibleAIPolicyViolation" } },
    });
  });

  it("enforce the tokens per minute of a deployment with Retry-After", async () => {
    switches.set({ enforceRateLimits: true });
    await put("tiny", { ...body(), sku: { name: "Standard", capacity: 1 } });
    const ask = () =>
      test.azure.chat.completions.create({
        model: "tiny",
        messages: [{ role: "user", content: "Hi" }],
        max_tokens: 800,
        stop: ["e"],
      });
    await ask();
    const error = await ask().then(
      () => undefined,
      (reason: unknown) => reason as { status: number; code: string; headers: Headers },
    );
    expect(error).toMatchObject({ status: 429, code: "429" });
    expect(Number(error!.headers.get("retry-after"))).toBeGreaterThan(30);
  });

  it("retire models, expire tokens, and hold deployments back", async () => {
    switches.set({ retiredModels: true });
    await expect(chat()).rejects.toMatchObject({ status: 410, message: expect.stringContaining("retiredModels") });
    switches.set({ retiredModels: false, deploymentNotReady: true });
    await expect(chat()).rejects.toMatchObject({
      status: 404,
      code: "DeploymentNotReady",
      message: expect.stringContaining("teaching switch deploymentNotReady"),
    });
    switches.set({ deploymentNotReady: false, expiredToken: true });
    const expired = await errorOf(await test.manage(`/deployments${version}`));
    expect(expired.code).toBe("ExpiredAuthenticationToken");
    expect(expired.message).toContain("teaching switch expiredToken");
  });

  it("make a deployment wait when the clock is scaled", async () => {
    switches.set({ clockScale: 1 });
    expect(await (await put("slow", body())).json()).toMatchObject({ properties: { provisioningState: "Creating" } });
    switches.set({ clockScale: 0 });
    expect(await (await put("quick", body())).json()).toMatchObject({ properties: { provisioningState: "Succeeded" } });
  });
});

describe("TUNELAB_FAULTS", () => {
  it.each([
    ["{bad", "Expected property name"],
    ['{"quotaZer":true}', 'Unrecognized key: "quotaZer"'],
    ['{"clockScale":"fast"}', "clockScale: Invalid input: expected number, received string"],
    ["[]", "expected object, received array"],
  ])("%s is refused with the reason and the names of the switches", (text, reason) => {
    expect(() => switchesFromEnvironment({ TUNELAB_FAULTS: text })).toThrow(
      expect.objectContaining({
        code: "invalid_option",
        message: expect.stringContaining(reason) as string,
        hint: expect.stringContaining("quotaZero, wrongSku, deploymentNotReady") as string,
      }),
    );
  });

  it("turns on what it names and nothing else", () => {
    expect(switchesFromEnvironment({ TUNELAB_FAULTS: '{"quotaZero":true}' }).active).toEqual(["quotaZero"]);
    expect(switchesFromEnvironment({ TUNELAB_FAULTS: " " }).active).toEqual([]);
  });
});
