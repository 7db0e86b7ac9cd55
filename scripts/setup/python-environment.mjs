import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENT_PYTHON, PYTHON_ENVIRONMENT, ROOT, readJson } from "./paths.mjs";
import { measureBytes, toMegabytes } from "./report-step.mjs";
import { runCommand } from "./run-command.mjs";
import { SetupError } from "./setup-error.mjs";

export const MINIMUM_PYTHON = [3, 10];

/** Bytes that an installation writes. */
export const PYTHON_BYTES = 325e6;

const REQUIREMENTS = join(ROOT, "scripts", "setup", "requirements.txt");
/** Packages of which only the files for the browser are wanted, and none of what their Python code needs. */
const FRONT_ENDS = join(ROOT, "scripts", "setup", "front-ends.txt");
const CONSTRAINTS = join(ROOT, "scripts", "setup", "constraints.txt");
const STATE = join(PYTHON_ENVIRONMENT, "tunelab-state.json");

const PROBE = "import sys; print(sys.version.split()[0]); print(sys.executable)";

/** Asks one interpreter for its version and path; `undefined` when it does not run. */
export function probePython(command) {
  try {
    const [version, executable] = execFileSync(command, ["-c", PROBE], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 20_000,
    })
      .trim()
      .split(/\r?\n/);
    return { version, executable };
  } catch {
    return undefined;
  }
}

const isRecent = (version) => {
  const [major, minor] = version.split(".").map(Number);
  return major > MINIMUM_PYTHON[0] || (major === MINIMUM_PYTHON[0] && minor >= MINIMUM_PYTHON[1]);
};

/**
 * Finds a Python of at least 3.10: `TUNELAB_PYTHON` if set, else the first of the usual names that is recent enough.
 *
 * Throws a SetupError that says which older ones were found.
 */
export function findPython(environment = process.env) {
  const asked = environment.TUNELAB_PYTHON;
  const names = asked
    ? [asked]
    : ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];
  const older = [];
  for (const name of names) {
    const python = probePython(name);
    if (python === undefined) continue;
    if (isRecent(python.version)) return python;
    older.push(python.version);
  }
  const seen = older.length > 0 ? `Only Python ${older[0]} was found` : "No Python was found";
  throw new SetupError(
    `${asked ? `TUNELAB_PYTHON=${asked}: ` : ""}${seen}: tunelab needs ${MINIMUM_PYTHON.join(".")} or newer.`,
    "Install Python 3.10 or newer (Debian, Ubuntu: `apt install python3 python3-venv`; macOS: `brew install python`), or name one in TUNELAB_PYTHON, then run the same command again.",
  );
}

function wantedState(python) {
  const requirements = createHash("sha256");
  for (const file of [REQUIREMENTS, CONSTRAINTS, FRONT_ENDS]) requirements.update(readFileSync(file));
  return { requirements: requirements.digest("hex"), python: python.version, folder: PYTHON_ENVIRONMENT };
}

/** Whether the environment is the one that the requirements, this Python and this folder ask for. */
export function environmentIsCurrent(python) {
  const state = readJson(STATE);
  const wanted = wantedState(python);
  return existsSync(ENVIRONMENT_PYTHON) && Object.keys(wanted).every((key) => state?.[key] === wanted[key]);
}

/** Makes the project's own Python environment with JupyterLab, when it is missing or stale. */
export async function installPythonEnvironment() {
  const python = findPython();
  if (environmentIsCurrent(python)) return { done: false, note: `Python ${python.version}, up to date` };

  const previous = readJson(STATE);
  if (previous?.python !== python.version || previous?.folder !== PYTHON_ENVIRONMENT) {
    rmSync(PYTHON_ENVIRONMENT, { recursive: true, force: true });
    await makeEnvironment(python);
  }
  await runCommand(
    "Installing JupyterLab",
    ENVIRONMENT_PYTHON,
    ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", REQUIREMENTS, "-c", CONSTRAINTS],
    { log: "pip" },
  );
  await runCommand(
    "Installing the widgets' front ends",
    ENVIRONMENT_PYTHON,
    ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-deps", "-r", FRONT_ENDS],
    { log: "pip-front-ends" },
  );
  writeFileSync(STATE, JSON.stringify(wantedState(python)));
  return { note: `Python ${python.version}, ${toMegabytes(await measureBytes(PYTHON_ENVIRONMENT))}` };
}

async function makeEnvironment(python) {
  const output = await runCommand(
    "Making the Python environment",
    python.executable,
    ["-m", "venv", PYTHON_ENVIRONMENT],
    {
      log: "venv",
      allowFailure: true,
    },
  );
  if (existsSync(ENVIRONMENT_PYTHON) && probePip()) return;
  const minor = python.version.split(".").slice(0, 2).join(".");
  throw new SetupError(
    `Python ${python.version} cannot make a virtual environment${output.trim() ? `: ${output.trim().split("\n")[0]}` : "."}`,
    `Debian and Ubuntu ship that part on its own: \`apt install python${minor}-venv\`. Then run the same command again.`,
  );
}

function probePip() {
  try {
    execFileSync(ENVIRONMENT_PYTHON, ["-m", "pip", "--version"], { stdio: "ignore", timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}
