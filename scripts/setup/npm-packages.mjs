import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LOGS, MODULES, ROOT, readJson } from "./paths.mjs";
import { measureBytes, toMegabytes } from "./report-step.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * Whether node_modules holds exactly what the lock file says.
 *
 * npm writes `node_modules/.package-lock.json` as the last act of an installation, so an interrupted one has none.
 */
export function packagesAreCurrent() {
  const wanted = readJson(join(ROOT, "package-lock.json"))?.packages;
  const installed = readJson(join(MODULES, ".package-lock.json"))?.packages;
  if (wanted === undefined || installed === undefined) return false;
  const missing = Object.entries(wanted).some(
    ([path, entry]) => path !== "" && !entry.optional && installed[path]?.version !== entry.version,
  );
  const extra = Object.entries(installed).some(([path, entry]) => wanted[path]?.version !== entry.version);
  const gone = Object.entries(installed).some(([path, entry]) => !entry.optional && !existsSync(join(ROOT, path)));
  return !missing && !extra && !gone;
}

/** Bytes that an installation writes at its largest, before other systems' libraries are removed. */
export const PACKAGES_BYTES = 1_200e6;

/** Removes the native libraries of other systems, which onnxruntime-node ships all together (about 220 MB). */
function pruneOtherPlatforms() {
  const versions = join(MODULES, "onnxruntime-node", "bin");
  if (!existsSync(versions)) return;
  for (const version of readdirSync(versions)) {
    for (const platform of readdirSync(join(versions, version))) {
      const folder = join(versions, version, platform);
      if (platform !== process.platform) rmSync(folder, { recursive: true, force: true });
      else
        for (const architecture of readdirSync(folder))
          if (architecture !== process.arch) rmSync(join(folder, architecture), { recursive: true, force: true });
    }
  }
}

/** Removes onnxruntime-web's builds for browsers (about 120 MB): Node loads one module and one WebAssembly file. */
function pruneBrowserBuilds() {
  const builds = join(MODULES, "onnxruntime-web", "dist");
  if (!existsSync(builds)) return;
  for (const name of readdirSync(builds)) {
    if (!/^(ort\.node\.min|ort-wasm-simd-threaded)\.(mjs|js|wasm)$/.test(name)) rmSync(join(builds, name));
  }
}

/** Installs the npm packages of the lock file when they are not there yet. */
export async function installPackages() {
  const current = packagesAreCurrent();
  if (!current) {
    const npm = process.env.npm_execpath;
    const [command, prefix] = npm?.endsWith(".js") || npm?.endsWith(".cjs") ? [process.execPath, [npm]] : ["npm", []];
    await runCommand("Installing the npm packages", command, [...prefix, "ci", "--no-audit", "--no-fund"], {
      log: "npm",
    });
    if (!packagesAreCurrent()) {
      throw new SetupError(
        "npm ended without an error, but packages of the lock file are missing or incomplete.",
        `Run the same command again; what npm said is in ${join(LOGS, "npm.log")}`,
      );
    }
  }
  pruneOtherPlatforms();
  pruneBrowserBuilds();
  return { done: !current, note: current ? "up to date" : toMegabytes(await measureBytes(MODULES)) };
}
