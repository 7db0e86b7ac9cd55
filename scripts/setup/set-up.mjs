import { existsSync } from "node:fs";
import { basename } from "node:path";
import { build } from "./build-output.mjs";
import { checkNode } from "./check-node.mjs";
import { checkDiskSpace } from "./disk-space.mjs";
import { writeJupyterFiles } from "./jupyter-files.mjs";
import { MODEL_BYTES, fetchModel, modelIsCurrent } from "./model-weights.mjs";
import { PACKAGES_BYTES, installPackages } from "./npm-packages.mjs";
import { LOGS, MODULES, PYTHON_ENVIRONMENT } from "./paths.mjs";
import { PYTHON_BYTES, installPythonEnvironment } from "./python-environment.mjs";
import { reportStep } from "./report-step.mjs";
import { stopCommands } from "./run-command.mjs";
import { SetupError, explainFailure } from "./setup-error.mjs";
import { acquireSetupLock } from "./setup-lock.mjs";

/** Brings the clone into the state that JupyterLab, the tests and the service need; each step does nothing when it is current. */
export async function setUp({ user = false } = {}) {
  checkNode();
  const release = acquireSetupLock();
  const interrupt = () => {
    stopCommands();
    release();
    console.log("\nInterrupted. Run the same command again: it continues with the step that was left.");
    process.exit(130);
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    checkDiskSpace(bytesMissing());
    await reportStep("npm packages", installPackages);
    await reportStep("Python environment", installPythonEnvironment);
    await reportStep("model weights", fetchModel);
    await reportStep("build", build);
    await reportStep("kernel and extension", () => writeJupyterFiles({ user }));
  } finally {
    release();
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** A stale installation gives its own space back before it is renewed, so only a missing one counts. */
function bytesMissing() {
  return (
    (existsSync(MODULES) ? 0 : PACKAGES_BYTES) +
    (existsSync(PYTHON_ENVIRONMENT) ? 0 : PYTHON_BYTES) +
    (modelIsCurrent() ? 0 : MODEL_BYTES)
  );
}

/** Runs a script's main function; a failure is printed as what happened and the way out, with exit code 1. */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    const plain = toSetupError(error);
    console.error(`\n${plain.message}\n${plain.hint}`);
    process.exitCode = 1;
  }
}

/** A full disk or a folder without rights also meets the steps that run no command; a bug of ours keeps its stack. */
function toSetupError(error) {
  if (error instanceof SetupError) return error;
  if (error?.code?.startsWith("ERR_PARSE_ARGS_")) return explainFlags(error);
  if (error?.syscall === undefined) throw error;
  return explainFailure("Setting up", String(error), LOGS);
}

function explainFlags(error) {
  const name = basename(process.argv[1], ".mjs");
  const command = name === "start" ? "npm start" : `npm run ${name}`;
  const hint = `\`${command} -- --help\` lists the flags (mind the lone \`--\` before them).`;
  return new SetupError(error.message, hint, { cause: error });
}
