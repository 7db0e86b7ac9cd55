import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { findProjectRoot } from "../../../core/essentials/index.js";
import { writeWholeFileSync } from "../../../core/files/index.js";

export interface CachedModule<T> {
  readonly api: T;
  /** Writes the code compiled so far, unless the module was loaded from it. Failing to write is no error. */
  readonly saveCode: () => void;
}

type Wrapper = (exports: object, require: NodeJS.Require, module: object, fileName: string, folder: string) => void;

/**
 * Loads a CommonJS package of a single file with V8's compiled code from the last time.
 *
 * For `typescript`, 9 MB of source, that halves the time until a first cell is checked. V8 rejects code of another
 * version or source, and then the package is compiled as usual.
 *
 * @example
 * const { api, saveCode } = loadWithCodeCache<typeof import("typescript")>("typescript");
 */
export function loadWithCodeCache<T extends object>(name: string): CachedModule<T> {
  const require = createRequire(import.meta.url);
  const fileName = require.resolve(name);
  const source = readFileSync(fileName, "utf8");
  const cacheFile = cacheFileOf(name, (require(`${name}/package.json`) as { version: string }).version);
  const cachedData = cacheFile === undefined ? undefined : tryRead(cacheFile);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${source}\n})`, {
    filename: fileName,
    ...(cachedData && { cachedData }),
  });
  const module = { exports: {} };
  (script.runInThisContext() as Wrapper)(module.exports, createRequire(fileName), module, fileName, dirname(fileName));
  const isCached = cachedData !== undefined && script.cachedDataRejected === false;
  return {
    api: module.exports as T,
    saveCode: () => {
      if (cacheFile !== undefined && !isCached) tryWrite(cacheFile, script.createCachedData());
    },
  };
}

function cacheFileOf(name: string, version: string): string | undefined {
  try {
    const build = `${process.versions.v8}-${process.platform}-${process.arch}`;
    return join(findProjectRoot(), ".tunelab/cache", `${name}-${version}-${build}.code`);
  } catch {
    return undefined;
  }
}

function tryRead(fileName: string): Buffer | undefined {
  try {
    return readFileSync(fileName);
  } catch {
    return undefined;
  }
}

/** A kernel that starts meanwhile reads the old file or the new one, never half of one. */
function tryWrite(fileName: string, data: Buffer): void {
  try {
    mkdirSync(dirname(fileName), { recursive: true });
    writeWholeFileSync(fileName, [data], { flush: false });
  } catch {
    // A folder that cannot be written to costs time at the next start, nothing else.
  }
}
