import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

it.each(["setup", "start", "clean", "package"])("npm run %s -- --help says what it does, and does nothing", (name) => {
  const path = join(ROOT, "scripts", `${name}.mjs`);
  const text = execFileSync(process.execPath, [path, "--help"], { encoding: "utf8", timeout: 20_000 });
  expect(text).toContain(name === "start" ? "npm start" : `npm run ${name}`);
  expect(text).toContain("--help");
  const { status, stderr } = spawnSync(process.execPath, [path, "--halp"], { encoding: "utf8", timeout: 20_000 });
  expect(status).toBe(1);
  expect(stderr).toContain("Unknown option '--halp'");
});
