import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashSources } from "./build-output.mjs";
import { HOME, ROOT, readJson } from "./paths.mjs";
import { runCommand } from "./run-command.mjs";

const JUPYTER = join(HOME, "jupyter");
const STATE = join(JUPYTER, "tunelab-state.json");

const wantedState = () => ({
  root: ROOT,
  node: process.execPath,
  nodeVersion: process.version,
  sources: hashSources(),
});

/** Whether kernelspec, labextension and settings fit this clone's place, this Node and this build. */
export function jupyterFilesAreCurrent() {
  const state = readJson(STATE);
  const wanted = wantedState();
  return (
    existsSync(join(JUPYTER, "share", "jupyter", "kernels", "tunelab", "kernel.json")) &&
    Object.keys(wanted).every((key) => state?.[key] === wanted[key])
  );
}

/** Writes kernelspec, labextension and JupyterLab's settings into the clone; with `user`, the kernelspec for this user too. */
export async function writeJupyterFiles({ user = false } = {}) {
  const current = jupyterFilesAreCurrent();
  if (current && !user) return { done: false, note: "up to date" };
  await runCommand(
    "Writing JupyterLab's files",
    process.execPath,
    [join(ROOT, "dist", "cli", "main.js"), "jupyter-files", ...(user ? ["--user"] : [])],
    { log: "jupyter-files" },
  );
  mkdirSync(JUPYTER, { recursive: true });
  writeFileSync(STATE, JSON.stringify(wantedState()));
  return { note: user ? "kernel also installed for this user" : "" };
}
