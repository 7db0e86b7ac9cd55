// Loader hooks for local TypeScript files; Node runs them in a thread of their own, so the compiler loads there, late.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire, type LoadHook, type ResolveFnOutput, type ResolveHook } from "node:module";
import { dirname, join, resolve as resolvePath } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type ts from "typescript";
import { findProjectRoot } from "../../../../core/essentials/index.js";
import { compileLocal, findSource, localFormat } from "./compile-local.js";
import { findFile } from "./local-files.js";
import { findSyntaxError } from "./local-syntax.js";
import { explainMissingImport } from "./missing-import.js";
import { resolveAsRequire } from "./resolve-as-require.js";
import { VERSION_QUERY } from "../version-query.js";

let loaded: typeof ts | undefined;
const typescript = (): typeof ts => (loaded ??= createRequire(import.meta.url)("typescript") as typeof ts);

/** Gives each local TypeScript file a URL with the version of it and of all that it imports, so that edits are seen. */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const parent = context.parentURL?.split(VERSION_QUERY)[0];
  const path = findTypeScriptFile(specifier, parent);
  if (path === undefined) {
    const isFromTypeScript = context.parentURL !== parent;
    const file = isFromTypeScript ? findLocalFile(specifier, parent!) : undefined;
    if (file !== undefined) return withJsonType({ url: pathToFileURL(file).href, shortCircuit: true });
    const find = isFromTypeScript && isPackage(specifier) ? resolvePackage : next;
    try {
      return withJsonType(await find(specifier, { ...context, parentURL: parent }, next));
    } catch (error) {
      throw explainMissingImport(error, typescript);
    }
  }
  return {
    url: pathToFileURL(path).href + VERSION_QUERY + versionOf(path),
    format: localFormat(path),
    shortCircuit: true,
  };
};

/** Removes the types, keeping a source map for stack traces. */
export const load: LoadHook = async (url, context, next) => {
  const [file] = url.split(VERSION_QUERY);
  if (!url.includes(VERSION_QUERY) || file === undefined) return next(url, context);
  const fileName = fileURLToPath(file);
  const compiler = typescript();
  const text = readFileSync(fileName, "utf8");
  const mistake = findSyntaxError(compiler, fileName, text);
  if (mistake !== undefined) throw mistake;
  const { format, source } = compileLocal(compiler, fileName, text);
  return { format, source, shortCircuit: true };
};

/** Finds a package for a local file where a cell of its folder would: there, else among tunelab's own. */
const resolvePackage: ResolveHook = async (specifier, context, next) => {
  const own = pathToFileURL(join(findProjectRoot(), "cell.js")).href;
  let problem: unknown;
  for (const parentURL of [context.parentURL!, own]) {
    try {
      return await next(specifier, { ...context, parentURL });
    } catch (error) {
      problem ??= error;
      const url = resolveAsRequire(specifier, dirname(fileURLToPath(parentURL)));
      if (url !== undefined) return { url };
    }
  }
  throw problem;
};

const isPackage = (specifier: string): boolean => !/^[./]|^[a-z]+:/.test(specifier);

/** A JSON file that a local file imports needs no `with { type: "json" }`, as in cells. */
const withJsonType = (found: ResolveFnOutput): ResolveFnOutput =>
  /^file:.*\.json$/.test(found.url) ? { ...found, importAttributes: { type: "json" } } : found;

/** As in cells, a file that is no TypeScript needs no ending either. */
const findLocalFile = (specifier: string, parent: string): string | undefined =>
  /^\.{1,2}(?:\/|$)/.test(specifier) ? findFile(fileURLToPath(new URL(specifier, parent))) : undefined;

function findTypeScriptFile(specifier: string, parent: string | undefined): string | undefined {
  const isRelative = specifier.startsWith("./") || specifier.startsWith("../");
  if (!isRelative && !specifier.startsWith("file:")) return undefined;
  if (isRelative && !parent?.startsWith("file:")) return undefined;
  const path = fileURLToPath(isRelative ? new URL(specifier, parent) : specifier);
  if (path.includes("node_modules")) return undefined;
  return findSource(path);
}

function versionOf(path: string, seen = new Set<string>()): string {
  if (seen.has(path)) return "";
  seen.add(path);
  const text = readFileSync(path, "utf8");
  const hash = createHash("sha256").update(text);
  for (const { fileName } of typescript().preProcessFile(text, true, true).importedFiles) {
    const imported = fileName.startsWith(".") ? findSource(resolvePath(dirname(path), fileName)) : undefined;
    if (imported !== undefined) hash.update(versionOf(imported, seen));
  }
  return hash.digest("hex").slice(0, 16);
}
