import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, readJson } from "./paths.mjs";
import { runCommand } from "./run-command.mjs";

const STATE = join(ROOT, "dist", "tunelab-build.json");

function listFiles(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? listFiles(path) : [path];
    });
}

/** Hash of everything that the build reads: sources, compiler settings, package versions. */
export function hashSources() {
  const hash = createHash("sha256");
  for (const file of [...listFiles(join(ROOT, "src")), join(ROOT, "tsconfig.json"), join(ROOT, "package-lock.json")]) {
    hash.update(file.slice(ROOT.length)).update(readFileSync(file));
  }
  return hash.digest("hex");
}

export const buildIsCurrent = () =>
  existsSync(join(ROOT, "dist", "cli", "main.js")) && readJson(STATE)?.sources === hashSources();

/** Compiles `src/` into `dist/` when the sources changed. */
export async function build() {
  const sources = hashSources();
  if (buildIsCurrent()) return { done: false, note: "up to date" };
  await runCommand("Building", process.execPath, [join(ROOT, "scripts", "build.mjs")], { log: "build" });
  writeFileSync(STATE, JSON.stringify({ sources }));
  return {};
}
