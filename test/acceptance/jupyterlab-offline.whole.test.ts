import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { canTrace, spawnTraced } from "../support/traced-process.js";
import { endTraced, ownHome } from "./own-home.js";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");
const PATIENCE = { timeout: 240_000 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-offline-"));
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

it.skipIf(!canTrace)(
  "JupyterLab, asked for news and extensions, connects to nothing but this machine",
  PATIENCE,
  async () => {
    const { env, left } = await ownHome(folder, "lab");
    const args = [MAIN, "lab", "--no-browser", "--port", "18923"];
    const traced = spawnTraced(join(folder, "lab.trace"), process.execPath, args, {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    traced.child.stdout!.on("data", (chunk: Buffer) => (said += String(chunk)));
    try {
      await expect.poll(() => said, { timeout: 120_000 }).toContain("token=");
      const token = /token=(\w+)/.exec(said)![1]!;
      const paths = [
        "lab",
        "lab/api/news",
        "lab/api/update",
        "lab/api/extensions?query=widget&refresh=1",
        "lab/api/listings",
      ];
      const answers: number[] = [];
      for (const path of paths) {
        const address = `http://127.0.0.1:18923/${path}`;
        answers.push((await fetch(address, { headers: { authorization: `token ${token}` } })).status);
      }
      expect(answers[0]).toBe(200);
    } finally {
      await endTraced(traced);
    }
    expect(traced.foreignAddresses()).toEqual([]);
    expect(await left()).toEqual([]);
  },
);
