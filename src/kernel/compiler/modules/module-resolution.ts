import { isBuiltin } from "node:module";
import { isAbsolute, join } from "node:path";
import type ts from "typescript";
import { typescript } from "../typescript/typescript-api.js";

/**
 * Node's types declare its modules by name. Looking for their files in every folder upwards took a quarter of the time
 * until the first cell.
 */
const DECLARED_BY_NAME: ts.ResolvedModuleWithFailedLookupLocations = { resolvedModule: undefined };

/**
 * Finds the files behind the imports of cells and of the files that cells import.
 *
 * A nearer `node_modules` wins; what is not found from the importing file is looked up from the project, so that
 * `tunelab` and its dependencies resolve from a notebook in any folder. Relative imports, and those of a file in a package
 * without `exports`, may leave the extension out.
 */
export class ModuleResolver {
  readonly #options: ts.CompilerOptions;
  readonly #host: ts.ModuleResolutionHost;
  readonly #projectRoot: string;
  readonly #ownFile: string;
  #cache: ts.ModuleResolutionCache;
  /** Of the project: what a notebook's folder lacks counts as lacking in all folders above, which both have in common. */
  #ownCache: ts.ModuleResolutionCache;

  constructor(options: ts.CompilerOptions, host: ts.ModuleResolutionHost, projectRoot: string) {
    this.#options = options;
    this.#host = host;
    this.#projectRoot = projectRoot;
    this.#ownFile = join(projectRoot, "cell.mts");
    this.#cache = this.#newCache();
    this.#ownCache = this.#newCache();
  }

  resolve(
    specifier: string,
    containingFile: string,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations {
    if (isBuiltin(specifier)) return DECLARED_BY_NAME;
    const found = this.#tryResolve(specifier, containingFile, mode, this.#options);
    if (found.resolvedModule !== undefined) return found;
    if (specifier.startsWith(".") || isAbsolute(specifier)) {
      return this.#tryResolve(specifier, containingFile, mode, {
        ...this.#options,
        moduleResolution: typescript.ModuleResolutionKind.Bundler,
      });
    }
    // As the cell runner does: what `import` does not find in a package may be there for `require`, which tries endings.
    const { CommonJS } = typescript.ModuleKind;
    for (const [from, as] of [
      [containingFile, CommonJS],
      [this.#ownFile, mode],
      [this.#ownFile, CommonJS],
    ] as const) {
      const other = this.#tryResolve(specifier, from, as, this.#options);
      if (other.resolvedModule !== undefined) return other;
    }
    return found;
  }

  /** Whether a file is an ES module or CommonJS, by its ending and the nearest package.json. */
  formatOf(fileName: string): ts.ResolutionMode {
    const packages = this.#cache.getPackageJsonInfoCache();
    return typescript.getImpliedNodeFormatForFile(fileName, packages, this.#host, this.#options);
  }

  /** Looks at the disk again: a package may have been installed. */
  forgetFailures(): void {
    this.#cache = this.#newCache();
    this.#ownCache = this.#newCache();
  }

  #newCache(): ts.ModuleResolutionCache {
    return typescript.createModuleResolutionCache(this.#projectRoot, (name) => name, this.#options);
  }

  #tryResolve(
    specifier: string,
    containingFile: string,
    mode: ts.ResolutionMode,
    options: ts.CompilerOptions,
  ): ts.ResolvedModuleWithFailedLookupLocations {
    const shared = containingFile === this.#ownFile ? this.#ownCache : this.#cache;
    const cache = options === this.#options ? shared : undefined;
    return typescript.resolveModuleName(specifier, containingFile, options, this.#host, cache, undefined, mode);
  }
}
