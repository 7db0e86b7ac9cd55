import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { LOGS, ROOT } from "./paths.mjs";
import { explainFailure } from "./setup-error.mjs";

const running = new Set();

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
      if (file.destroyed) settle(value);
      else file.end(() => settle(value));
    };
    child.on("error", (error) => finish(reject, explainFailure(what, String(error), logFile)));
    child.on("close", (code) => {
      if (code === 0 || allowFailure) finish(resolve, output);
      else finish(reject, explainFailure(what, output || `exit code ${code}`, logFile));
    });
  });
}
