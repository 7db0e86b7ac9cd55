import { statSync } from "node:fs";
import { join } from "node:path";
import type ts from "typescript";
import { ModuleResolver } from "./module-resolution.js";
import { NodeDeclarations } from "./node-declarations.js";
import { PackageDeclarations } from "./package-declarations.js";
import { typescript, type BoundSourceFile, type CheckerHost } from "../typescript/typescript-api.js";

/** How cells are checked: as strictly as an editor does, except that parameters need no type. */
export function cellCompilerOptions(projectRoot: string): ts.CompilerOptions {
  return {
    target: typescript.ScriptTarget.ES2024,
    module: typescript.ModuleKind.NodeNext,
    moduleResolution: typescript.ModuleResolutionKind.NodeNext,
    lib: ["lib.esnext.d.ts"],
    types: ["node"],
    typeRoots: [join(projectRoot, "node_modules/@types")],
    // With noImplicitAny `const rows = []` grows with what is pushed; its messages are left out, see diagnostics.ts.
    strict: true,
    useUnknownInCatchVariables: false,
    skipLibCheck: true,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    preserveConstEnums: true,
    sourceMap: true,
    removeComments: true,
    newLine: typescript.NewLineKind.LineFeed,
  };
}

/**
 * The program of everything that cells build on: TypeScript's library, Node's types, the kernel's globals and the files
 * that cells import. Cells are no part of it.
 */
export class LibraryProgram {
  readonly options: ts.CompilerOptions;
  readonly resolver: ModuleResolver;
  readonly #nodeDeclarations: NodeDeclarations;
  readonly #packageDeclarations: PackageDeclarations;
  readonly #globalsFile: string;
  readonly #globalsText: string;
  /** Where tunelab's own declarations are built: hundreds of files that do not change under a notebook. */
  readonly #buildFolder: string;
  readonly #loaded = new Map<string, ts.SourceFile>();
  /** Modification times of the loaded files that may change while the notebook is open. */
  readonly #modified = new Map<string, number>();
  readonly #roots: Set<string>;
  /** Whether Node's modules are parsed when they are asked for. */
  #defersNode = true;
  #program: ts.Program | undefined;
  #host: CheckerHost | undefined;

  constructor(projectRoot: string, globalsText: string) {
    this.options = cellCompilerOptions(projectRoot);
    this.resolver = new ModuleResolver(this.options, typescript.sys, projectRoot);
    this.#globalsFile = join(projectRoot, "__kernel_globals.d.ts");
    this.#nodeDeclarations = new NodeDeclarations(projectRoot, this.options, this.resolver);
    this.#packageDeclarations = new PackageDeclarations(projectRoot, this.options, this.resolver);
    this.#globalsText = globalsText;
    this.#buildFolder = join(projectRoot, "dist/");
    this.#roots = new Set([this.#globalsFile]);
  }

  /** The program as it stands; made when first asked for. */
  get current(): CheckerHost {
    return (this.#host ??= this.#create());
  }

  /** Takes in files that are imported, and local files that have changed; tells whether that made a new program. */
  update(imported: readonly string[]): boolean {
    const missing = imported.filter(
      (fileName) => isTyped(fileName) && !this.#roots.has(fileName) && !this.#packageDeclarations.isDeferred(fileName),
    );
    for (const fileName of missing) this.#roots.add(fileName);
    const isStale = missing.some((fileName) => this.current.getSourceFile(fileName) === undefined);
    if (!this.#dropChangedFiles() && !isStale) return false;
    this.#host = undefined;
    return true;
  }

  #dropChangedFiles(): boolean {
    let changed = false;
    for (const [fileName, modified] of this.#modified) {
      if (modified === modificationTime(fileName)) continue;
      this.#loaded.delete(fileName);
      this.#modified.delete(fileName);
      changed = true;
    }
    return changed;
  }

  #create(): CheckerHost {
    const program = (this.#program = this.#createProgram());
    if (!this.#defersNode) return this.#withPackages(program as CheckerHost);
    if (program.getSourceFiles().some((file) => this.#nodeDeclarations.isHiddenBy(file as BoundSourceFile))) {
      this.#defersNode = false;
      this.#program = undefined;
      this.#loaded.clear();
      this.#modified.clear();
      return this.#create();
    }
    return this.#withNode(this.#withPackages(program as CheckerHost));
  }

  /** The program with Node's modules in it, parsed as they are asked for. */
  #withNode(program: CheckerHost): CheckerHost {
    const declarations = this.#nodeDeclarations;
    return {
      ...program,
      getSourceFile: (fileName) => program.getSourceFile(fileName) ?? declarations.getSourceFile(fileName),
      getResolvedModule: (file, specifier, mode) =>
        declarations.resolve(specifier, file, mode) ?? program.getResolvedModule(file, specifier, mode),
    };
  }

  /** The program with the packages in it that add nothing to the global scope, parsed as they are asked for. */
  #withPackages(program: CheckerHost): CheckerHost {
    const declarations = this.#packageDeclarations;
    return {
      ...program,
      getSourceFile: (fileName) => program.getSourceFile(fileName) ?? declarations.getSourceFile(fileName),
      getResolvedModule: (file, specifier, mode) => {
        const found = program.getResolvedModule(file, specifier, mode);
        return found?.resolvedModule ? found : (declarations.resolve(specifier, file, mode) ?? found);
      },
    };
  }

  #createProgram(): ts.Program {
    const { sys } = typescript;
    const host: ts.CompilerHost = {
      ...sys,
      getDefaultLibFileName: (options) => typescript.getDefaultLibFilePath(options),
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      getSourceFile: (fileName, parseOptions) => this.#load(fileName, parseOptions),
      writeFile: () => undefined,
      fileExists: (name) => name === this.#globalsFile || sys.fileExists(name),
      resolveModuleNameLiterals: (literals, containingFile, _redirect, options, file) =>
        literals.map((literal) => {
          if (this.#defersNode && this.#nodeDeclarations.isDeferredImport(literal.text)) return NOT_LOADED;
          const mode = typescript.getModeForUsageLocation(file, literal, options);
          const found = this.resolver.resolve(literal.text, containingFile, mode);
          const target = found.resolvedModule?.resolvedFileName;
          return target !== undefined && this.#packageDeclarations.isDeferred(target) ? NOT_LOADED : found;
        }),
    };
    return typescript.createProgram({
      rootNames: [...this.#roots],
      options: this.options,
      host,
      ...(this.#program && { oldProgram: this.#program }),
    });
  }

  #load(fileName: string, parseOptions: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const known = this.#loaded.get(fileName);
    if (known !== undefined) return known;
    const options = typeof parseOptions === "object" ? parseOptions : { languageVersion: parseOptions };
    const text = this.#textOf(fileName);
    if (text === undefined) return undefined;
    const file = typescript.createSourceFile(fileName, text, {
      ...options,
      ...(this.#isFixed(fileName) ? {} : formatOfLocalFile(fileName)),
      jsDocParsingMode: typescript.JSDocParsingMode.ParseNone,
    });
    (file as BoundSourceFile).version = "1";
    this.#loaded.set(fileName, file);
    if (!this.#isFixed(fileName)) this.#modified.set(fileName, modificationTime(fileName));
    return file;
  }

  #textOf(fileName: string): string | undefined {
    if (fileName === this.#globalsFile) {
      return this.#defersNode ? this.#globalsText + this.#nodeDeclarations.globals : this.#globalsText;
    }
    if (this.#defersNode && this.#nodeDeclarations.isDeferred(fileName)) return "";
    return typescript.sys.readFile(fileName);
  }

  /** Whether a file stays as it is while a notebook is open, so that no cell has to look. */
  #isFixed(fileName: string): boolean {
    return (
      fileName === this.#globalsFile || fileName.includes("/node_modules/") || fileName.startsWith(this.#buildFolder)
    );
  }
}

const NOT_LOADED: ts.ResolvedModuleWithFailedLookupLocations = { resolvedModule: undefined };

/** Local TypeScript runs as an ES module whatever the nearest package.json says, except `.cts` files. */
function formatOfLocalFile(fileName: string): Partial<ts.CreateSourceFileOptions> {
  return /(?<!\.d)\.tsx?$/.test(fileName) ? { impliedNodeFormat: typescript.ModuleKind.ESNext } : {};
}

const isTyped = (fileName: string): boolean => /\.([cm]?ts|tsx|json)$/.test(fileName);

function modificationTime(fileName: string): number {
  return statSync(fileName, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
