import type ts from "typescript";
import { typescript, type BoundSourceFile, type CheckerHost } from "../typescript/typescript-api.js";

/**
 * What a cell imports, as far as it decides what the default export and the whole are.
 *
 * - `"es"`: an ES module, also a local `.ts` file.
 * - `"commonjs"`: its properties are exports too, also those that Node does not find.
 * - `"commonjs with default"`: besides, its types declare a default export.
 * - `"commonjs if marked"`: a local file without types, of which only Node will say what it is; compiled to CommonJS, it has
 *   the mark that compilers leave, and is read as what it was compiled from.
 * - `"other"`: a module of Node's own, JSON, or nothing that was found.
 */
export type ImportedFormat = "es" | "commonjs" | "commonjs with default" | "commonjs if marked" | "other";

/** Tells the format of a module that was found; `file` is undefined where there are no types. */
export function importedFormat(
  host: CheckerHost,
  resolved: ts.ResolvedModuleFull | undefined,
  file: ts.SourceFile | undefined,
): ImportedFormat {
  if (resolved === undefined || resolved.extension === typescript.Extension.Json) return "other";
  if (file === undefined) return untypedFormat(resolved, host.getCompilerOptions());
  if (host.getImpliedNodeFormatForEmit(file) !== typescript.ModuleKind.CommonJS) return "es";
  return declaresDefault(file) ? "commonjs with default" : "commonjs";
}

/**
 * The syntax as which the checker reads an import: `import` or `require`.
 *
 * Node makes all that a CommonJS module exports the default export, and for an import in an ES module the checker says
 * the same, even where a package declares a default export of its own. Most packages that do are their default export as a
 * whole (`module.exports = Ajv`), and the others are meant as bundlers read them. Read as if it were compiled to
 * `require`, an import gives the declared one, and the emitted code takes that too.
 */
export function emitSyntaxOf(
  host: CheckerHost,
  file: ts.SourceFile,
  usage: ts.StringLiteralLike,
  syntax: ts.ResolutionMode,
): ts.ResolutionMode {
  const { CommonJS, ESNext } = typescript.ModuleKind;
  if (syntax !== ESNext || file.isDeclarationFile) return syntax;
  const target = host.getResolvedModule(file, usage.text, ESNext)?.resolvedModule;
  const targetFile = target && host.getSourceFile(target.resolvedFileName);
  return targetFile && host.getImpliedNodeFormatForEmit(targetFile) === CommonJS ? CommonJS : syntax;
}

/**
 * Whether an import can be read as Node has it: a cell that is wrong as bundlers read it may be right so.
 *
 * Not one of a whole module, because the checker keeps the type of that for all cells.
 */
export function mayImportAsNode({ parent }: ts.Node): boolean {
  const bindings = typescript.isImportDeclaration(parent) ? parent.importClause?.namedBindings : undefined;
  return typescript.isImportDeclaration(parent) && !(bindings && typescript.isNamespaceImport(bindings));
}

/** By the file's name and the package.json above; Node looks into a local `.js` file, whose format is left open. */
function untypedFormat(
  { resolvedFileName, isExternalLibraryImport }: ts.ResolvedModuleFull,
  options: ts.CompilerOptions,
): ImportedFormat {
  const format = typescript.getImpliedNodeFormatForFile(resolvedFileName, undefined, typescript.sys, options);
  if (format === typescript.ModuleKind.ESNext) return "es";
  return isExternalLibraryImport === true ? "commonjs" : "commonjs if marked";
}

const declaresDefault = (file: ts.SourceFile): boolean =>
  (file as BoundSourceFile).symbol?.exports?.has("default" as ts.__String) ?? false;

/**
 * Gives a CommonJS module as Node imported it the exports that its types declare, without calling its getters; with
 * `onlyMarked` only one that was compiled from an ES module, and so says.
 *
 * Text, because it goes into the emitted code.
 */
export const COMMONJS_INTEROP = `(module, declaresDefault, onlyMarked) => {
  const whole = module.default;
  if (whole === null || (typeof whole !== "object" && typeof whole !== "function")) return module;
  if (onlyMarked && whole.__esModule !== true) return module;
  const names = Object.fromEntries(Object.entries(Object.getOwnPropertyDescriptors(whole)).filter(([, { enumerable }]) => enumerable));
  const inner = declaresDefault && whole.__esModule === true && "default" in whole;
  return Object.defineProperties({ ...module }, { ...names, default: { value: inner ? whole.default : whole, enumerable: true } });
}`.replace(/\n\s*/g, " ");
