import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI, { toFile } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jupyterEnvironment, jupyterPaths } from "../../src/cli/jupyter/jupyter-paths.js";
import { readServiceAddress } from "../../src/core/index.js";
import { makeLabFolder } from "../support/lab-folder.js";
import { writeTinyChatModel } from "../support/tiny-chat-model.js";
import { canTrace, spawnTraced } from "../support/traced-process.js";
import { endTraced, ownHome } from "./own-home.js";

const PROJECT = join(import.meta.dirname, "../..");
const MAIN = join(PROJECT, "dist/cli/main.js");
const PATIENCE = { timeout: 240_000 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-offline-"));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

it("the training leaves nothing in the home and the temporary folder", PATIENCE, async () => {
  const { env, left } = await ownHome(folder, "measure");
  const script = `const { measureSpeed } = await import("./dist/training/index.js"); console.log(await measureSpeed({ threads: 1 }));`;
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: PROJECT, env });
  expect(Number(run.stdout.toString())).toBeGreaterThan(0);
  expect(await left()).toEqual([]);
});

describe.skipIf(!canTrace)("connects to nothing but this machine:", () => {
  it("the watch itself sees a connection and a question to a name server", async () => {
    const script = `
      const socket = require("node:dgram").createSocket("udp4");
      require("node:net").connect(9, "192.0.2.1").on("error", () => undefined);
      require("node:dns").lookup("name.invalid", () => undefined);
      setTimeout(() => process.exit(), 200);`;
    // In a namespace without a network, so that the watched packets go nowhere.
    const log = join(folder, "self.trace");
    const traced = spawnTraced(log, "unshare", ["-rn", process.execPath, "-e", script]);
    await once(traced.child, "exit");
    expect(traced.foreignAddresses()).toContain("192.0.2.1 9");
    expect(traced.foreignAddresses().some((address) => address.endsWith(" 53"))).toBe(true);
  });

  it("npx, which leaves a link to the clone in npm's cache and nothing else", PATIENCE, async () => {
    const { env, left } = await ownHome(folder, "npx");
    const traced = spawnTraced(join(folder, "npx.trace"), "npx", ["tunelab", "--help"], {
      cwd: PROJECT,
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    traced.child.stdout!.on("data", (chunk: Buffer) => (said += String(chunk)));
    expect(await once(traced.child, "close")).toEqual([0, null]);
    expect(said).toContain("run the embedded service");
    expect(traced.foreignAddresses()).toEqual([]);
    const link = /\.npm\/_npx\/\w+\/(?:package\.json|package-lock\.json|node_modules\/\.package-lock\.json)$/;
    expect((await left()).filter((path) => !link.test(path))).toEqual([]);
  });

  it("the service with a chat and a training", PATIENCE, async () => {
    const { env, left } = await ownHome(folder, "service");
    const dataDirectory = join(folder, "data");
    const model = writeTinyChatModel(folder);
    const args = [MAIN, "serve", "--data-dir", dataDirectory, "--model", model];
    const traced = spawnTraced(join(folder, "service.trace"), process.execPath, args, { env, stdio: "ignore" });
    try {
      await expect.poll(() => readServiceAddress(dataDirectory), { timeout: 60_000 }).toBeDefined();
      const { url, apiKey } = (await readServiceAddress(dataDirectory))!;
      const client = new OpenAI({ baseURL: `${url}/openai/v1`, apiKey, maxRetries: 0 });
      const messages = [{ role: "user" as const, content: "Hi" }];
      await client.chat.completions.create({ model: "gpt-4o", messages, max_tokens: 2 });
      const line = JSON.stringify({ messages: [...messages, { role: "assistant", content: "Hello" }] });
      const file = await client.files.create({
        file: await toFile(Buffer.from(`${line}\n`.repeat(10)), "train.jsonl"),
        purpose: "fine-tune",
      });
      const { id } = await client.fineTuning.jobs.create({ model: "gpt-4o", training_file: file.id });
      const status = async (): Promise<string> => (await client.fineTuning.jobs.retrieve(id)).status;
      await expect.poll(status, { timeout: 180_000, interval: 500 }).toBe("succeeded");
    } finally {
      await endTraced(traced);
    }
    expect(traced.foreignAddresses()).toEqual([]);
    expect(await left()).toEqual([]);
  });

  it.skipIf(!existsSync(jupyterPaths().python))("a notebook with a table, SQL and a figure", PATIENCE, async () => {
    const lab = await makeLabFolder();
    const { env, left } = await ownHome(folder, "notebook");
    try {
      const source = `import { toDataFrame } from "tunelab";\ntoDataFrame([{ a: 1 }]).describe();`;
      const cells = [source, "%%sql\nselect 1 as one"].map((text, at) => ({
        cell_type: "code",
        id: `cell-${at}`,
        metadata: {},
        outputs: [],
        execution_count: null,
        source: text,
      }));
      const notebook = join(lab.notebooks, "watched.ipynb");
      const kernelspec = { name: "tunelab", display_name: "TypeScript (tunelab)", language: "typescript" };
      await writeFile(notebook, JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
      const paths = jupyterPaths();
      const args = ["-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", notebook];
      const traced = spawnTraced(join(folder, "notebook.trace"), paths.python, args, {
        env: jupyterEnvironment(paths, { ...env, ...lab.environment, HOME: env["HOME"], TMPDIR: env["TMPDIR"] }),
        stdio: "ignore",
      });
      expect(await once(traced.child, "exit")).toEqual([0, null]);
      expect(await readFile(notebook, "utf8")).toContain("execute_result");
      expect(traced.foreignAddresses()).toEqual([]);
      expect(await left()).toEqual([]);
    } finally {
      await lab.remove();
    }
  });
});
