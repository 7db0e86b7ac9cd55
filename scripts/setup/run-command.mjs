import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readFreeBytes } from "./disk-space.mjs";
import { LOGS, ROOT } from "./paths.mjs";
import { explainFailure } from "./setup-error.mjs";

const running = new Set();

/** Below this many free bytes a command is stopped. */
const RESERVE = 4e6;

/** Ends the commands that are still running; for Ctrl-C. */
export function stopCommands() {
  for (const child of running) child.kill("SIGTERM");
}

/**
 * Runs a command with its output in a log file, and throws a SetupError that explains a failure.
 *
 * @returns the command's output, standard output and error together
 */
export function runCommand(what, command, args, { env = process.env, cwd = ROOT, log, allowFailure = false } = {}) {
  mkdirSync(LOGS, { recursive: true });
  const logFile = join(LOGS, `${log}.log`);
  const file = createWriteStream(logFile);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    running.add(child);
    let output = "";
    let diskIsFull = false;
    // On a full disk npm at most warns, goes on for minutes, and ends with exit code 0 and half of the files.
    const watch = setInterval(() => {
      if ((readFreeBytes() ?? Infinity) >= RESERVE) return;
      diskIsFull = true;
      child.kill("SIGTERM");
    }, 500);
    // A full disk stops the log too; what it says is what explains the failure.
    file.on("error", (error) => (output += `\n${error.message}\n`));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
        file.write(chunk);
      });
    }
    const finish = (settle, value) => {
      running.delete(child);
      clearInterval(watch);
      if (file.destroyed) settle(value);
      else file.end(() => settle(value));
    };
    child.on("error", (error) => finish(reject, explainFailure(what, String(error), logFile)));
    child.on("close", (code) => {
      if (diskIsFull) finish(reject, explainFailure(what, "No space left on device", logFile));
      else if (code === 0 || allowFailure) finish(resolve, output);
      else finish(reject, explainFailure(what, output || `exit code ${code}`, logFile));
    });
  });
}
