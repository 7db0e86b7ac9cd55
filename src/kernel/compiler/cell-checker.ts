import { statSync } from "node:fs";
import { join } from "node:path";
import type ts from "typescript";
import type { CellSource } from "./cell-compiler.js";
import { cellFileName, cellOfFile, cellOfSpecifier } from "./cell-files.js";
import { PARSE_OPTIONS } from "./cell-outline.js";
import { ModuleResolver } from "./module-resolution.js";
import {
  typescript,
  type BoundSourceFile,
  type CheckerHost,
  type EmitHost,
  type InternalChecker,
} from "./typescript-api.js";

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

/** A cell as a module that the checker knows. */
export interface CellModule {
  readonly cell: number;
  readonly label: string;
  readonly file: BoundSourceFile;
  /** Where the cell's code starts and how long it is, in UTF-16 units; the rest is the prelude. */
  readonly codeStart: number;
  readonly codeLength: number;
}

interface LoadedFile {
  readonly file: ts.SourceFile;
  /** Modification time where the file may change while the notebook is open, else undefined. */
  readonly modified: number | undefined;
}

/** Cells after which the checker is replaced, so that what it remembers of replaced cells can be collected. */
const CELLS_PER_CHECKER = 500;

/**
 * Checks cells against one type checker that stays alive.
 *
 * A program holds the libraries and what cells import; the checker is made over that program, and cells are added to
 * it afterwards as modules of their own, which costs a fraction of a millisecond each. A new program is made only when
 * a cell imports a file that is not in it yet or when a local file has changed.
 */
export class CellChecker {
  readonly options: ts.CompilerOptions;
  readonly projectRoot: string;
  readonly #globalsFile: string;
  readonly #globalsText: string;
  readonly #resolver: ModuleResolver;
  readonly #loaded = new Map<string, LoadedFile>();
  readonly #roots: Set<string>;
  readonly #cells = new Map<number, CellModule>();
  readonly #resolutions = new Map<string, Map<string, ts.ResolvedModuleWithFailedLookupLocations>>();
  #program: ts.Program | undefined;
  #host: CheckerHost | undefined;
  #checker: InternalChecker | undefined;
  #checkedCells = 0;

  constructor(projectRoot: string, globalsText: string) {
    this.projectRoot = projectRoot;
    this.options = cellCompilerOptions(projectRoot);
    this.#globalsFile = join(projectRoot, "__kernel_globals.d.ts");
    this.#globalsText = globalsText;
    this.#roots = new Set([this.#globalsFile]);
    this.#resolver = new ModuleResolver(this.options, typescript.sys, projectRoot);
  }

  /** The checker and the program that it asks; made when first needed. */
  get checker(): InternalChecker {
    if (this.#checker === undefined) {
      this.#checker = typescript.createTypeChecker(this.host);
      this.#checkedCells = 0;
      for (const module of this.#cells.values()) settleTypes(this.#checker, module);
    }
    return this.#checker;
  }

  get host(): CheckerHost {
    this.#host ??= this.#createHost();
    return this.#host;
  }

  /** Adds a cell as a module; the prelude follows its code. */
  add(cell: number, source: CellSource, prelude: string): CellModule {
    return this.#addModule(cell, source, source.code + prelude, 0);
  }

  /** Adds code that is being typed as a module; the prelude comes first, as the code may break off anywhere. */
  addDraft(cell: number, source: CellSource, prelude: string): CellModule {
    return this.#addModule(cell, source, prelude + source.code, prelude.length);
  }

  #addModule(cell: number, { code, label, directory }: CellSource, text: string, codeStart: number): CellModule {
    const fileName = cellFileName(cell, directory);
    const file = typescript.createSourceFile(fileName, text, PARSE_OPTIONS, true) as BoundSourceFile;
    file.path = file.resolvedPath = fileName as ts.Path;
    file.originalFileName = fileName;
    file.version = "1";
    file.imports = [];
    file.moduleAugmentations = file.statements.filter(typescript.isModuleDeclaration).flatMap(augmentedName);
    file.ambientModuleNames = [];
    this.#resolveImports(file);
    typescript.bindSourceFile(file, this.options);
    const module = { cell, label, file, codeStart, codeLength: code.length };
    this.#cells.set(cell, module);
    if (isAugmenting(module)) this.#renewChecker();
    return module;
  }

  diagnose(module: CellModule): readonly ts.Diagnostic[] {
    if (++this.#checkedCells > CELLS_PER_CHECKER) this.#renewChecker();
    const { file } = module;
    return [...file.parseDiagnostics, ...file.bindDiagnostics, ...this.checker.getDiagnostics(file)];
  }

  labelOf(cell: number): string | undefined {
    return this.#cells.get(cell)?.label;
  }

  remove(cell: number): void {
    const module = this.#cells.get(cell);
    if (module === undefined) return;
    this.#cells.delete(cell);
    this.#resolutions.delete(module.file.path);
    if (isAugmenting(module)) this.#renewChecker();
  }

  removeAll(): void {
    this.#cells.clear();
    this.#resolutions.clear();
    this.#renewChecker();
  }

  /** Drops the cells that neither have a live name nor are needed by one that has, nor add to a global or a package. */
  retain(live: ReadonlySet<number>): void {
    const keep = new Set<number>();
    const mark = (cell: number): void => {
      const module = this.#cells.get(cell);
      if (module === undefined || keep.has(cell)) return;
      keep.add(cell);
      for (const specifier of this.#resolutions.get(module.file.path)?.keys() ?? []) {
        const earlier = cellOfSpecifier(specifier.split("\0")[0]!);
        if (earlier !== undefined) mark(earlier);
      }
    };
    for (const cell of live) mark(cell);
    for (const module of this.#cells.values()) if (isAugmenting(module)) mark(module.cell);
    for (const cell of [...this.#cells.keys()]) if (!keep.has(cell)) this.remove(cell);
  }

  /** Whether a file was parsed without its documentation, as all but cells are. */
  isWithoutDocumentation(file: ts.SourceFile): boolean {
    return cellOfFile(file.fileName) === undefined;
  }

  /** The host that the emitter writes through. */
  emitHost(writeFile: (fileName: string, text: string) => void): EmitHost {
    const host = this.host;
    return {
      getCanonicalFileName: (name: string) => name,
      getCommonSourceDirectory: () => "/",
      getCompilerOptions: () => this.options,
      getCurrentDirectory: () => "/",
      getSourceFile: host.getSourceFile,
      getSourceFiles: () => [],
      isSourceFileFromExternalLibrary: () => false,
      getRedirectFromSourceFile: () => undefined,
      isSourceOfProjectReferenceRedirect: () => false,
      writeFile,
      isEmitBlocked: () => false,
      shouldTransformImportCall: () => false,
      getEmitModuleFormatOfFile: () => typescript.ModuleKind.ESNext,
      getDefaultResolutionModeForFile: () => typescript.ModuleKind.ESNext,
      getModeForResolutionAtIndex: () => typescript.ModuleKind.ESNext,
      readFile: typescript.sys.readFile,
      fileExists: typescript.sys.fileExists,
      useCaseSensitiveFileNames: () => true,
      getBuildInfo: () => undefined,
      getSourceFileFromReference: () => undefined,
      redirectTargetsMap: new Map(),
    };
  }

  #renewChecker(): void {
    this.#checker = undefined;
  }

  /** Finds the files behind the imports of a cell and makes sure that the program has them. */
  #resolveImports(file: BoundSourceFile): void {
    const found = new Map<string, ts.ResolvedModuleWithFailedLookupLocations>();
    let missing = false;
    let unknown = false;
    for (const specifier of importSpecifiers(file)) {
      const mode = typescript.ModuleKind.ESNext;
      const cell = cellOfSpecifier(specifier);
      const resolution =
        cell === undefined ? this.#resolver.resolve(specifier, file.fileName, mode) : this.#resolveCell(cell);
      found.set(resolutionKey(specifier, mode), resolution);
      const target = resolution.resolvedModule?.resolvedFileName;
      if (target === undefined) missing = true;
      else if (cell === undefined && isTyped(target) && !this.#roots.has(target)) {
        this.#roots.add(target);
        unknown ||= this.host.getSourceFile(target) === undefined;
      }
    }
    if (missing) this.#resolver.forgetFailures();
    this.#resolutions.set(file.path, found);
    if (this.#hasChangedFiles() || unknown) this.#renewProgram();
  }

  #resolveCell(cell: number): ts.ResolvedModuleWithFailedLookupLocations {
    const module = this.#cells.get(cell);
    return {
      resolvedModule: module && {
        resolvedFileName: module.file.fileName,
        extension: typescript.Extension.Mts,
        isExternalLibraryImport: false,
        resolvedUsingTsExtension: false,
      },
    } as ts.ResolvedModuleWithFailedLookupLocations;
  }

  #hasChangedFiles(): boolean {
    let changed = false;
    for (const [fileName, { modified }] of this.#loaded) {
      if (modified !== undefined && modified !== modificationTime(fileName)) {
        this.#loaded.delete(fileName);
        changed = true;
      }
    }
    return changed;
  }

  #renewProgram(): void {
    this.#host = this.#checker = undefined;
    this.#program = this.#createProgram();
  }

  #createProgram(): ts.Program {
    const host: ts.CompilerHost = {
      ...typescript.sys,
      getDefaultLibFileName: (options) => typescript.getDefaultLibFilePath(options),
      getCanonicalFileName: (name) => name,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      getSourceFile: (fileName, parseOptions) => this.#load(fileName, parseOptions),
      writeFile: () => undefined,
      fileExists: (name) => name === this.#globalsFile || typescript.sys.fileExists(name),
      resolveModuleNameLiterals: (literals, containingFile, _redirect, options, sourceFile) =>
        literals.map((literal) =>
          this.#resolver.resolve(
            literal.text,
            containingFile,
            typescript.getModeForUsageLocation(sourceFile, literal, options),
          ),
        ),
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
    if (known !== undefined) return known.file;
    const text = fileName === this.#globalsFile ? this.#globalsText : typescript.sys.readFile(fileName);
    if (text === undefined) return undefined;
    const options = typeof parseOptions === "object" ? parseOptions : { languageVersion: parseOptions };
    const file = typescript.createSourceFile(fileName, text, {
      ...options,
      jsDocParsingMode: typescript.JSDocParsingMode.ParseNone,
    });
    (file as BoundSourceFile).version = "1";
    const isFixed = fileName === this.#globalsFile || fileName.includes("/node_modules/");
    this.#loaded.set(fileName, { file, modified: isFixed ? undefined : modificationTime(fileName) });
    return file;
  }

  #createHost(): CheckerHost {
    const program = (this.#program ??= this.#createProgram()) as CheckerHost;
    const cellFile = (fileName: string): ts.SourceFile | undefined => {
      const cell = cellOfFile(fileName);
      return cell === undefined ? undefined : this.#cells.get(cell)?.file;
    };
    return {
      ...program,
      getSourceFiles: () => {
        const augmenting = [...this.#cells.values()].filter(isAugmenting).map(({ file }) => file);
        return [...program.getSourceFiles(), ...augmenting];
      },
      getSourceFile: (fileName) => cellFile(fileName) ?? program.getSourceFile(fileName),
      getSourceFileByPath: (path) => cellFile(path) ?? program.getSourceFileByPath(path),
      getResolvedModule: (file, specifier, mode) => {
        const ofCell = this.#resolutions.get((file as BoundSourceFile).path);
        return ofCell === undefined
          ? program.getResolvedModule(file, specifier, mode)
          : (ofCell.get(resolutionKey(specifier, mode)) ??
              ofCell.get(resolutionKey(specifier, typescript.ModuleKind.ESNext)));
      },
      getTypeChecker: () => this.checker,
    };
  }
}

/**
 * Asks a new checker for the types of a cell's names. Asked in the order of the cells, each answer builds on known ones;
 * asked of the last cell first, a chain of hundreds of cells would overflow the stack.
 */
function settleTypes(checker: InternalChecker, { file }: CellModule): void {
  for (const symbol of file.locals?.values() ?? []) {
    if ((symbol.flags & typescript.SymbolFlags.Value) === 0) continue;
    const type = checker.getTypeOfSymbol(symbol);
    for (const signature of checker.getSignaturesOfType(type, typescript.SignatureKind.Call)) signature.getReturnType();
  }
}

/** Whether a cell has `declare global` or `declare module "package"`, which a checker takes in only when it is made. */
const isAugmenting = ({ file }: CellModule): boolean => file.moduleAugmentations.length > 0;

function augmentedName(node: ts.ModuleDeclaration): ts.Node[] {
  const isGlobal = (node.flags & typescript.NodeFlags.GlobalAugmentation) !== 0;
  return isGlobal || typescript.isStringLiteral(node.name) ? [node.name] : [];
}

const resolutionKey = (specifier: string, mode: ts.ResolutionMode): string => `${specifier}\0${mode ?? ""}`;

const isTyped = (fileName: string): boolean => /\.([cm]?ts|tsx|json)$/.test(fileName);

function modificationTime(fileName: string): number {
  return statSync(fileName, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Every module that a file names in an import, an export, an import type or `import()`. */
function importSpecifiers(file: ts.SourceFile): Set<string> {
  const specifiers = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (typescript.isStringLiteralLike(node)) {
      const { parent } = node;
      const isImport =
        typescript.isImportDeclaration(parent) ||
        typescript.isExportDeclaration(parent) ||
        typescript.isExternalModuleReference(parent) ||
        typescript.isModuleDeclaration(parent) ||
        (typescript.isLiteralTypeNode(parent) && typescript.isImportTypeNode(parent.parent)) ||
        (typescript.isCallExpression(parent) &&
          (parent.expression.kind === typescript.SyntaxKind.ImportKeyword ||
            (typescript.isIdentifier(parent.expression) && parent.expression.text === "require")));
      if (isImport) specifiers.add(node.text);
    }
    typescript.forEachChild(node, visit);
  };
  visit(file);
  return specifiers;
}
