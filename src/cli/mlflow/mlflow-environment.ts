import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findProjectRoot, TunelabError } from "../../core/index.js";

/** The release that tests and `npm run mlflow` use. */
export const MLFLOW_VERSION = "3.17.2";

const run = promisify(execFile);
const INSTALL_MINUTES = 20;

/** Folder of the Python environment that holds MLflow alone. */
export const mlflowEnvironment = (): string => join(findProjectRoot(), ".tunelab", "test-python");

/** A program of that environment. */
export const mlflowProgram = (name: "python" | "mlflow"): string =>
  process.platform === "win32"
    ? join(mlflowEnvironment(), "Scripts", `${name}.exe`)
    : join(mlflowEnvironment(), "bin", name);

/** Whether MLflow is installed in its environment. */
export const hasMlflow = (): boolean => existsSync(mlflowProgram("mlflow"));

/**
 * Makes the environment and installs the pinned MLflow into it from the configured package index; about 2 minutes.
 *
 * Throws `python_missing` or `install_failed`, and removes what it began, so that the next try starts anew.
 */
export async function installMlflow(say: (line: string) => void): Promise<void> {
  const folder = mlflowEnvironment();
  const python = process.env["TUNELAB_PYTHON"] ?? (process.platform === "win32" ? "python" : "python3");
  await mkdir(dirname(folder), { recursive: true });
  say(`Installing MLflow ${MLFLOW_VERSION} into .tunelab/test-python (once, about 700 MB)…`);
  try {
    await run(python, ["-m", "venv", folder], { timeout: 5 * 60_000 });
  } catch (error) {
    throw new TunelabError(`${python} could not make a virtual environment.`, {
      code: "python_missing",
      hint: "Install Python 3.10 or newer with venv, or name one in TUNELAB_PYTHON.",
      cause: error,
    });
  }
  const packages = [`mlflow==${MLFLOW_VERSION}`];
  const args = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", ...packages];
  const pip = spawn(mlflowProgram("python"), args, { stdio: ["ignore", "inherit", "inherit"] });
  const deadline = setTimeout(() => pip.kill(), INSTALL_MINUTES * 60_000);
  const code = await new Promise<number | null>((resolve) => pip.once("close", resolve));
  clearTimeout(deadline);
  if (code === 0) return;
  await rm(folder, { recursive: true, force: true });
  throw new TunelabError(`pip could not install MLflow ${MLFLOW_VERSION}.`, {
    code: "install_failed",
    hint: "Its last lines above say why. Check the network or the package index, then run the same command again.",
  });
}
