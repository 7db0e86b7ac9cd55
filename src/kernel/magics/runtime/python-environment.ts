import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findProjectRoot } from "../../../core/essentials/index.js";

const BIN = process.platform === "win32" ? "Scripts" : "bin";

/** Folder of tunelab's own Python environment, which `%pip` installs into. */
export const pythonEnvironment = (): string => join(findProjectRoot(), ".tunelab", "python");

/** The Python of {@link pythonEnvironment}. */
export const environmentPython = (): string =>
  join(pythonEnvironment(), BIN, process.platform === "win32" ? "python.exe" : "python");

/**
 * Environment variables with which `python` is the one that `%pip` installs for, unless the person has activated an
 * environment of their own.
 *
 * @example
 * withPythonEnvironment({ PATH: "/usr/bin" }).PATH; // "/clone/.tunelab/python/bin:/usr/bin"
 */
export function withPythonEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (env.VIRTUAL_ENV !== undefined || !existsSync(environmentPython())) return env;
  return { ...env, PATH: [join(pythonEnvironment(), BIN), env.PATH ?? ""].join(delimiter) };
}
