import { spawnSync } from "node:child_process";
import { ROOT } from "./setup/paths.mjs";
import { runScript, setUp } from "./setup/set-up.mjs";

await runScript(async () => {
  await setUp();
  const result = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: "inherit",
  });
  process.exitCode = result.status ?? 1;
});
