import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./setup/paths.mjs";
import { runScript, setUp } from "./setup/set-up.mjs";

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  console.log(`npm test [-- files and flags of vitest]

Sets everything up (only what is missing or stale) and runs the tests that need no browser and no whole lab.

  --all     all tests
  --whole   those that npm test leaves out
  --help    this text`);
  process.exit(0);
}

const [first, ...others] = process.argv.slice(2);
/** Which of the projects of vitest.config.ts run; files that are named run whichever project they belong to. */
const SETS = { "--all": [], "--whole": ["--project", "whole"] };
const named = [first, ...others].some((word) => word?.includes(".test."));
const chosen = first in SETS ? SETS[first] : named ? [] : ["--project", "quick*"];
const words = first in SETS ? others : process.argv.slice(2);

await runScript(async () => {
  await setUp();
  // Of their own, so that nothing of them stays in the system's, even of a test that was killed.
  const temporary = mkdtempSync(join(tmpdir(), "tunelab-tests-"));
  // Ctrl-C reaches the tests too: they end, and the folder goes.
  process.on("SIGINT", () => undefined);
  try {
    const result = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...chosen, ...words], {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, TUNELAB_TEST_BUILD: "1" },
    });
    process.exitCode = result.status ?? 1;
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }
});
