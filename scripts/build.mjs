import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { bundleCompiler } from "./build/bundle-compiler.mjs";
import { bundleLlama } from "./build/bundle-llama.mjs";
import { bundleKernel, bundleLibrary, bundleRunner } from "./build/bundle-modules.mjs";
import { buildPortal } from "./build-portal.mjs";
import { ROOT } from "./setup/paths.mjs";
import { readFlags } from "./setup/read-flags.mjs";
import { writeSmallPlotly } from "./setup/small-plotly.mjs";

readFlags(`npm run build

Compiles src into dist, builds the portal's pages and bundles what kernels load.

  --help   this text`);

const compiler = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"], {
  cwd: ROOT,
  stdio: "inherit",
});
process.exitCode = compiler.status ?? 1;
if (compiler.status === 0) {
  chmodSync(`${ROOT}/dist/cli/main.js`, 0o755);
  await writeSmallPlotly();
  await buildPortal();
  await bundleLlama();
  await bundleCompiler();
  await bundleRunner();
  await bundleKernel();
  await bundleLibrary();
  writeFileSync(`${ROOT}/dist/kernel/bundle/made`, "");
  const { makeSnapshot } = await import("../dist/kernel/compiler/snapshot/make-snapshot.js");
  if ((await makeSnapshot()) === "failed") console.warn("Kernels start slower: the compiler's snapshot was not made.");
}
