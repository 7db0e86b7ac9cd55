// Kills the built service 200 times (or as often as the first argument says) at random moments while it is worked with,
// and checks after each start that nothing acknowledged was lost. Usage: npm run build && node bench/service-crash.mjs [kills]
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "test/service/crash.test.ts", "--disable-console-intercept"],
  { cwd: root, stdio: "inherit", env: { ...process.env, TUNELAB_KILLS: process.argv[2] ?? "200" } },
);
process.exitCode = status ?? 1;
