import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Package from "node-llama-cpp";
import { findProjectRoot } from "../../core/index.js";

type Whole = typeof Package;

/** What is used of node-llama-cpp. */
export type LlamaPackage = Pick<Whole, "getLlama" | "LlamaLogLevel" | "LlamaGrammarEvaluationState" | "TokenBias">;

let loaded: Promise<LlamaPackage> | undefined;

/**
 * Loads node-llama-cpp: as the one file that the build makes of it, where it is there, which takes half the time of the
 * package's own 500.
 *
 * @example
 * const { getLlama } = await loadLlamaPackage();
 */
export function loadLlamaPackage(): Promise<LlamaPackage> {
  const built = join(findProjectRoot(), "dist", "vendor", "llama", "llama.js");
  loaded ??= existsSync(built) ? (import(pathToFileURL(built).href) as Promise<Whole>) : import("node-llama-cpp");
  return loaded;
}
