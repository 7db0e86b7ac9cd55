import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import OpenAI, { toFile } from "openai";
import { readServiceAddress, seededRandom } from "../../src/core/index.js";

const ROOT = resolve(import.meta.dirname, "../..");
/** About what a start takes, on a busy machine. */
const START_MS = 2_500;
const PROBE = "ftjob-of-the-whole-run";

/** What the client was told, and must find again after a kill. */
interface Acknowledged {
  /** File id to SHA-256. */
  readonly files: Map<string, string>;
  /** Ids whose deletion was sent and may or may not have happened. */
  readonly deleting: Set<string>;
  readonly deleted: Set<string>;
  /** Deployment name to its capacity; `null` after a deletion. */
  readonly deployments: Map<string, number | null>;
  readonly uncertainDeployments: Set<string>;
  /** Job id to the most events seen. */
  readonly jobs: Map<string, number>;
  readonly cancelled: Set<string>;
}

/** Options of {@link surviveKills}. */
export interface CrashOptions {
  readonly dataDirectory: string;
  /** GGUF file that answers and is tuned. */
  readonly modelPath: string;
  readonly kills: number;
  readonly seed: number;
  /** Longest time that a service lives before it is killed, in milliseconds. */
  readonly maxLifeMs: number;
  readonly log?: (line: string) => void;
}

/** How a run went; problems are empty when nothing was lost. */
export interface CrashReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly problems: readonly string[];
  /** Jobs that succeeded although the service was killed again and again. */
  readonly finishedJobs: number;
  /** How the last job ended. */
  readonly jobStatus: string;
}

/**
 * Starts the built service again and again on one data directory, works with it, kills it with SIGKILL at a random
 * moment, and checks after each start that everything that was acknowledged is there.
 */
export async function surviveKills(options: CrashOptions): Promise<CrashReport> {
  const random = seededRandom(options.seed);
  const known: Acknowledged = {
    files: new Map(),
    deleting: new Set(),
    deleted: new Set(),
    deployments: new Map(),
    uncertainDeployments: new Set(),
    jobs: new Map(),
    cancelled: new Set(),
  };
  const problems: string[] = [];
  let acknowledged = 0;
  let mainJob: string | undefined;
  let finished = 0;
  for (let kill = 0; kill < options.kills; kill++) {
    // Every second kill hits a start, while it repairs what the last kill left.
    if (kill % 2 === 1) {
      await killWhileStarting(options, random() * START_MS);
      continue;
    }
    const { child, client, url, token } = await startService(options);
    problems.push(
      ...(await verify(options.dataDirectory, client, url, token, known)).map((text) => `after kill ${kill}: ${text}`),
    );
    if (mainJob === undefined || (await client.fineTuning.jobs.retrieve(mainJob)).status === "succeeded") {
      if (mainJob !== undefined) finished++;
      mainJob = await createJob(client, known, { suffix: "whole-run", metadata: { name: PROBE } });
    }
    const until = performance.now() + random() * options.maxLifeMs;
    const clients = Array.from({ length: 3 }, async () => {
      while (performance.now() < until) {
        try {
          await act(client, url, token, known, random, mainJob!);
          acknowledged++;
        } catch (error) {
          // A refused connection: the service is dead already. Anything with a status is a fault.
          if (error instanceof OpenAI.APIError && error.status !== undefined) {
            problems.push(`${error.status} ${error.message}`);
          }
          return;
        }
      }
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), Math.max(1, until - performance.now() - random() * 30));
    await Promise.all(clients);
    child.kill("SIGKILL");
    clearTimeout(timer);
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    if (kill % 20 === 18)
      options.log?.(`${kill + 1} kills, ${acknowledged} acknowledged requests, ${problems.length} problems`);
  }
  const { child, client, url, token } = await startService(options);
  problems.push(...(await verify(options.dataDirectory, client, url, token, known)));
  const jobStatus = await waitForEnd(client, mainJob!);
  child.kill("SIGTERM");
  await once(child, "exit");
  if ((await readServiceAddress(options.dataDirectory)) !== undefined)
    problems.push("the address file was left behind");
  return { kills: options.kills, acknowledged, problems, finishedJobs: finished, jobStatus };
}

function spawnService({ dataDirectory, modelPath }: CrashOptions) {
  return spawn(
    process.execPath,
    [join(ROOT, "dist/cli/main.js"), "serve", "--data-dir", dataDirectory, "--model", modelPath, "--print-env"],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TUNELAB_LOG_LEVEL: "error" } },
  );
}

async function killWhileStarting(options: CrashOptions, afterMs: number): Promise<void> {
  const child = spawnService(options);
  const exit = once(child, "exit");
  setTimeout(() => child.kill("SIGKILL"), afterMs);
  await exit;
}

async function startService(
  options: CrashOptions,
): Promise<{ child: ChildProcess; client: OpenAI; url: string; token: string }> {
  const child = spawnService(options);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const deadline = performance.now() + 60_000;
  while (!output.includes("TUNELAB_BASE_MODEL=")) {
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`The service did not start: ${output}`);
    await new Promise((wait) => setTimeout(wait, 20));
  }
  const variable = (name: string): string => new RegExp(`^${name}=(.*)$`, "m").exec(output)![1]!;
  const url = variable("AZURE_OPENAI_ENDPOINT");
  const client = new OpenAI({
    baseURL: `${url}/openai/v1`,
    apiKey: variable("AZURE_OPENAI_API_KEY"),
    maxRetries: 0,
    timeout: 30_000,
  });
  return { child, client, url, token: variable("TEMP_AUTH_TOKEN") };
}

async function act(
  client: OpenAI,
  url: string,
  token: string,
  known: Acknowledged,
  random: () => number,
  mainJob: string,
): Promise<void> {
  const dice = random();
  if (dice < 0.4) {
    const content = Buffer.from(JSON.stringify({ text: "x".repeat(Math.floor(random() * 200_000)), salt: random() }));
    const file = await client.files.create({ file: await toFile(content, "data.json"), purpose: "evals" });
    known.files.set(file.id, createHash("sha256").update(content).digest("hex"));
  } else if (dice < 0.55) {
    const candidates = [...known.files.keys()].filter((id) => !known.deleting.has(id));
    const id = candidates[Math.floor(random() * candidates.length)];
    if (id === undefined) return;
    known.deleting.add(id);
    await client.files.delete(id);
    known.deleted.add(id);
    known.files.delete(id);
  } else if (dice < 0.8) {
    const name = `crash-${Math.floor(random() * 5)}`;
    if (known.uncertainDeployments.has(name)) return;
    known.uncertainDeployments.add(name);
    const capacity = random() < 0.3 ? null : 1 + Math.floor(random() * 50);
    await manage(url, token, name, capacity);
    known.deployments.set(name, capacity);
    known.uncertainDeployments.delete(name);
  } else if (dice < 0.85) {
    const jobId = await createJob(client, known, {});
    await client.fineTuning.jobs.cancel(jobId);
    known.cancelled.add(jobId);
  } else {
    const events = await client.fineTuning.jobs.listEvents(mainJob, { limit: 1000 });
    known.jobs.set(mainJob, Math.max(known.jobs.get(mainJob) ?? 0, events.data.length));
  }
}

async function createJob(
  client: OpenAI,
  known: Acknowledged,
  more: { readonly suffix?: string; readonly metadata?: Record<string, string> },
): Promise<string> {
  const line = (index: number): string =>
    JSON.stringify({
      messages: [
        { role: "user", content: `Number ${index}?` },
        { role: "assistant", content: `Oh, ${index}.` },
      ],
    });
  const content = Buffer.from(Array.from({ length: 10 }, (_, index) => line(index)).join("\n"));
  const file = await client.files.create({ file: await toFile(content, "train.jsonl"), purpose: "fine-tune" });
  known.files.set(file.id, createHash("sha256").update(content).digest("hex"));
  const job = await client.fineTuning.jobs.create({
    model: "gpt-4o-mini",
    training_file: file.id,
    seed: 1,
    hyperparameters: { n_epochs: 30 },
    ...more,
  });
  known.jobs.set(job.id, 0);
  return job.id;
}

async function manage(url: string, token: string, name: string, capacity: number | null): Promise<Response> {
  const path = `${url}/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/tunelab/providers/Microsoft.CognitiveServices/accounts/tunelab/deployments/${name}?api-version=2023-05-01`;
  const response = await fetch(path, {
    method: capacity === null ? "DELETE" : "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(capacity === null
      ? {}
      : {
          body: JSON.stringify({
            sku: { name: "standard", capacity },
            properties: { model: { format: "OpenAI", name: "gpt-4o", version: "1" } },
          }),
        }),
  });
  if (!response.ok) throw new Error(`PUT answered ${response.status}`);
  return response;
}

async function verify(
  dataDirectory: string,
  client: OpenAI,
  url: string,
  token: string,
  known: Acknowledged,
): Promise<string[]> {
  const problems: string[] = [];
  const listed = new Map((await client.files.list({ limit: 10_000 })).data.map((file) => [file.id, file]));
  for (const [id, sha256] of known.files) {
    if (!listed.has(id)) {
      if (!known.deleting.has(id)) problems.push(`file ${id} is gone`);
      known.files.delete(id);
      continue;
    }
    const content = Buffer.from(await (await client.files.content(id)).arrayBuffer());
    if (createHash("sha256").update(content).digest("hex") !== sha256) problems.push(`file ${id} has other content`);
  }
  known.deleting.clear();
  for (const id of known.deleted) if (listed.has(id)) problems.push(`file ${id} is back`);
  problems.push(...(await compareContents(dataDirectory, client)));
  const path = `${url}/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/tunelab/providers/Microsoft.CognitiveServices/accounts/tunelab/deployments?api-version=2023-05-01`;
  const response = await fetch(path, { headers: { authorization: `Bearer ${token}` } });
  const { value } = (await response.json()) as { value: { name: string; sku: { capacity: number } }[] };
  const capacities = new Map(value.map(({ name, sku }) => [name, sku.capacity]));
  for (const [name, capacity] of known.deployments) {
    if (known.uncertainDeployments.has(name)) known.deployments.delete(name);
    else if ((capacities.get(name) ?? null) !== capacity)
      problems.push(`deployment ${name} is ${capacities.get(name)} and not ${capacity}`);
  }
  known.uncertainDeployments.clear();
  for (const [id, seen] of known.jobs) {
    const job = await client.fineTuning.jobs.retrieve(id).catch(() => undefined);
    if (job === undefined) {
      problems.push(`job ${id} is gone`);
      continue;
    }
    if (known.cancelled.has(id) && job.status !== "cancelled")
      problems.push(`job ${id} is ${job.status} and not cancelled`);
    if (job.status === "failed") problems.push(`job ${id} failed: ${job.error?.message}`);
    if (seen > 0) {
      const events = await client.fineTuning.jobs.listEvents(id, { limit: 1000 });
      if (events.data.length < seen) problems.push(`job ${id} has ${events.data.length} events of ${seen}`);
    }
  }
  return problems;
}

/**
 * Compares the folder of contents with the records. A job that goes on meanwhile puts its results there just before it
 * records them, so a difference counts only when it stays.
 */
async function compareContents(dataDirectory: string, client: OpenAI): Promise<string[]> {
  let differences: string[] = [];
  for (let attempt = 0; attempt < 20; attempt++) {
    const onDisk = await readdir(join(dataDirectory, "files"));
    const listed = (await client.files.list({ limit: 10_000 })).data.map((file) => file.id);
    differences = [
      ...onDisk.filter((name) => !listed.includes(name)).map((name) => `${name} has content but no record`),
      ...listed.filter((name) => !onDisk.includes(name)).map((name) => `${name} has a record but no content`),
    ];
    if (differences.length === 0) break;
    await new Promise((wait) => setTimeout(wait, 250));
  }
  return differences;
}

async function waitForEnd(client: OpenAI, jobId: string): Promise<string> {
  const deadline = performance.now() + 300_000;
  for (;;) {
    const { status } = await client.fineTuning.jobs.retrieve(jobId);
    if (["succeeded", "failed", "cancelled"].includes(status) || performance.now() > deadline) return status;
    await new Promise((wait) => setTimeout(wait, 250));
  }
}
