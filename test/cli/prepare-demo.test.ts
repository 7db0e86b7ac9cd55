import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareDemo } from "../../src/cli/demo/prepare-demo.js";

const PROJECT = resolve(import.meta.dirname, "../..");
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tunelab-demo-"));
  await symlink(join(PROJECT, "notebooks"), join(root, "notebooks"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("a demonstration", () => {
  it("begins with the notebook as its source makes it, its data, and empty folders", async () => {
    const home = join(root, ".tunelab", "demo", "02-fine-tune-databricks");
    await mkdir(join(home, "service", "jobs"), { recursive: true });
    await writeFile(join(home, "service", "jobs", "ftjob-1"), "of the last demonstration");
    const { notebook, environment } = await prepareDemo(root, "02", "fr");
    expect(notebook).toBe(".tunelab/demo/02-fine-tune-databricks/fr/02-fine-tune-databricks.ipynb");
    const content = await readFile(join(root, notebook), "utf8");
    expect(content).toBe(await readFile(join(PROJECT, "notebooks/fr/02-fine-tune-databricks.ipynb"), "utf8"));
    expect(content).not.toMatch(/"output_type"/);
    expect(existsSync(join(root, notebook, "../../data/training_set.jsonl"))).toBe(true);
    expect(environment).toEqual({
      TUNELAB_DATA_DIR: join(home, "service"),
      TUNELAB_VOLUMES: join(home, "volumes"),
      MLFLOW_TRACKING_URI: join(home, "mlruns"),
    });
    expect(Object.values(environment).filter(existsSync)).toEqual([]);
  });

  it("ends the service that the last one left", async () => {
    const data = join(root, ".tunelab", "demo", "00-welcome", "service");
    await mkdir(data, { recursive: true });
    const left = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const ended = new Promise((done) => left.once("exit", (_, signal) => done(signal)));
    await writeFile(join(data, "service.json"), JSON.stringify({ url: "http://127.0.0.1:1", pid: left.pid }));
    await prepareDemo(root, "00", "en");
    expect(await ended).toBe("SIGTERM");
  });

  it.each([
    ["99", 'There is no lab "99".'],
    ["", "No lab was named."],
  ])("of the lab %j is refused with a list", async (lab, message) => {
    await expect(prepareDemo(root, lab, "en")).rejects.toMatchObject({
      message,
      hint: expect.stringContaining("00-welcome, 01-fine-tune-azure-openai, 02-fine-tune-databricks"),
    });
    expect(existsSync(join(root, ".tunelab"))).toBe(false);
  });
});
