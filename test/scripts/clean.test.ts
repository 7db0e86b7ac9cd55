import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPTS = resolve(import.meta.dirname, "../../scripts");
const IN_HOME = ["cache", "data", "demo", "jupyter", "made", "mlflow-server", "mlruns", "python", "volumes"];

let clone = "";

/** Runs one of the scripts in a clone that holds nothing else. */
const run = (script: string, ...flags: string[]) =>
  spawnSync(process.execPath, [join(clone, "scripts", script), ...flags], { encoding: "utf8" });

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "tunelab-clean-"));
  cpSync(SCRIPTS, join(clone, "scripts"), { recursive: true });
  for (const folder of [...IN_HOME.map((name) => join(".tunelab", name)), "dist", "node_modules", "my-labs"]) {
    mkdirSync(join(clone, folder), { recursive: true });
    writeFileSync(join(clone, folder, "file"), "content");
  }
  writeFileSync(join(clone, ".tunelab/settings.json"), "{}");
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

describe("npm run clean", () => {
  it("removes what set-up and labs made, and no notebook", () => {
    expect(run("clean.mjs").status).toBe(0);
    expect(readdirSync(clone).sort()).toEqual(["my-labs", "scripts"]);
  });

  it("with --keep-data keeps jobs, volumes, runs, the lists of made things and settings", () => {
    expect(run("clean.mjs", "--keep-data").status).toBe(0);
    expect(readdirSync(clone).sort()).toEqual([".tunelab", "my-labs", "scripts"]);
    const kept = ["data", "made", "mlflow-server", "mlruns", "settings.json", "volumes"];
    expect(readdirSync(join(clone, ".tunelab")).sort()).toEqual(kept);
  });
});

describe("npm run clean beside the clone's service", () => {
  const clean = () => promisify(execFile)(process.execPath, [join(clone, "scripts/clean.mjs")], { encoding: "utf8" });

  it("removes nothing while it answers, and all once it has died", async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === "/health" ? 200 : 404;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(join(clone, ".tunelab/data/service.json"), JSON.stringify({ url, pid: 4711 }));
    await expect(clean()).rejects.toMatchObject({
      stderr: expect.stringContaining("This clone's service is at work (process 4711)."),
    });
    expect(readdirSync(clone)).toEqual(expect.arrayContaining([".tunelab", "dist", "node_modules"]));
    await new Promise((resolve) => server.close(resolve));
    await clean();
    expect(readdirSync(clone).sort()).toEqual(["my-labs", "scripts"]);
  });
});

describe("a flag that there is not", () => {
  it.each([
    ["clean.mjs", "npm run clean"],
    ["setup.mjs", "npm run setup"],
    ["start.mjs", "npm start"],
  ])("is told by %s with the way to the others, and nothing is done", (script, command) => {
    const { status, stderr } = run(script, "--nope");
    expect(status).toBe(1);
    expect(stderr).toBe(
      `\nUnknown option '--nope'\n\`${command} -- --help\` lists the flags (mind the lone \`--\` before them).\n`,
    );
    expect(readdirSync(clone)).toContain("node_modules");
  });
});
