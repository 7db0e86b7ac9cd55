import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect, ensureEmbeddedService, reviveEmbedded } from "../../src/client/index.js";
import { watchJob } from "../../src/finetune/index.js";
import { FakeSink } from "../client/fake-sink.js";

/** A service whose first life leaves the job running, and whose second one has finished it; the port differs. */
const SERVICE = `
import { createServer } from "node:http";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
const directory = process.argv[process.argv.indexOf("--data-dir") + 1];
const mark = join(directory, "lived-before");
const again = existsSync(mark);
writeFileSync(mark, "");
const job = { object: "fine_tuning.job", id: "ftjob-1", model: "m", training_file: "f", hyperparameters: {},
  status: again ? "succeeded" : "running", fine_tuned_model: again ? "m.ft-1" : null };
const server = createServer((request, response) => {
  const body = request.url.startsWith("/health") ? { status: "ok", model: "fake" }
    : request.url.includes("/events") ? { object: "list", data: [], has_more: false } : job;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
});
server.listen(0, "127.0.0.1", () => {
  writeFileSync(join(directory, "service.json"), JSON.stringify({ url: "http://127.0.0.1:" + server.address().port,
    pid: process.pid, apiKey: "k", managementToken: "t", version: "0", startedAt: new Date().toISOString() }));
});
`;

let folder: string;
let cliPath: string;
const saved = { ...process.env };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-restart-"));
  cliPath = join(folder, "service.mjs");
  await writeFile(cliPath, SERVICE);
});
afterEach(async () => {
  for (const name of Object.keys(process.env)) if (!(name in saved)) delete process.env[name];
  await rm(folder, { recursive: true, force: true });
});

describe("a service that is killed in the middle of a training", () => {
  it("is found again on its new port, and the watch carries on to the end", async () => {
    const dataDirectory = join(folder, "data");
    const { client, service } = await connect({ envFiles: [], embedded: { dataDirectory, cliPath } });
    const watching = watchJob(client, "ftjob-1", {
      intervalMs: 20,
      maxIntervalMs: 20,
      sink: new FakeSink(),
      revive: (dead) => reviveEmbedded(dead, { cliPath }),
    });
    await sleep(200);
    process.kill(service!.pid, "SIGKILL");
    const watched = await watching;
    const second = await ensureEmbeddedService({ dataDirectory, cliPath });
    try {
      expect(second.started).toBe(false);
      expect(second.url).not.toBe(service!.url);
      expect(watched.fineTunedModel).toBe("m.ft-1");
      expect(new URL(client.baseURL).origin).toBe(second.url);
      expect(process.env["AZURE_OPENAI_ENDPOINT"]).toBe(second.url);
    } finally {
      process.kill(second.pid);
    }
  });

  it("is started again by whoever needs it, and only for its own client", async () => {
    const dataDirectory = join(folder, "data");
    const { client, service } = await connect({ envFiles: [], embedded: { dataDirectory, cliPath } });
    process.kill(service!.pid, "SIGKILL");
    await sleep(100);
    expect(await reviveEmbedded({ baseURL: "https://mine.openai.azure.com/openai" }, { cliPath })).toBe(false);
    expect(await reviveEmbedded(client, { cliPath })).toBe(true);
    const job = await client.fineTuning.jobs.retrieve("ftjob-1");
    const { pid } = await ensureEmbeddedService({ dataDirectory, cliPath });
    process.kill(pid);
    expect(job.status).toBe("succeeded");
  });
});

describe("a service that was started before the project was built anew", () => {
  it("is ended and started again by the next who needs it, and one of the same build is not", async () => {
    const dataDirectory = join(folder, "data");
    const built = join(folder, "dist", ".tsbuildinfo");
    const cli = join(folder, "dist", "cli", "main.mjs");
    await mkdir(join(folder, "dist", "cli"), { recursive: true });
    await writeFile(cli, SERVICE);
    await writeFile(built, "{}");
    const first = await ensureEmbeddedService({ dataDirectory, cliPath: cli });
    const same = await ensureEmbeddedService({ dataDirectory, cliPath: cli });
    expect(same).toMatchObject({ pid: first.pid, started: false });
    const later = new Date(Date.now() + 500);
    await utimes(built, later, later);
    await sleep(600);
    const second = await ensureEmbeddedService({ dataDirectory, cliPath: cli });
    try {
      expect(second.started).toBe(true);
      expect(second.pid).not.toBe(first.pid);
      expect(() => process.kill(first.pid, 0)).toThrow("ESRCH");
    } finally {
      process.kill(second.pid);
    }
  });
});
