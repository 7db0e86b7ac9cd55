import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProjectRoot, TunelabError } from "../core/index.js";

/**
 * Path of the compiled module that a process of its own runs, also when the service runs from its TypeScript source.
 *
 * Throws `not_built`.
 *
 * @param name path below `src/service` without its ending, with `/` between folders
 * @example
 * fork(builtWorker("jobs/trainer/training-worker"));
 */
export function builtWorker(name: string): string {
  const beside = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  if (existsSync(beside)) return beside;
  const built = join(findProjectRoot(), "dist", "service", ...`${name}.js`.split("/"));
  if (existsSync(built)) return built;
  throw new TunelabError(`A part of the service has not been built: ${built} is missing.`, {
    code: "not_built",
    hint: "Run `npm run build`.",
  });
}
