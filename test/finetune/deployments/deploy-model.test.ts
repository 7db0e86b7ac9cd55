import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MadeThings } from "../../../src/client/index.js";
import { DISPLAY_SINK } from "../../../src/core/index.js";
import { toRows } from "../../../src/datasets/index.js";
import {
  deleteDeployment,
  deleteEverything,
  deployBaseModel,
  deployModel,
  listDeployments,
  ManagementClient,
  resizeDeployment,
  type DeployModelOptions,
} from "../../../src/finetune/index.js";
import { FakeSink } from "../../client/fake-sink.js";
import { FakeProvider, type FakeAnswer, type SeenRequest } from "../fake-provider.js";

const PATH = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/deployments";
const MODEL = "gpt-4o-2024-08-06.ft-0e208cf33a6a466994aff31a08aba678";

let provider: FakeProvider;
let folder: string;
let made: MadeThings;
beforeEach(async () => {
  provider = await FakeProvider.start();
  folder = await mkdtemp(join(tmpdir(), "tunelab-deploy-"));
  made = new MadeThings({ path: join(folder, "made.json") });
});
afterEach(async () => {
  await provider.stop();
  await rm(folder, { recursive: true, force: true });
});

const body = (state: string, name = "gpt-4o-ft"): unknown => ({
  name,
  sku: { name: "standard", capacity: 1 },
  properties: { provisioningState: state, model: { format: "OpenAI", name: MODEL, version: "1" } },
});
const chatAnswer: FakeAnswer = { json: { id: "c", model: MODEL, choices: [{ message: { content: "Hi" } }] } };
const refusal = (status: number, code: string, message: string): FakeAnswer => ({
  status,
  json: { error: { code, message } },
});

/** Plays states of the management plane and answers of the data plane, one after the other; the last ones stay. */
function play(states: readonly FakeAnswer[], chats: readonly FakeAnswer[] = [chatAnswer]): void {
  const next = (list: readonly FakeAnswer[], turn: number): FakeAnswer => list[Math.min(turn, list.length - 1)]!;
  const count = (test: (request: SeenRequest) => boolean): number => provider.requests.filter(test).length - 1;
  provider.answer = (request) => {
    if (request.method === "PUT")
      return states.length > 0 && "status" in states[0]! && states[0].status! >= 400
        ? states[0]
        : { status: 201, json: body("Accepted") };
    if (request.path.startsWith(PATH))
      return next(
        states,
        count(({ method, path }) => method === "GET" && path.startsWith(PATH)),
      );
    return next(
      chats,
      count(({ path }) => path.includes("/chat/completions")),
    );
  };
}

const deploy = (options: Partial<DeployModelOptions> = {}): ReturnType<typeof deployModel> =>
  deployModel({
    model: MODEL,
    name: "gpt-4o-ft",
    client: provider.client(),
    intervalMs: 1,
    sink: new FakeSink(),
    made,
    ...provider.management,
    ...options,
  });

describe("deployBaseModel", () => {
  const env = (): Record<string, string> => ({
    AZURE_OPENAI_ENDPOINT: provider.url,
    AZURE_OPENAI_API_KEY: "fake-key",
    AZURE_OPENAI_DEPLOYMENT: "my-base",
    TUNELAB_BASE_MODEL: "gpt-4.1-mini-2025-04-14",
  });
  const deployBase = (options: Partial<DeployModelOptions> = {}): ReturnType<typeof deployBaseModel> =>
    deployBaseModel({
      ...options,
      client: provider.client(),
      intervalMs: 1,
      sink: new FakeSink(),
      made,
      ...provider.management,
      env: { ...provider.management.env, ...env() },
    });

  it("deploys the base model under the name that the environment gives, by its version's date", async () => {
    play(
      [{ json: body("Creating", "my-base") }, { json: body("Succeeded", "my-base") }],
      [refusal(404, "DeploymentNotFound", "does not exist"), chatAnswer],
    );
    expect(await deployBase()).toMatchObject({ name: "my-base", answeredBy: MODEL });
    const [put, ...others] = provider.calls("PUT", /./);
    expect(others).toEqual([]);
    expect(put!.path).toBe(`${PATH}/my-base`);
    expect(put!.body).toEqual({
      sku: { name: "GlobalStandard", capacity: 10 },
      properties: { model: { format: "OpenAI", name: "gpt-4.1-mini", version: "2025-04-14" } },
    });
  });

  it("asks for the deployment that it was given a name for, whatever the environment's answers", async () => {
    provider.answer = ({ method, path }) => {
      if (method === "PUT") return { status: 201, json: body("Accepted", "judged") };
      if (path.startsWith(PATH)) return { json: body("Succeeded", "judged") };
      const isThere = path.includes("/my-base/") || provider.calls("PUT", /./).length > 0;
      return isThere ? chatAnswer : refusal(404, "DeploymentNotFound", "does not exist");
    };
    const asked = { name: "judged", model: "gpt-35-turbo", sku: "Standard", capacity: 5 };
    expect(await deployBase(asked)).toMatchObject({ name: "judged", answeredBy: MODEL });
    expect(provider.calls("PUT", /./).map(({ path, body: sent }) => [path, sent])).toEqual([
      [
        `${PATH}/judged`,
        {
          sku: { name: "Standard", capacity: 5 },
          properties: { model: { format: "OpenAI", name: "gpt-35-turbo", version: "0125" } },
        },
      ],
    ]);
    expect(await deployBase(asked)).toBe(`deployment judged: ${MODEL} answers`);
  });

  it("changes nothing where the deployment answers, and passes on any other failure", async () => {
    play([], [chatAnswer]);
    expect(await deployBase()).toBe(`deployment my-base: ${MODEL} answers`);
    play([], [refusal(401, "401", "Access denied due to invalid subscription key")]);
    await expect(deployBase()).rejects.toMatchObject({ code: "key_refused" });
    expect(provider.calls("PUT", /./)).toEqual([]);
  });
});

describe("deployModel", () => {
  it("sends the lab's PUT and waits until the deployment really answers", async () => {
    play(
      [{ json: body("Creating") }, { json: body("Succeeded") }],
      [
        refusal(404, "DeploymentNotFound", "does not exist"),
        refusal(404, "DeploymentNotReady", "not ready"),
        chatAnswer,
      ],
    );
    const sink = new FakeSink();
    const deployment = await deploy({ sink });
    expect(deployment).toMatchObject({
      name: "gpt-4o-ft",
      model: MODEL,
      answeredBy: MODEL,
      sku: "standard",
      capacity: 1,
    });
    const [put] = provider.calls("PUT", /./);
    expect(put!.path).toBe(`${PATH}/gpt-4o-ft`);
    expect(put!.query.get("api-version")).toBe("2023-05-01");
    expect(put!.headers.authorization).toBe("Bearer fake-token");
    expect(put!.body).toEqual({
      sku: { name: "standard", capacity: 1 },
      properties: { model: { format: "OpenAI", name: MODEL, version: "1" } },
    });
    expect(provider.calls("POST", /chat/)).toHaveLength(3);
    expect(sink.shown.map(({ bundle }) => bundle.data["text/plain"]).join("\n")).toContain("does not answer yet");
    expect((await made.list(provider.url)).map(({ id }) => id)).toEqual(["gpt-4o-ft"]);
  });

  it.each([
    [429, "InsufficientQuota", "This operation require 30 new capacity in quota", "quota_exceeded"],
    [
      400,
      "InvalidResourceProperties",
      "The specified SKU 'Standard' of account deployment is not supported by the model",
      "sku_not_supported",
    ],
    [403, "AuthorizationFailed", "The client does not have authorization", "role_missing"],
    [401, "ExpiredAuthenticationToken", "The access token expiry is in the past", "token_expired"],
    [401, "InvalidAuthenticationToken", "The access token is invalid", "token_invalid"],
    [400, "DeploymentLimitReached", "too many", "deployment_limit"],
    [409, "Conflict", "being changed", "conflict"],
  ])("explains %i %s", async (status, code, message, expected) => {
    play([refusal(status, code, message)]);
    await expect(deploy()).rejects.toMatchObject({ code: expected, message: expect.stringContaining(message) });
    expect(await made.list(provider.url)).toEqual([]);
  });

  it("ends when the deployment fails", async () => {
    play([{ json: body("Creating") }, { json: body("Failed") }]);
    await expect(deploy()).rejects.toMatchObject({
      code: "deployment_failed",
      message: expect.stringContaining("Failed"),
    });
  });

  it("stops at its deadline and when interrupted, and can be carried on with", async () => {
    play([{ json: body("Creating") }]);
    await expect(deploy({ deadlineMs: 20 })).rejects.toMatchObject({ code: "deploy_stopped" });
    const sink = new FakeSink();
    setTimeout(() => sink.interruption.abort(new Error("interrupted")), 40);
    await expect(deploy({ sink })).rejects.toMatchObject({
      code: "deploy_stopped",
      hint: expect.stringContaining("Run the cell again"),
    });
    play([{ json: body("Succeeded") }]);
    expect((await deploy()).answeredBy).toBe(MODEL);
    expect(await made.list(provider.url)).toHaveLength(1);
  });

  it("refuses a name that Azure would refuse, before any call", async () => {
    await expect(deploy({ name: "my model!" })).rejects.toMatchObject({ code: "invalid_option" });
    expect(provider.requests).toEqual([]);
  });

  it("sends a .env file's token to the address that the file names", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tunelab-management-"));
    const path = join(folder, ".env");
    const names = ["AZURE_SUBSCRIPTION_ID=s", "AZURE_RESOURCE_GROUP=g", "AZURE_OPENAI_RESOURCE=r"];
    await writeFile(
      path,
      [...names, "TEMP_AUTH_TOKEN=t-file", "TUNELAB_MANAGEMENT_URL=http://127.0.0.1:9/"].join("\n"),
    );
    const asked: string[] = [];
    const fetch = (url: string, init: RequestInit): Promise<Response> => {
      asked.push(`${new URL(url).origin} ${new Headers(init.headers).get("authorization")}`);
      return Promise.resolve(Response.json({ value: [] }));
    };
    const options = { env: {}, envFiles: [path], fetch: fetch as typeof globalThis.fetch };
    await (await ManagementClient.open(options)).list();
    await rm(folder, { recursive: true });
    expect(asked).toEqual(["http://127.0.0.1:9 Bearer t-file"]);
  });

  it("sends no token to another address than stands beside it, nor unencrypted", async () => {
    const asked: string[] = [];
    const fetch = (url: string, init: RequestInit): Promise<Response> => {
      asked.push(`${new URL(url).origin} ${new Headers(init.headers).get("authorization")}`);
      return Promise.resolve(Response.json({ value: [] }));
    };
    const names = { AZURE_SUBSCRIPTION_ID: "s", AZURE_RESOURCE_GROUP: "g", AZURE_OPENAI_RESOURCE: "r" };
    const open = async (env: NodeJS.ProcessEnv, url?: string): Promise<void> => {
      const options = { env: { ...names, ...env }, url, envFiles: [], fetch: fetch as typeof globalThis.fetch };
      await (await ManagementClient.open(options)).list();
    };
    const beside = { TUNELAB_MANAGEMENT_URL: "http://127.0.0.1:9", TEMP_AUTH_TOKEN: "t-environment" };
    await open(beside);
    await expect(open(beside, "http://127.0.0.1:10")).rejects.toMatchObject({
      code: "missing_setting",
      message: expect.stringMatching(
        /^TEMP_AUTH_TOKEN is set, but for http:\/\/127\.0\.0\.1:9, and is not sent to http:\/\/127\.0\.0\.1:10;/,
      ) as string,
    });
    const filled = { ...beside, AZURE_OPENAI_ENDPOINT: "http://127.0.0.1:9", TUNELAB_EMBEDDED: "/data" };
    await open(filled);
    await expect(open(filled, "http://127.0.0.1:10")).rejects.toMatchObject({ code: "missing_setting" });
    const plain = { ...beside, TUNELAB_MANAGEMENT_URL: "http://management.example.com" };
    await expect(open(plain)).rejects.toMatchObject({ code: "invalid_setting" });
    expect(asked).toEqual(["http://127.0.0.1:9 Bearer t-environment", "http://127.0.0.1:9 Bearer t-environment"]);
  });

  it("sends a token that was typed for one address to no other, nor to Azure's own where none is named", async () => {
    const sink = new FakeSink(["typed-for-mine", "typed-for-azure", "typed-for-mine-again"]);
    (globalThis as Record<symbol, unknown>)[DISPLAY_SINK] = sink;
    const asked: string[] = [];
    const fetch = (url: string, init: RequestInit): Promise<Response> => {
      asked.push(`${new URL(url).origin} ${new Headers(init.headers).get("authorization")}`);
      return Promise.resolve(Response.json({ value: [] }));
    };
    const mine = "http://127.0.0.1:9";
    const env: NodeJS.ProcessEnv = {
      AZURE_SUBSCRIPTION_ID: "s",
      AZURE_RESOURCE_GROUP: "g",
      AZURE_OPENAI_RESOURCE: "r",
    };
    const list = async (url?: string): Promise<void> => {
      env["TUNELAB_MANAGEMENT_URL"] = url;
      await (await ManagementClient.open({ env, envFiles: [], fetch: fetch as typeof globalThis.fetch })).list();
    };
    await list(mine);
    await list(mine);
    await list();
    await list(mine);
    delete (globalThis as Record<symbol, unknown>)[DISPLAY_SINK];
    expect(asked).toEqual([
      `${mine} Bearer typed-for-mine`,
      `${mine} Bearer typed-for-mine`,
      "https://management.azure.com Bearer typed-for-azure",
      `${mine} Bearer typed-for-mine-again`,
    ]);
    await expect(list()).rejects.toMatchObject({
      message: expect.stringContaining(`TEMP_AUTH_TOKEN is set, but for ${mine}, and is not sent to`) as string,
    });
  });

  it("names the setting that is missing", async () => {
    const failure = ManagementClient.open({ env: { AZURE_SUBSCRIPTION_ID: "s" } });
    await expect(failure).rejects.toMatchObject({
      code: "missing_setting",
      message: expect.stringContaining("AZURE_RESOURCE_GROUP"),
    });
  });
});

describe("deployments", () => {
  it("are listed and resized", async () => {
    provider.answer = ({ method, path }) =>
      method === "GET" && path === PATH ? { json: { value: [body("Succeeded")] } } : { json: body("Succeeded") };
    expect(toRows(await listDeployments(provider.management))).toEqual([
      { name: "gpt-4o-ft", model: MODEL, version: "1", state: "Succeeded", sku: "standard", capacity: 1 },
    ]);
    await resizeDeployment("gpt-4o-ft", { ...provider.management, capacity: 10 });
    expect(provider.calls("PATCH", /gpt-4o-ft$/)[0]!.body).toEqual({ sku: { name: "standard", capacity: 10 } });
  });

  it("are deleted one by one, and no longer listed as made", async () => {
    await made.add(
      { kind: "deployment", id: "gpt-4o-ft", endpoint: provider.url },
      { kind: "deployment", id: "another", endpoint: provider.url },
    );
    provider.answer = ({ path }) => (path.endsWith("gone") ? refusal(404, "NotFound", "gone") : { json: {} });
    const deletions = (): string[] =>
      provider.requests.filter(({ method }) => method === "DELETE").map(({ path }) => path);
    const options = { ...provider.management, made };
    expect(await deleteDeployment("gpt-4o-ft", options)).toBe("Deployment gpt-4o-ft deleted. Its model stays.");
    expect(await deleteDeployment("gone", options)).toMatch(/^There was no deployment gone; nothing was deleted/);
    expect(deletions()).toEqual([`${PATH}/gpt-4o-ft`]);
    expect((await made.list(provider.url)).map(({ id }) => id)).toEqual(["another"]);
  });

  it("take their token from a credential of Entra", async () => {
    provider.answer = () => ({ json: { value: [] } });
    const credential = {
      getToken: async (scope: string | string[]) => ({ token: `for ${String(scope)}`, expiresOnTimestamp: 0 }),
    };
    const { token: _, ...management } = provider.management;
    expect((await listDeployments({ ...management, credential })).shape[0]).toBe(0);
    expect(provider.requests[0]!.headers.authorization).toBe("Bearer for https://management.azure.com/.default");
  });
});

describe("deleteEverything", () => {
  const clean = (options: Parameters<typeof deleteEverything>[0] = {}): ReturnType<typeof deleteEverything> =>
    deleteEverything({ client: provider.client(), made, sink: new FakeSink(), ...provider.management, ...options });

  beforeEach(async () => {
    const endpoint = provider.url;
    await made.add(
      { kind: "file", id: "file-1", endpoint },
      { kind: "job", id: "ftjob-1", endpoint },
      { kind: "model", id: MODEL, endpoint },
      { kind: "deployment", id: "gpt-4o-ft", endpoint },
      { kind: "file", id: "file-elsewhere", endpoint: "https://other.openai.azure.com" },
    );
  });

  it("deletes what was made, in the order that Azure accepts, and nothing of another provider", async () => {
    provider.answer = () => ({ json: { deleted: true } });
    const { things } = await clean();
    const changes = provider.requests.filter(({ method }) => method !== "GET");
    expect(changes.map(({ method, path }) => `${method} ${decodeURIComponent(path)}`)).toEqual([
      `DELETE ${PATH}/gpt-4o-ft`,
      `DELETE /openai/models/${MODEL}`,
      "DELETE /openai/files/file-1",
    ]);
    expect(things.map(({ deleted }) => deleted)).toEqual([true, true, true, false]);
    expect(await made.list(provider.url)).toEqual([]);
    expect(await made.list("https://other.openai.azure.com")).toHaveLength(1);
    expect(String(await clean())).toContain("nothing that is still there");
  });

  it("takes checkpoints along, asks before it cancels a running job, and leaves what others made", async () => {
    provider.answer = ({ method, path }) => {
      if (method !== "GET") return { json: {} };
      if (path.endsWith("/jobs/ftjob-1")) return { json: { id: "ftjob-1", status: "running" } };
      if (path.endsWith("/checkpoints")) return { json: { data: [{ fine_tuned_model_checkpoint: "m:ckpt-step-8" }] } };
      if (path.endsWith("/deployments")) return { json: { value: [{ name: "gpt-4o-ft" }, { name: "theirs" }] } };
      if (path.endsWith("/files")) return { json: { data: [{ id: "file-1" }, { id: "file-theirs" }] } };
      return { json: { data: [] } };
    };
    const changes = (): string[] =>
      provider.requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
    const nobody = new FakeSink();
    const kept = await clean({ sink: nobody });
    expect(kept.things.find(({ kind }) => kind === "job")!.result).toBe("stays: still running, and not cancelled");
    expect(nobody.text).toMatch(/Also at this endpoint, made elsewhere[^]*theirs[^]*file-theirs/);
    expect(changes().map(decodeURIComponent)).toContain("DELETE /openai/models/m:ckpt-step-8");
    expect(changes().join()).not.toMatch(/theirs|cancel/);
    const person = new FakeSink(["yes"]);
    await clean({ sink: person });
    expect(person.asked.map(({ prompt }) => prompt)).toEqual(["1 job is still running. Cancel it? Type yes: "]);
    expect(changes()).toContain("POST /openai/fine_tuning/jobs/ftjob-1/cancel");
    expect(await made.list(provider.url)).toEqual([]);
  });

  it("counts what is gone already as deleted, and keeps what cannot be deleted with the reason", async () => {
    provider.answer = ({ path }) =>
      path.includes("/files/")
        ? refusal(404, "notFound", "gone")
        : path.includes("/models/")
          ? refusal(409, "conflict", "still deployed")
          : { json: {} };
    const { things } = await clean();
    expect(things.find(({ kind }) => kind === "file")!.deleted).toBe(true);
    expect(things.find(({ kind }) => kind === "model")!.result).toContain("still deployed");
    expect((await made.list(provider.url)).map(({ id }) => id)).toEqual([MODEL]);
  });

  it("asks on a real provider, shows what forgetting costs, and does nothing without a yes", async () => {
    const client = provider.client();
    client.baseURL = "https://mine.openai.azure.com/openai";
    // Nothing is asked of that host: its lists are refused here.
    Object.assign(client, { fetch: () => Promise.resolve(new Response("{}", { status: 404 })) });
    const real = new MadeThings({ path: join(folder, "real.json") });
    await real.add({ kind: "deployment", id: "gpt-4o-ft", endpoint: client.baseURL });
    const sink = new FakeSink(["no"]);
    const { things } = await clean({ client, made: real, sink });
    expect(sink.asked[0]!.prompt).toContain("Type yes");
    expect(sink.text).toContain("1,241 $");
    expect(things).toEqual([{ kind: "deployment", id: "gpt-4o-ft", deleted: false, result: "stays" }]);
    await expect(clean({ client, made: real, sink: new FakeSink() })).rejects.toMatchObject({ code: "not_confirmed" });
    expect(provider.requests.filter(({ method }) => method !== "GET")).toEqual([]);
    provider.answer = () => ({ json: {} });
    await clean({ client, made: real, sink: new FakeSink(["sim"]) });
    expect(provider.calls("DELETE", /gpt-4o-ft/)).toHaveLength(1);
  });
});
