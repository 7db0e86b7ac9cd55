import { createRequire, isBuiltin, register } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type ts from "typescript";
import { TunelabError, findProjectRoot } from "../../../../core/essentials/index.js";
import { tslabModule } from "../../../display/index.js";
import { hideAsyncContextFromAssertions } from "../guard/hide-async-context.js";
import { noteImported } from "./late-mistakes.js";
import { whileLoading } from "./loading.js";
import { TYPESCRIPT_FILE, findFile } from "./local-files.js";
import { readLocalJson } from "./local-json.js";
import { locateRequiredError, locateSyntaxError } from "./local-syntax.js";
import { explainMissingImport, explainMissingRequire, missingModule } from "./missing-import.js";
import { isFile, resolveAsRequire } from "./resolve-as-require.js";
import { explainKeptMistake, explainUnfinished } from "./unfinished-module.js";
import { say } from "../../../../texts/kernel/index.js";

const ASSERT = /^(?:node:)?assert(?:\/strict)?$/;

let hooksRegistered = false;

/**
 * Imports a module for a cell: Node's own, a local file, a package near the notebook, or one of tunelab's own.
 *
 * Local `.ts` files are compiled on the way and read again when they or what they import have changed. Throws
 * `module_not_found` with the way out.
 *
 * @example
 * await importForCell("node:path", "/home/me/notebooks");
 */
export const importForCell = (specifier: string, directory: string, options?: ImportCallOptions): Promise<unknown> =>
  whileLoading(() => importModule(specifier, directory, options));

async function importModule(specifier: string, directory: string, options?: ImportCallOptions): Promise<unknown> {
  if (isBuiltin(specifier)) {
    if (ASSERT.test(specifier)) hideAsyncContextFromAssertions();
    return import(specifier);
  }
  if (specifier === "tslab") return tslabModule();
  if (isFileSpecifier(specifier)) return importFile(specifier, directory, options);
  if (/^(data|https?):/.test(specifier)) return import(specifier, options);
  if (specifier.startsWith("node:")) throw missingModule(specifier, directory);
  const url = resolvePackage(specifier, directory);
  return /^file:.*\.json$/.test(url) ? loadJson(fileURLToPath(url)) : import(url, options);
}

/**
 * What `import.meta.resolve` gives in a cell: the URL that an import of the same name loads.
 *
 * @example
 * resolveForCell("node:path", "/home/me/notebooks"); // "node:path"
 */
export function resolveForCell(specifier: string, directory: string): string {
  if (isBuiltin(specifier)) return specifier.startsWith("node:") ? specifier : `node:${specifier}`;
  if (/^(data|https?):/.test(specifier)) return specifier;
  if (!isFileSpecifier(specifier)) return resolvePackage(specifier, directory);
  const wanted = specifier.startsWith("file:") ? fileURLToPath(specifier) : resolve(directory, specifier);
  return pathToFileURL(findFile(wanted) ?? wanted).href;
}

/**
 * `require` for cells: from the notebook's folder first, then from tunelab's own packages. Throws `module_not_found` for a
 * TypeScript file, which can only be imported.
 */
export function createCellRequire(directory: string): NodeJS.Require {
  const near = createRequire(join(directory, "cell.js"));
  const own = createRequire(join(findProjectRoot(), "cell.js"));
  const load = (id: string): unknown => {
    if (ASSERT.test(id)) hideAsyncContextFromAssertions();
    const file = findRequired(id);
    if (TYPESCRIPT_FILE.test(file)) throw cannotRequire(id, file);
    if (isFileSpecifier(id)) noteImported(file);
    try {
      return near(file);
    } catch (thrown) {
      const error = isAbsolute(file) ? explainUnfinished(thrown, file, loadTypeScript) : thrown;
      throw explainMissingRequire(locateRequiredError(error, file, loadTypeScript), directory, loadTypeScript);
    }
  };
  const findRequired = (id: string): string => {
    try {
      return near.resolve(id);
    } catch (error) {
      if (isFileSpecifier(id)) {
        const file = findFile(resolve(directory, id));
        if (file !== undefined && TYPESCRIPT_FILE.test(file)) throw cannotRequire(id, file);
      } else {
        const found = tryRequire(own, id);
        if (found !== undefined) return found;
      }
      throw explainMissingRequire(error, directory, loadTypeScript);
    }
  };
  return Object.assign(load, near, { resolve: Object.assign(findRequired, { paths: near.resolve.paths }) });
}

function tryRequire(require: NodeJS.Require, id: string): string | undefined {
  try {
    return require.resolve(id);
  } catch {
    return undefined;
  }
}

const cannotRequire = (id: string, file: string): TunelabError =>
  new TunelabError(say("cells.requireTypeScript", { file }), {
    code: "module_not_found",
    hint: say("cells.requireTypeScriptHint", {
      static: `import * as it from ${JSON.stringify(id)}`,
      dynamic: `await import(${JSON.stringify(id)})`,
    }),
  });

const isFileSpecifier = (specifier: string): boolean =>
  /^\.{1,2}(\/|$)/.test(specifier) || specifier.startsWith("file:") || isAbsolute(specifier);

async function importFile(specifier: string, directory: string, options?: ImportCallOptions): Promise<unknown> {
  const wanted = specifier.startsWith("file:") ? fileURLToPath(specifier) : resolve(directory, specifier);
  const path = findFile(wanted);
  if (path === undefined) throw missingModule(specifier, directory);
  if (path.endsWith(".json")) return loadJson(path);
  if (TYPESCRIPT_FILE.test(path)) registerTypeScriptHooks();
  noteImported(path);
  try {
    return await import(pathToFileURL(path).href, options);
  } catch (error) {
    const located = await locateSyntaxError(error, path, loadTypeScript);
    throw explainMissingImport(explainKeptMistake(located, path), loadTypeScript);
  }
}

/** JSON as a module: read anew by every cell, and without the `with { type: "json" }` that Node's own loader wants. */
const loadJson = (path: string): { readonly default: unknown } => ({ default: readLocalJson(path) });

const loadTypeScript = (): typeof ts => createRequire(import.meta.url)("typescript") as typeof ts;

function resolvePackage(specifier: string, directory: string): string {
  for (const folder of [directory, findProjectRoot()]) {
    const found = tryResolve(specifier, folder) ?? resolveAsRequire(specifier, folder);
    if (found !== undefined) return found;
  }
  throw missingModule(specifier, directory);
}

function tryResolve(specifier: string, folder: string): string | undefined {
  try {
    const url = import.meta.resolve(specifier, pathToFileURL(join(folder, "cell.js")).href);
    // In a package without "exports", Node answers with the place of a file that need not be there.
    return url.startsWith("file:") && !isFile(fileURLToPath(url)) ? undefined : url;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The last is what our own hooks make of the first.
    if (code === "ERR_MODULE_NOT_FOUND" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED" || code === "module_not_found") {
      return undefined;
    }
    throw error;
  }
}

function registerTypeScriptHooks(): void {
  if (hooksRegistered) return;
  hooksRegistered = true;
  process.setSourceMapsEnabled(true);
  register("./typescript-hooks.js", { parentURL: import.meta.url });
}
