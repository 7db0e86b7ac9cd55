import { join } from "node:path";
import type ts from "typescript";
import type { ModuleResolver } from "./module-resolution.js";
import { typescript, type BoundSourceFile } from "../typescript/typescript-api.js";

/**
 * Packages that add nothing to the global scope or to another package, and neither does anything that they import.
 *
 * Such an addition acts on every cell, so it may not wait until something asks for its file. The test walks through all
 * declarations of these packages in the versions that tunelab brings; other versions, in a notebook's own
 * `node_modules`, are loaded as a whole.
 */
export const ADDING_NOTHING: ReadonlySet<string> = new Set(
  "@azure/identity @duckdb/node-api @types/plotly.js danfojs-node js-tiktoken openai yaml zod".split(" "),
);

const DECLARATIONS = /\.d\.[cm]?ts$/;

/**
 * Types of tunelab and of the packages that it brings, each file parsed when the checker first asks for it.
 *
 * `import { openLab } from "tunelab"` reaches 801 files of 4.8 MB; the checker asks for three of them.
 */
export class PackageDeclarations {
  readonly #buildFolder: string;
  readonly #packagesFolder: string;
  readonly #options: ts.CompilerOptions;
  readonly #resolver: ModuleResolver;
  readonly #files = new Map<string, BoundSourceFile | undefined>();
  /** What files given here import from elsewhere: as harmless as they are. */
  readonly #imported = new Set<string>();

  constructor(projectRoot: string, options: ts.CompilerOptions, resolver: ModuleResolver) {
    this.#buildFolder = join(projectRoot, "dist/");
    this.#packagesFolder = join(projectRoot, "node_modules/");
    this.#options = options;
    this.#resolver = resolver;
  }

  /** Whether a file is left out of programs, because it is parsed when it is asked for. */
  isDeferred(fileName: string): boolean {
    if (!DECLARATIONS.test(fileName)) return false;
    if (fileName.startsWith(this.#buildFolder)) return true;
    return fileName.startsWith(this.#packagesFolder) && ADDING_NOTHING.has(this.#packageOf(fileName));
  }

  /** The file behind an import of a file that {@link getSourceFile} has given, or of a deferred file; else undefined. */
  resolve(
    specifier: string,
    importing: ts.SourceFile,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined {
    const found = this.#resolver.resolve(specifier, importing.fileName, mode);
    const target = found.resolvedModule?.resolvedFileName;
    if (!this.#files.has(importing.fileName))
      return target !== undefined && this.isDeferred(target) ? found : undefined;
    if (target !== undefined && DECLARATIONS.test(target)) this.#imported.add(target);
    return found;
  }

  /** A deferred file, parsed and bound; undefined for any other. */
  getSourceFile(fileName: string): BoundSourceFile | undefined {
    if (!this.#files.has(fileName)) {
      if (!this.isDeferred(fileName) && !this.#imported.has(fileName)) return undefined;
      this.#files.set(fileName, this.#load(fileName));
    }
    return this.#files.get(fileName);
  }

  #packageOf(fileName: string): string {
    const [first, second] = fileName.slice(this.#packagesFolder.length).split("/", 2);
    return first!.startsWith("@") ? `${first}/${second}` : first!;
  }

  #load(fileName: string): BoundSourceFile | undefined {
    const text = typescript.sys.readFile(fileName);
    if (text === undefined) return undefined;
    const file = typescript.createSourceFile(fileName, text, {
      languageVersion: typescript.ScriptTarget.ES2024,
      impliedNodeFormat: this.#resolver.formatOf(fileName),
      jsDocParsingMode: typescript.JSDocParsingMode.ParseNone,
    }) as BoundSourceFile;
    file.path = file.resolvedPath = fileName as ts.Path;
    file.originalFileName = fileName;
    file.version = "1";
    file.imports = file.moduleAugmentations = [];
    file.ambientModuleNames = [];
    typescript.bindSourceFile(file, this.#options);
    return file;
  }
}
