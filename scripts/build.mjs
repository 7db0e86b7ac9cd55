import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { buildPortal } from "./build-portal.mjs";
import { ROOT } from "./setup/paths.mjs";
import { writeSmallPlotly } from "./setup/small-plotly.mjs";

const compiler = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"], {
  cwd: ROOT,
  stdio: "inherit",
});
process.exitCode = compiler.status ?? 1;
if (compiler.status === 0) {
  chmodSync(`${ROOT}/dist/cli/main.js`, 0o755);
  await writeSmallPlotly();
  await buildPortal();
}
