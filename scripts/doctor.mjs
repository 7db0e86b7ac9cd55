import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { buildIsCurrent } from "./setup/build-output.mjs";
import { MINIMUM_NODE, checkNode } from "./setup/check-node.mjs";
import { jupyterFilesAreCurrent } from "./setup/jupyter-files.mjs";
import { hashFile, modelIsCurrent } from "./setup/model-weights.mjs";
import { packagesAreCurrent } from "./setup/npm-packages.mjs";
import { ENVIRONMENT_PYTHON, HOME, MODEL, ROOT, readJson } from "./setup/paths.mjs";
import { environmentIsCurrent, findPython } from "./setup/python-environment.mjs";
import { readFlags } from "./setup/read-flags.mjs";
import { measureBytes, toMegabytes } from "./setup/report-step.mjs";

readFlags(`npm run doctor

Prints what was found or is missing, with the fix, and the disk use. Changes nothing.

  --help   this text`);

const SET_UP = "npm run setup";

// Loading onnxruntime-node must not report that it was loaded.
process.env.ORT_DISABLE_TELEMETRY = "1";

/** Runs a command and returns its first line of output, or `undefined` when it fails. */
function firstLine(command, args) {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 30_000 })
      .trim()
      .split(/\r?\n/)[0];
  } catch {
    return undefined;
  }
}

/** One check: name, what was found, and the fix when it is not well. */
async function check(name, inspect) {
  try {
    const { ok = true, found, fix = "" } = await inspect();
    return { name, ok, found, fix: ok ? "" : fix };
  } catch (error) {
    return { name, ok: false, found: error.message.split("\n")[0], fix: error.hint ?? SET_UP };
  }
}

/** Loads a native library in a process of its own, so that one that crashes is reported too. */
function loads(packageName) {
  const version = readJson(join(ROOT, "node_modules", packageName, "package.json"))?.version;
  if (version === undefined) return { ok: false, found: "missing", fix: SET_UP };
  const works = firstLine(process.execPath, [
    "-e",
    `import(${JSON.stringify(packageName)}).then(() => console.log("ok"))`,
  ]);
  return {
    ok: works === "ok",
    found: works === "ok" ? version : `${version} does not load`,
    fix: "npm ci, then npm run setup",
  };
}

async function checkModel() {
  if (!modelIsCurrent()) return { ok: false, found: "missing or incomplete", fix: SET_UP };
  const hash = await hashFile(MODEL.file);
  const ok = hash === MODEL.sha256;
  return {
    ok,
    found: ok ? `${MODEL.name}, SHA-256 verified` : `SHA-256 is ${hash}`,
    fix: `delete ${MODEL.file}, then ${SET_UP}`,
  };
}

async function checkService() {
  const address = readJson(join(HOME, "data", "service.json"));
  if (address === undefined) return { found: "not running (starts when a cell needs it)" };
  try {
    const response = await fetch(`${address.url}/health`, { signal: AbortSignal.timeout(3000) });
    return { ok: response.ok, found: `${address.url}, process ${address.pid}`, fix: `kill ${address.pid}` };
  } catch {
    return { found: `left an address file (process ${address.pid} is gone); the next start replaces it` };
  }
}

const rows = [
  await check("Node", () => (checkNode(), { found: process.version })),
  await check("npm", () => ({
    found: firstLine("npm", ["--version"]) ?? "not found",
    ok: firstLine("npm", ["--version"]) !== undefined,
    fix: "install Node again: it brings npm",
  })),
  await check("Python", () => {
    const python = findPython();
    return { found: `${python.version} (${python.executable})` };
  }),
  await check("npm packages", () => ({
    ok: packagesAreCurrent(),
    found: packagesAreCurrent() ? "as in the lock file" : "missing or stale",
    fix: SET_UP,
  })),
  await check("Python environment", () => {
    const ok = environmentIsCurrent(findPython());
    return {
      ok,
      found: ok ? `JupyterLab ${firstLine(ENVIRONMENT_PYTHON, ["-m", "jupyterlab", "--version"])}` : "missing or stale",
      fix: SET_UP,
    };
  }),
  await check("model", checkModel),
  await check("build", () => ({
    ok: buildIsCurrent(),
    found: buildIsCurrent() ? "up to date" : "missing or stale",
    fix: SET_UP,
  })),
  await check("kernel and extension", () => ({
    ok: jupyterFilesAreCurrent(),
    found: jupyterFilesAreCurrent() ? "installed in the clone" : "missing or stale",
    fix: SET_UP,
  })),
  ...(await Promise.all(
    ["zeromq", "node-llama-cpp", "onnxruntime-node", "@duckdb/node-api", "@resvg/resvg-js"].map((name) =>
      check(name, () => loads(name)),
    ),
  )),
  await check("service", checkService),
  await check("browser for tests", () => {
    const version = ["chromium", "google-chrome"].map((name) => firstLine(name, ["--version"])).find(Boolean);
    return { found: version ?? "none: browser tests are skipped (Debian: apt install chromium)" };
  }),
];

const widths = ["name", "found"].map((key) => Math.max(...rows.map((row) => String(row[key]).length)));
for (const row of rows) {
  console.log(
    `${row.ok ? "ok " : "BAD"}  ${row.name.padEnd(widths[0])}  ${String(row.found).padEnd(widths[1])}  ${row.fix ? `fix: ${row.fix}` : ""}`.trimEnd(),
  );
}

console.log("\nDisk use");
for (const name of [
  "node_modules",
  "dist",
  ".tunelab/python",
  ".tunelab/test-python",
  ".tunelab/models",
  ".tunelab/jupyter",
  ".tunelab/data",
]) {
  if (existsSync(join(ROOT, name)))
    console.log(`  ${name.padEnd(22)} ${toMegabytes(await measureBytes(join(ROOT, name)))}`);
}
console.log(`\nNode ${MINIMUM_NODE.join(".")} and Python 3.10 are the oldest that work.`);
process.exitCode = rows.every((row) => row.ok) ? 0 : 1;
