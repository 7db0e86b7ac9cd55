import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../setup/paths.mjs";

/** Runs a command of tunelab (`npm run mlflow`) on what is built anew; what only explains it needs no build. */
const words = process.argv.slice(2);
const main = join(ROOT, "dist", "cli", "main.js");
const isExplained = existsSync(main) && words.some((word) => word === "--help" || word === "-h");
const run = (script, args) => spawnSync(process.execPath, [script, ...args], { stdio: "inherit" }).status ?? 1;
process.exitCode = (isExplained ? 0 : run(join(ROOT, "scripts", "build.mjs"), [])) || run(main, words);
