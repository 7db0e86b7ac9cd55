import { spawnSync } from "node:child_process";
import { ROOT } from "./setup/paths.mjs";
import { runScript, setUp } from "./setup/set-up.mjs";

const [first, ...others] = process.argv.slice(2);
/** Which of the projects of vitest.config.ts run; files that are named run whichever project they belong to. */
const SETS = { "--all": [], "--whole": ["--project", "whole"] };
const named = [first, ...others].some((word) => word?.includes(".test."));
const chosen = first in SETS ? SETS[first] : named ? [] : ["--project", "quick*"];
const words = first in SETS ? others : process.argv.slice(2);

await runScript(async () => {
  await setUp();
  const result = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...chosen, ...words], {
    cwd: ROOT,
    stdio: "inherit",
  });
  process.exitCode = result.status ?? 1;
});
