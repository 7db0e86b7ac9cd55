import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HOME, MODULES, ROOT, readJson } from "./setup/paths.mjs";
import { readFlags } from "./setup/read-flags.mjs";
import { runCommand } from "./setup/run-command.mjs";
import { runScript } from "./setup/set-up.mjs";

const HELP = `npm run package

Builds anew and packs kernel and library into tunelab-<version>.tgz, which installs for any Jupyter without a clone.

  --help   this text`;

/**
 * Packages that go into the file themselves. npm reads `overrides` only of the project that it stands in, and what they replace
 * below these loads from elsewhere (danfojs-node), or is hundreds of MB for graphics cards (node-llama-cpp).
 */
const CARRIED = ["danfojs-node", "node-llama-cpp"];

const EMPTY = "npm:empty-npm-package@";

/** What brings the version of a package that is installed here, under the name that it has here. */
function installed(name) {
  const { name: real, version } = readJson(join(MODULES, name, "package.json"));
  return real === name ? version : `npm:${real}@${version}`;
}

/** Copies a package into the staged one; what it depends on becomes a dependency of the latter, as overridden here. */
function carry(name, staged, manifest, overrides) {
  const target = join(staged, "node_modules", name);
  // llama.cpp's repository, from which node-llama-cpp compiles where no binary fits: 34 MB.
  cpSync(join(MODULES, name), target, { recursive: true, filter: (from) => !from.endsWith("gitRelease.bundle") });
  const own = readJson(join(target, "package.json"));
  for (const dependency of Object.keys(own.dependencies ?? {}))
    manifest.dependencies[dependency] ??= installed(dependency);
  for (const [dependency, version] of Object.entries(own.optionalDependencies ?? {})) {
    if (!overrides[dependency]?.startsWith(EMPTY)) manifest.optionalDependencies[dependency] = version;
  }
  delete own.dependencies;
  delete own.optionalDependencies;
  // npm takes what a carried package wants beside it for carried too, and installs it nowhere.
  delete own.peerDependencies;
  delete own.peerDependenciesMeta;
  delete own.scripts;
  writeFileSync(join(target, "package.json"), JSON.stringify(own, null, 2));
}

/** What is built and packed of the clone, beside its packages. */
const SOURCES = [
  ...["src", "scripts", "notebooks/data", "package.json", "tsconfig.json"],
  ...["README.md", "LICENSE", "CHANGELOG.md", "THIRD-PARTY-NOTICES.md"],
];

/**
 * Builds a copy of the clone: what an earlier build left of modules that are gone must not be packed, and the clone's own
 * `dist` may be what a kernel or the service runs.
 */
async function buildCopy(copy) {
  for (const path of SOURCES) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  symlinkSync(MODULES, join(copy, "node_modules"), "junction");
  await runCommand("Building", process.execPath, [join(copy, "scripts", "build.mjs")], { cwd: copy, log: "build" });
}

async function stage(folder) {
  const copy = join(folder, "copy");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await buildCopy(copy);
  await runCommand("Packing", "npm", ["pack", "--pack-destination", folder], { cwd: copy, log: "pack" });
  const { name, version } = readJson(join(ROOT, "package.json"));
  const file = `${name}-${version}.tgz`;
  await runCommand("Unpacking", "tar", ["-xzf", file], { cwd: folder, log: "pack" });
  return { file, staged: join(folder, "package") };
}

readFlags(HELP);
await runScript(async () => {
  const folder = join(HOME, "package");
  const { file, staged } = await stage(folder);
  const { overrides, devDependencies: _tools, scripts: _scripts, ...manifest } = readJson(join(staged, "package.json"));
  manifest.optionalDependencies = {};
  for (const name of CARRIED) carry(name, staged, manifest, overrides);
  manifest.bundleDependencies = CARRIED;
  writeFileSync(join(staged, "package.json"), JSON.stringify(manifest, null, 2));
  await runCommand("Packing", "npm", ["pack"], { cwd: staged, log: "pack" });
  renameSync(join(staged, file), join(ROOT, file));
  rmSync(folder, { recursive: true, force: true });
  console.log(`${join(ROOT, file)}\nIt installs with: npm install -g --ignore-scripts ${file}`);
});
