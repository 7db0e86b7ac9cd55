import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hasMlflow, installMlflow } from "../../src/cli/mlflow/mlflow-environment.js";
import { createMlflow } from "../../src/mlflow/index.js";
import { canTrace, spawnTraced } from "../support/traced-process.js";

const SERVER = join(import.meta.dirname, "../../dist/cli/mlflow/mlflow-server.js");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-offline-mlflow-"));
  if (canTrace && !hasMlflow()) await installMlflow((line) => console.log(line));
}, 25 * 60_000);
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

it.skipIf(!canTrace)(
  "an MLflow server as npm run mlflow starts it connects to nothing but this machine, also while it is sent a run",
  { timeout: 400_000 },
  async () => {
    const script = `
      const { startMlflowServer } = await import(${JSON.stringify(SERVER)});
      const server = await startMlflowServer({ folder: process.argv[1] });
      console.log(server.url);
      process.once("SIGTERM", () => void server.stop());`;
    const args = ["--input-type=module", "-e", script, join(folder, "server")];
    const traced = spawnTraced(join(folder, "mlflow.trace"), process.execPath, args, {
      // As a user's shell has it: what switches telemetry off must come from the product.
      env: Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^(?:MLFLOW_.*|DO_NOT_TRACK|CI|PYTEST_.*)$/.test(name)),
      ),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    traced.child.stdout!.on("data", (chunk: Buffer) => (said += String(chunk)));
    try {
      await expect.poll(() => said, { timeout: 200_000, interval: 500 }).toContain("http://127.0.0.1:");
      const mlflow = createMlflow({ env: { MLFLOW_TRACKING_URI: said.trim() }, localFolder: join(folder, "copy") });
      await mlflow.setExperiment("watched");
      await mlflow.startRun({ runName: "one" });
      await mlflow.logParams({ a: 1 });
      await mlflow.logMetric("loss", 0.5, { step: 1 });
      await mlflow.logTable([{ question: "Where?" }], "answers.json");
      await mlflow.endRun();
      expect((await mlflow.searchRuns({ experimentNames: ["watched"] })).runs).toHaveLength(1);
      // Telemetry is sent in batches, some seconds after what it tells of.
      await new Promise((resolve) => setTimeout(resolve, 20_000));
    } finally {
      const ended = once(traced.child, "exit");
      const [child] = spawnSync("ps", ["-o", "pid=", "--ppid", String(traced.child.pid)])
        .stdout.toString()
        .trim()
        .split(/\s+/);
      process.kill(Number(child), "SIGTERM");
      await ended;
    }
    expect(traced.foreignAddresses()).toEqual([]);
  },
);
