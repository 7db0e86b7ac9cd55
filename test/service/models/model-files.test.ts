import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalModel, modelIdOf } from "../../../src/service/inference/index.js";
import { listModelFiles, obtainModel, readModelFacts, toDownloadUrl } from "../../../src/service/models/model-files.js";
import { KNOWN_MODELS } from "../../../src/service/models/known-models.js";
import { readSavedSettings, saveSettings } from "../../../src/service/settings-file.js";
import { DEFAULT_MODEL_FILE, resolveSettings } from "../../../src/service/settings.js";
import type { JobRecord } from "../../../src/service/store/index.js";
import { writeTinyChatModel } from "../../support/tiny-chat-model.js";
import { startTestService } from "../helpers.js";

let folder: string;
let server: Server;
let address: string;
let tiny: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-models-"));
  tiny = Buffer.from("a file is a file: what it holds is looked at when it is used");
  server = createServer((request, response) => {
    response.setHeader("content-length", tiny.length);
    response.end(request.method === "HEAD" ? undefined : tiny);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

describe("the name of a model", () => {
  it.each([
    ["SmolLM2-135M-Instruct.Q4_1.gguf", "smollm2-135m-instruct"],
    ["qwen2.5-0.5b-instruct-q4_k_m.gguf", "qwen2.5-0.5b-instruct"],
    ["Model.F16.GGUF", "model"],
    ["é.gguf", "model"],
  ])("%s is answered as %s", (file, id) => {
    expect(modelIdOf(join("/models", file))).toBe(id);
  });

  it.each(KNOWN_MODELS.map(({ name, file }) => [name, file]))(
    "%s of the catalogue is that of its file",
    (name, file) => {
      expect(modelIdOf(file)).toBe(name);
    },
  );
});

describe("obtaining a model", () => {
  it("downloads it once, says how far it is, and finds it afterwards", async () => {
    const shares: number[] = [];
    const path = await obtainModel(`${address}/some-model.gguf`, { folder, onProgress: (share) => shares.push(share) });
    expect(new Uint8Array(await readFile(path))).toEqual(new Uint8Array(tiny));
    expect(listModelFiles(folder).some((name) => path.endsWith(name))).toBe(true);
    expect(await obtainModel(path, { folder })).toBe(path);
  });

  it("explains an unknown name, and an address that does not answer", async () => {
    await expect(obtainModel("gpt-9", { folder })).rejects.toMatchObject({ code: "unknown_model" });
    await expect(obtainModel("http://127.0.0.1:1/x.gguf", { folder, stallMs: 1500 })).rejects.toMatchObject({
      code: "download_failed",
    });
  });

  it("sends no token unencrypted, and shows no password of an address that does not answer", async () => {
    const environment = { HF_ENDPOINT: "http://mirror.example.com", HF_TOKEN: "hf_0123456789" };
    await expect(obtainModel("hf:a/b/c.gguf", { folder, environment })).rejects.toMatchObject({
      code: "invalid_setting",
    });
    await expect(obtainModel("http://ada:geheim42@127.0.0.1:1/x.gguf", { folder })).rejects.toMatchObject({
      message: expect.not.stringContaining("geheim42") as string,
    });
  });

  it("goes on with a download that broke off, from the byte where it stopped", async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    const ranges: (string | undefined)[] = [];
    let etag = '"one"';
    const flaky = createServer((request, response) => {
      ranges.push(request.headers.range);
      const from = request.headers["if-range"] === etag ? Number(/bytes=(\d+)-/.exec(request.headers.range!)![1]) : 0;
      response.writeHead(from > 0 ? 206 : 200, { etag, "content-length": content.length - from });
      // Every answer but the last breaks off after 100,000 bytes.
      if (content.length - from <= 100_000) response.end(content.subarray(from));
      else response.write(content.subarray(from, from + 100_000), () => setTimeout(() => response.destroy(), 50));
    });
    await new Promise<void>((resolve) => flaky.listen(0, "127.0.0.1", resolve));
    const environment = { HF_ENDPOINT: `http://127.0.0.1:${(flaky.address() as AddressInfo).port}/` };
    const obtain = (onProgress?: (share: number, total: number) => void) =>
      obtainModel("hf:someone/some-GGUF/broken-off.gguf", {
        folder,
        environment,
        ...(onProgress ? { onProgress } : {}),
      });
    try {
      await expect(obtain()).rejects.toMatchObject({ code: "download_failed" });
      expect(existsSync(join(folder, "broken-off.gguf"))).toBe(false);
      // Another version by now: from the start.
      etag = '"two"';
      await expect(obtain()).rejects.toMatchObject({ code: "download_failed" });
      await expect(obtain()).rejects.toMatchObject({ code: "download_failed" });
      const shares: number[] = [];
      const path = await obtain((share, total) => {
        shares.push(share);
        expect(total).toBe(300_000);
      });
      expect(ranges).toEqual([undefined, "bytes=100000-", "bytes=100000-", "bytes=200000-"]);
      expect(shares[0]).toBeGreaterThan(2 / 3);
      expect(shares.at(-1)).toBe(1);
      expect((await readFile(path)).equals(content)).toBe(true);
      expect((await readdir(folder)).filter((name) => /broken-off.*\.part/.test(name))).toEqual([]);
    } finally {
      flaky.close();
      flaky.closeAllConnections();
    }
    // Offline from now on.
    expect(await obtain()).toBe(join(folder, "broken-off.gguf"));
  });

  it("ends with a reason when the server stops sending, has no such file, or the person gives up", async () => {
    const silent = createServer((request, response) => {
      if (request.url === "/missing.gguf") response.writeHead(404).end();
      else response.writeHead(200, { "content-length": 100 }).write("some");
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const at = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    try {
      await expect(obtainModel(`${at}/slow.gguf`, { folder, stallMs: 300 })).rejects.toThrow("nothing arrived for 0 s");
      await expect(obtainModel(`${at}/missing.gguf`, { folder })).rejects.toThrow("the server answered 404 Not Found");
      const signal = AbortSignal.timeout(300);
      await expect(obtainModel(`${at}/slow.gguf`, { folder, signal })).rejects.toMatchObject({
        code: "download_failed",
      });
    } finally {
      silent.close();
      silent.closeAllConnections();
    }
  });

  it.each([
    ["hf:a/b/c-q4.gguf", "https://huggingface.co/a/b/resolve/main/c-q4.gguf"],
    ["hf:a/b/sub/c.gguf#v2", "https://huggingface.co/a/b/resolve/v2/sub/c.gguf"],
    ["https://example.com/m.gguf", "https://example.com/m.gguf"],
  ])("reads %s as %s", (uri, url) => {
    expect(toDownloadUrl(uri, {})).toBe(url);
  });

  it.each([
    "hf:a/b",
    "hf:a/b:Q4_K_M",
    "hf:a/b/readme.md",
    "https://example.com/model",
    "https://example.com/..%2Fx.gguf",
  ])("refuses %s, which names no GGUF file", async (uri) => {
    await expect(obtainModel(uri, { folder })).rejects.toMatchObject({ code: "unknown_model" });
  });

  it("refuses a file whose SHA-256 is not the catalogue's", async () => {
    const other = join(folder, "other");
    await mkdir(other);
    await writeFile(join(other, DEFAULT_MODEL_FILE), "not it");
    await expect(obtainModel("smollm2-135m-instruct", { folder: other })).rejects.toMatchObject({
      code: "wrong_checksum",
    });
  });
});

describe("a GGUF file", () => {
  it("says what it is without its weights being read", () => {
    expect(readModelFacts(`.tunelab/models/${DEFAULT_MODEL_FILE}`)).toMatchObject({
      id: "smollm2-135m-instruct",
      architecture: "llama",
      licence: "apache-2.0",
      contextTokens: 8192,
      hasChatTemplate: true,
      tunable: true,
    });
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["that is cut off", (bytes) => bytes.subarray(0, 1000)],
    [
      "with an impossible number of entries",
      (bytes) => {
        const harmful = Buffer.from(bytes.subarray(0, 2000));
        harmful.writeBigUInt64LE(2n ** 62n, 16);
        return harmful;
      },
    ],
    ["that is something else", () => Buffer.from("PK\u0003\u0004 not a model")],
  ])("%s is refused before it reaches native code", async (_name, spoil) => {
    const whole = await readFile(`.tunelab/models/${DEFAULT_MODEL_FILE}`);
    const path = join(folder, "spoiled.gguf");
    await writeFile(path, spoil(whole));
    await expect(LocalModel.load(path)).rejects.toMatchObject({ code: "invalid_gguf" });
  });
});

describe("settings", () => {
  it("saved in the file are kept together, and a file that is not understood is named", async () => {
    const path = join(folder, "settings.json");
    expect(readSavedSettings(path)).toEqual({});
    await saveSettings({ model: "a.gguf" }, path);
    await saveSettings({ port: 8080 }, path);
    expect(readSavedSettings(path)).toEqual({ model: "a.gguf", port: 8080 });
    await writeFile(path, "{");
    expect(() => readSavedSettings(path)).toThrowError(/are not understood/);
  });

  it("of a flag beat the environment", () => {
    const environment = { TUNELAB_PORT: "81", TUNELAB_MODEL: "/m.gguf" };
    expect(resolveSettings({ port: 82 }, environment)).toMatchObject({
      port: 82,
      modelPath: "/m.gguf",
      host: "127.0.0.1",
    });
    expect(() => resolveSettings({}, { TUNELAB_PORT: "eighty" })).toThrowError("TUNELAB_PORT must be a whole number");
    expect(resolveSettings({}, { TUNELAB_LOG_LEVEL: "" }).logLevel).toBe("info");
    expect(() => resolveSettings({}, { TUNELAB_LOG_LEVEL: "loud" })).toThrowError(
      'TUNELAB_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, got "loud".',
    );
  });
});

it("a model that was tuned from another one is not laid over this one", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "tunelab-mismatch-"));
  const { ServiceStore } = await import("../../../src/service/store/index.js");
  const store = await ServiceStore.open(dataDirectory);
  const model = {
    id: "other.ft-1",
    jobId: "ftjob-1",
    createdAt: 1,
    baseModel: "gpt-4o",
    localModel: "other",
    adapterFile: "jobs/ftjob-1/step-1.adapter.gguf",
  };
  await store.transaction((tx) => tx.put("models", model.id, model));
  await store.close();
  const test = await startTestService({ dataDirectory });
  await expect(
    test.openai.chat.completions.create({ model: "other.ft-1", messages: [{ role: "user", content: "Hi" }] }),
  ).rejects.toMatchObject({ status: 409, message: expect.stringContaining("was tuned from other") as string });
  // Deleted, it takes along what training would go on from, and nothing else.
  const job = join(dataDirectory, "jobs", "ftjob-1");
  await mkdir(job, { recursive: true });
  for (const name of ["step-1.adapter.gguf", "step-1.state.gguf", "step-2.state.gguf"])
    await writeFile(join(job, name), "");
  await test.openai.models.delete(model.id);
  expect(await readdir(job)).toEqual(["step-2.state.gguf"]);
  await test.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

it("a checkpoint stays while its job may go on from it", { timeout: 60_000 }, async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "tunelab-resume-"));
  const { ServiceStore } = await import("../../../src/service/store/index.js");
  const store = await ServiceStore.open(dataDirectory);
  const job = join(dataDirectory, "jobs", "ftjob-1");
  await mkdir(job, { recursive: true });
  await store.transaction((tx) => {
    const checkpoints = [1, 2].map((step) => ({ step, adapterFile: `step-${step}.adapter.gguf`, metrics: {} }));
    const record = {
      id: "ftjob-1",
      dialect: "openai",
      createdAt: 1,
      status: "paused",
      requested: {},
      method: "supervised",
      checkpoints,
      resultFiles: [],
      resume: { step: 2, stateFile: "step-2.state.gguf" },
    };
    tx.put("jobs", "ftjob-1", record as unknown as JobRecord);
    for (const { step, adapterFile } of checkpoints) {
      const id = `tiny.ft-1:ckpt-step-${step}`;
      const more = {
        createdAt: 1,
        baseModel: "gpt-4o",
        localModel: "tiny",
        adapterFile: `jobs/ftjob-1/${adapterFile}`,
      };
      tx.put("models", id, { id, jobId: "ftjob-1", ...more });
    }
  });
  const files = ["step-1.adapter.gguf", "step-1.state.gguf", "step-2.adapter.gguf", "step-2.state.gguf"];
  for (const name of files) await writeFile(join(job, name), "");
  await store.close();
  const test = await startTestService({ dataDirectory, modelPath: writeTinyChatModel(dataDirectory) });
  try {
    for (const step of [1, 2]) {
      await expect(test.openai.models.delete(`tiny.ft-1:ckpt-step-${step}`)).rejects.toMatchObject({
        status: 409,
        code: "model_in_use",
        message: expect.stringContaining(
          "is a checkpoint of job ftjob-1, which is paused and may still make",
        ) as string,
      });
    }
    expect((await readdir(job)).sort()).toEqual(files);

    await rm(join(job, "step-1.adapter.gguf"));
    await rm(join(job, "step-2.state.gguf"));
    await expect(test.openai.fineTuning.jobs.resume("ftjob-1")).rejects.toMatchObject({
      status: 409,
      code: "checkpoint_missing",
      message: expect.stringContaining(
        "of its checkpoints step-1.adapter.gguf, step-2.state.gguf are missing in jobs/ftjob-1 of the data directory",
      ) as string,
    });
    const azure = await test.request("/openai/fine_tuning/jobs/ftjob-1/resume?api-version=2024-10-21", {
      method: "POST",
    });
    expect([azure.status, await azure.json()]).toMatchObject([409, { error: { code: "conflict" } }]);
    expect((await test.openai.fineTuning.jobs.retrieve("ftjob-1")).status).toBe("paused");

    // Once the job has ended they go, with what training would have gone on from.
    await test.openai.fineTuning.jobs.cancel("ftjob-1");
    for (const step of [1, 2]) await test.openai.models.delete(`tiny.ft-1:ckpt-step-${step}`);
    expect(await readdir(job)).toEqual(["events.log"]);
  } finally {
    await test.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
});
