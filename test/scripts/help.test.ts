import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
/** A module of others, which does nothing when it is run. */
const NO_SCRIPT = ["build-portal.mjs"];
const SCRIPTS = readdirSync(join(ROOT, "scripts")).filter((name) => name.endsWith(".mjs") && !NO_SCRIPT.includes(name));

let clone = "";
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "tunelab-help-"));
  cpSync(join(ROOT, "scripts"), join(clone, "scripts"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"));
  writeFileSync(join(clone, "package.json"), '{ "name": "tunelab", "version": "0.0.0", "type": "module" }');
  // What the pages' scripts import, which must not be called.
  for (const file of ["settings/index.js", "service/index.js", "service/http/open-api/routes-page.js"]) {
    const path = join(clone, "dist", file);
    mkdirSync(resolve(path, ".."), { recursive: true });
    writeFileSync(
      path,
      "export const settingsPage = fail, routesPage = fail, startService = fail;\nfunction fail() { throw new Error('called') }\n",
    );
  }
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

const run = (script: string, flag: string) =>
  spawnSync(process.execPath, [join(clone, "scripts", script), flag], { encoding: "utf8", cwd: clone });
const listed = (folder: string): string[] => readdirSync(join(clone, folder), { recursive: true, encoding: "utf8" });
const filesOf = (): string[][] => [readdirSync(clone), listed("dist"), listed("scripts")];

describe("scripts", () => {
  it.each(SCRIPTS)("%s --help explains it and does nothing else", (script) => {
    const before = filesOf();
    const { status, stdout, stderr } = run(script, "--help");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^(?:npm |node scripts\/)[^\n]+\n\n[A-Z]/);
    expect(status).toBe(0);
    expect(filesOf()).toEqual(before);
  });

  it.each(["mlflow", "notebooks"])("npm run %s -- --help answers without a build", (name) => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(scripts[name]).toBe(`node scripts/build/run-built.mjs ${name}`);
    mkdirSync(join(clone, "dist", "cli"), { recursive: true });
    writeFileSync(join(clone, "dist", "cli", "main.js"), "console.log(process.argv.slice(2).join(' '));");
    const before = filesOf();
    const { stdout } = spawnSync(process.execPath, [join(clone, "scripts/build/run-built.mjs"), name, "--help"], {
      encoding: "utf8",
    });
    expect(stdout).toBe(`${name} --help\n`);
    expect(filesOf()).toEqual(before);
  });

  it.each(["package.mjs", "setup.mjs", "start.mjs", "clean.mjs", "demo.mjs"])(
    "%s refuses a flag that it does not know",
    (script) => {
      const before = filesOf();
      const { status, stdout, stderr } = run(script, "--no-such-flag");
      expect(stderr).toContain("Unknown option '--no-such-flag'");
      expect(stdout).toBe("");
      expect(status).toBe(1);
      expect(filesOf()).toEqual(before);
    },
  );
});
