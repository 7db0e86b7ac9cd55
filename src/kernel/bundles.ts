import { statSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether what the build puts together of the compiled modules, to load faster, is as new as they are. Who runs only the
 * TypeScript compiler gets the modules themselves.
 *
 * A package that was installed has no notes of the TypeScript compiler.
 */
export function bundlesAreCurrent(dist: string): boolean {
  const made = modified(join(dist, "kernel/bundle/made"));
  return made !== undefined && made >= (modified(join(dist, ".tsbuildinfo")) ?? 0);
}

const modified = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.mtimeMs;
