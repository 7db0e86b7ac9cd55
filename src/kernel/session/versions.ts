import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { findProjectRoot } from "../../core/essentials/index.js";

/** Versions that the kernel reports of itself. */
export interface KernelVersions {
  readonly kernel: string;
  readonly typescript: string;
}

/** Reads the versions from package files, without loading the compiler. */
export function readVersions(): KernelVersions {
  const root = findProjectRoot();
  const typescript = createRequire(join(root, "package.json")).resolve("typescript/package.json");
  return { kernel: versionIn(join(root, "package.json")), typescript: versionIn(typescript) };
}

const versionIn = (file: string): string => (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
