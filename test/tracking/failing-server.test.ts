import { createServer, type Server } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMlflow } from "../../src/mlflow/index.js";
import { LocalCopyTracker } from "../../src/tracking/local-copy-tracker.js";
import { LocalTracker, RestTracker, trackerFromEnvironment } from "../../src/tracking/index.js";

let folder: string;
let server: Server;
let url: string;
/** What the server does with a request; `undefined` for no answer at all. */
let answer: (
  path: string,
  method: string,
) => { status: number; body?: unknown; headers?: Record<string, string> } | undefined;
let seen: { path: string; authorization: string | undefined }[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-failing-"));
  seen = [];
  server = createServer((request, response) => {
    seen.push({ path: request.url ?? "", authorization: request.headers.authorization });
    request.resume();
    const reply = answer(request.url ?? "", request.method ?? "GET");
    if (reply === undefined) return;
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    response.end(JSON.stringify(reply.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const said: string[] = [];
const open = (uri = url, timeoutSeconds = 20) => {
  said.length = 0;
  return createMlflow({
    env: { MLFLOW_TRACKING_URI: uri },
    localFolder: join(folder, "mlruns"),
    say: (line) => said.push(line),
    timeoutSeconds,
    retries: 0,
  });
};

const evaluateOnce = async (mlflow: ReturnType<typeof open>) =>
  mlflow.startRun({ runName: "precious", experimentName: "exp" }, () =>
    mlflow.evaluate({ data: [{ answer: "Yes" }], predictions: "answer", modelType: "text" }),
  );

describe("a run on a server whose local copy fails", () => {
  it.each<[string, "createRun" | "logBatch" | "logArtifact", number, RegExp]>([
    ["when it is made", "createRun", 0, /^The run has no copy in .*: no space left$/],
    ["at a batch", "logBatch", 1, /^The copy in .* cannot be written, the server's run goes on: no space left$/],
    ["at a file", "logArtifact", 0, /^The copy in .* cannot be written, the server's run goes on: no space left$/],
  ])("goes on at the server %s", async (_, method, good, line) => {
    const remote = new LocalTracker(join(folder, "remote"));
    const local = new LocalTracker(join(folder, "local"));
    const write = local[method].bind(local) as (...given: unknown[]) => Promise<unknown>;
    let calls = 0;
    Object.assign(local, {
      [method]: (...given: unknown[]) =>
        calls++ < good ? write(...given) : Promise.reject(new Error("no space left")),
    });
    const lines: string[] = [];
    const tracker = new LocalCopyTracker(remote, local, (text) => lines.push(text));
    const experimentId = await tracker.createExperiment("exp");
    const { info } = await tracker.createRun({ experimentId, runName: "precious", startTime: 1 });
    await tracker.logBatch(info.runId, { params: { a: "1" } });
    await tracker.logArtifact(info.runId, "a.txt", "text");
    await tracker.logBatch(info.runId, { params: { b: "2" } });
    await tracker.updateRun(info.runId, { status: "FINISHED", endTime: 2 });
    const kept = await remote.getRun(info.runId);
    expect([kept.params, kept.info.status]).toEqual([{ a: "1", b: "2" }, "FINISHED"]);
    expect(Buffer.from(await remote.readArtifact(info.runId, "a.txt")).toString()).toBe("text");
    expect(lines).toEqual([expect.stringMatching(line)]);
  });
});

describe("an evaluation with a server that fails", () => {
  it.each([
    [
      "401",
      () => ({ status: 401, body: { error_code: "UNAUTHENTICATED", message: "no" } }),
      "refused access (401: no)",
    ],
    ["403", () => ({ status: 403 }), "refused access (403)"],
    ["404", () => ({ status: 404 }), "answered 404"],
    ["429", () => ({ status: 429 }), "is busy (429)"],
    ["500", () => ({ status: 500, body: { message: "database is gone" } }), "is failing (500: database is gone)"],
    ["nothing in time", () => undefined, "gave no answer in 0.3 s"],
    ["a page instead of JSON", () => ({ status: 200, body: "<html>" }), "where JSON was expected"],
    ["JSON of another kind", () => ({ status: 200, body: {} }), "The run is kept in"],
  ])("is kept in the local store when it answers %s, with one line", async (_, reply, message) => {
    answer = reply;
    const mlflow = open(url, message.includes("0.3 s") ? 0.3 : 20);
    const result = await evaluateOnce(mlflow);
    expect(result.metrics["ari_grade_level/v1/mean"]).toBeCloseTo(-6.8, 9);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(message);
    expect(said[0]).toContain("mlflow.push(runId) sends it");
    const local = new LocalTracker(join(folder, "mlruns"));
    const run = await local.getRun(await local.findCopy(result.runId!));
    expect(run.info).toMatchObject({ runName: "precious", status: "FINISHED" });
    expect(run.metrics).toEqual(result.metrics);
    expect(run.tags["tunelab.pendingFor"]).toBe(url);
    const table = await local.readArtifact(run.info.runId, "eval_results_table.json");
    expect(Buffer.from(table).toString()).toContain('"data":[["Yes",1,-3.4,-6.8]]');
  });

  it("is kept when there is no server at all, and push says so too until there is one", async () => {
    answer = () => ({ status: 500 });
    const mlflow = open("http://127.0.0.1:9");
    const result = await evaluateOnce(mlflow);
    expect(said).toEqual([expect.stringMatching(/cannot be reached .* The run is kept in .*mlruns/)]);
    await expect(mlflow.push(result)).rejects.toMatchObject({ code: "tracker_unavailable" });
  });

  it("is kept when the server dies in the middle", async () => {
    let requests = 0;
    const run = {
      info: {
        run_id: "a".repeat(32),
        run_name: "precious",
        experiment_id: "7",
        status: "RUNNING",
        artifact_uri: "mlflow-artifacts:/7/a/artifacts",
      },
    };
    answer = (path) => {
      requests += 1;
      if (requests > 4) return { status: 503 };
      if (path.includes("experiments/get-by-name"))
        return { status: 200, body: { experiment: { experiment_id: "7", name: "exp" } } };
      return { status: 200, body: { run } };
    };
    const mlflow = open();
    const result = await evaluateOnce(mlflow);
    expect(result.runId).toBe("a".repeat(32));
    const local = new LocalTracker(join(folder, "mlruns"));
    const kept = await local.getRun(await local.findCopy(result.runId!));
    expect(kept.metrics).toEqual(result.metrics);
    expect(kept.info.status).toBe("FINISHED");
    expect(await local.experimentName(kept.info.experimentId)).toBe("exp");
  });
});

describe("requests to a server", () => {
  it("are tried again after 503, as long as Retry-After asks", async () => {
    let requests = 0;
    answer = () =>
      ++requests === 1 ? { status: 503, headers: { "retry-after": "3" } } : { status: 200, body: { runs: [] } };
    const slept: number[] = [];
    const tracker = new RestTracker(
      { url, credentialsHint: "" },
      { sleep: async (seconds) => void slept.push(seconds) },
    );
    expect(await tracker.searchRuns({ experimentIds: ["0"] })).toEqual([]);
    expect(slept).toEqual([3]);
  });

  it.each([
    [{ MLFLOW_TRACKING_TOKEN: "t0k" }, "", "Bearer t0k"],
    [
      { MLFLOW_TRACKING_USERNAME: "ana", MLFLOW_TRACKING_PASSWORD: "pässword" },
      "",
      `Basic ${Buffer.from("ana:pässword").toString("base64")}`,
    ],
    [{}, "ana:s%40crt@", `Basic ${Buffer.from("ana:s@crt").toString("base64")}`],
    // As MLflow 3.17.2 does: what the address has, then user and password, then the token.
    [{ MLFLOW_TRACKING_TOKEN: "t0k" }, "u:p@", `Basic ${Buffer.from("u:p").toString("base64")}`],
    [
      { MLFLOW_TRACKING_USERNAME: "ana", MLFLOW_TRACKING_PASSWORD: "pw", MLFLOW_TRACKING_TOKEN: "t0k" },
      "",
      `Basic ${Buffer.from("ana:pw").toString("base64")}`,
    ],
    [
      { MLFLOW_TRACKING_USERNAME: "ana", MLFLOW_TRACKING_PASSWORD: "pw" },
      "u:p@",
      `Basic ${Buffer.from("u:p").toString("base64")}`,
    ],
    [{ MLFLOW_TRACKING_USERNAME: "ana" }, "", undefined],
    [{ MLFLOW_TRACKING_PASSWORD: "pw" }, "u@", undefined],
    [{ MLFLOW_TRACKING_URI: "http://127.0.0.1:1", MLFLOW_TRACKING_TOKEN: "of-another" }, "", undefined],
    [{ MLFLOW_TRACKING_URI: "mlruns", MLFLOW_TRACKING_TOKEN: "t0k" }, "", "Bearer t0k"],
    [{}, "", undefined],
  ])("are signed as %j asks", async (env, userInfo, authorization) => {
    answer = () => ({ status: 200, body: {} });
    const tracker = trackerFromEnvironment(url.replace("http://", `http://${userInfo}`), { env, home: folder });
    await tracker.searchRuns({ experimentIds: ["0"] });
    expect(seen[0]!.authorization).toBe(authorization);
    expect(tracker.uri).toBe(url);
  });

  it("go to a Databricks workspace by its host and token", async () => {
    answer = () => ({ status: 200, body: {} });
    const env = { MLFLOW_TRACKING_URI: "databricks", DATABRICKS_HOST: url, DATABRICKS_TOKEN: "dapi1" };
    await trackerFromEnvironment(undefined, { env, home: folder }).searchRuns({ experimentIds: ["0"] });
    expect(seen[0]).toEqual({ path: "/api/2.0/mlflow/runs/search", authorization: "Bearer dapi1" });
    expect(() => trackerFromEnvironment("databricks", { env: {}, home: folder })).toThrow("DATABRICKS_HOST is not set");
  });

  it("go to no workspace unencrypted", () => {
    const env = { DATABRICKS_HOST: "http://adb-1.azuredatabricks.net", DATABRICKS_TOKEN: "dapi1" };
    expect(() => trackerFromEnvironment("databricks", { env, home: folder })).toThrow(
      expect.objectContaining({ code: "invalid_setting" }),
    );
  });

  it("keep the token of ~/.databrickscfg for the host that stands beside it", async () => {
    await writeFile(join(folder, ".databrickscfg"), `[DEFAULT]\nhost = ${url}\ntoken = dapi-file\n`);
    const half = { DATABRICKS_HOST: "https://other.example" };
    expect(() => trackerFromEnvironment("databricks", { env: half, home: folder })).toThrow(
      "DATABRICKS_TOKEN is not set",
    );
    expect(() => trackerFromEnvironment("databricks", { env: { DATABRICKS_TOKEN: "dapi1" }, home: folder })).toThrow(
      "DATABRICKS_HOST is not set",
    );
    answer = () => ({ status: 200, body: {} });
    const unset = { DATABRICKS_HOST: "", DATABRICKS_TOKEN: "" };
    await trackerFromEnvironment("databricks", { env: unset, home: folder }).searchRuns({ experimentIds: ["0"] });
    expect(seen[0]!.authorization).toBe("Bearer dapi-file");
    await rm(join(folder, ".databrickscfg"));
  });

  it("write a workspace's artifacts to the signed address, without our token", async () => {
    const asked: string[] = [];
    answer = (path, method) => {
      asked.push(`${method} ${path}`);
      if (path.endsWith("credentials-for-write")) {
        return {
          status: 200,
          body: { credential_infos: [{ signed_uri: `${url}/blob?sig=1`, type: "AZURE_SAS_URI" }] },
        };
      }
      if (path.startsWith("/blob")) return { status: 201 };
      return {
        status: 200,
        body: { run: { info: { run_id: "r", experiment_id: "1", status: "RUNNING", artifact_uri: "dbfs:/x" } } },
      };
    };
    const env = { DATABRICKS_HOST: url, DATABRICKS_TOKEN: "dapi1" };
    await trackerFromEnvironment("databricks", { env, home: folder }).logArtifact("r", "table.json", "{}");
    expect(asked.at(-1)).toBe("PUT /blob?sig=1");
    expect(seen.at(-1)!.authorization).toBeUndefined();
  });

  it("are not made for addresses that are no tracking URI, and the password is not shown", () => {
    expect(() => trackerFromEnvironment("postgresql://ana:secret@host/db", { env: {} })).toThrow(
      "The tracking URI postgresql://***@host/db is of a kind that is not supported.",
    );
    expect(trackerFromEnvironment("file:runs", { env: {} })).toBeInstanceOf(LocalTracker);
  });
});
