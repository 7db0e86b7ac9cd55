import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { findProjectRoot } from "../../../core/essentials/index.js";
import { bundlesAreCurrent } from "../../bundles.js";
import { HEAP_LIMIT_MB } from "../thread/compiler-host.js";

/** A snapshot of V8's heap with the compiler in it, and what it is made from. */
export interface CompilerSnapshot {
  /** The snapshot's file, which need not be there. */
  readonly blob: string;
  /** The compiler in one file, `dist/kernel/bundle/compiler.cjs`. */
  readonly bundle: string;
  /** Flags that Node must have been given both times. */
  readonly flags: readonly string[];
  /** `typescript.js` of the package, beside which its library lies. */
  readonly typescriptFile: string;
}

/**
 * A small young generation: what it holds stays in the processor's caches, and 300 cells take 29 MiB less. To have V8 optimize
 * later (`--interrupt-budget`) was tried: it takes 0.2 off the processor time of short cells, and puts half on a long one.
 */
const FLAGS = [`--max-old-space-size=${HEAP_LIMIT_MB}`, "--min-semi-space-size=1", "--max-semi-space-size=2"];

/**
 * Says where the snapshot of this build for this Node belongs; undefined where there can be none.
 *
 * Its name holds all that it depends on: Node, flags, the folder, the compiler's build, and the versions of the types that are in it. With
 * another Node, after a build, or in a clone that was moved, it is another file.
 */
export function planSnapshot(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): CompilerSnapshot | undefined {
  const compiler = environment["TUNELAB_COMPILER"] ?? "";
  if (compiler !== "" && compiler !== "typescript") return undefined;
  try {
    const root = findProjectRoot();
    if (!bundlesAreCurrent(join(root, "dist"))) return undefined;
    const bundle = join(root, "dist/kernel/bundle/compiler.cjs");
    const { size, mtimeMs } = statSync(bundle);
    const require = createRequire(bundle);
    const typescriptFile = require.resolve("typescript");
    const types = readFileSync(join(root, "node_modules/@types/node/package.json"), "utf8");
    const { version, versions, arch, platform, execPath } = process;
    const parts = [execPath, versions.v8, arch, platform, FLAGS, bundle, size, mtimeMs, typescriptFile, types];
    const hash = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
    const blob = join(root, ".tunelab/cache", `${snapshotPrefix(version)}${hash}.blob`);
    return { blob, bundle, flags: FLAGS, typescriptFile };
  } catch {
    return undefined;
  }
}

/** What the names of all snapshots for one version of Node begin with. */
export const snapshotPrefix = (version: string): string => `compiler-${version}-`;

/** The snapshot of this build for this Node; undefined where it has not been made. */
export function findSnapshot(): CompilerSnapshot | undefined {
  const snapshot = planSnapshot();
  return snapshot !== undefined && existsSync(snapshot.blob) ? snapshot : undefined;
}

/** Removes a snapshot that Node refused, so that it is made anew. */
export function forgetSnapshot(): void {
  const snapshot = planSnapshot();
  try {
    if (snapshot !== undefined) rmSync(snapshot.blob, { force: true });
  } catch {
    // In a folder that cannot be written to, each start tries it once more.
  }
}
