import { isBuiltin } from "node:module";
import type ts from "typescript";
import type { CellSource } from "../cell-compiler.js";
import { cellFileName, cellOfFile, cellOfSpecifier } from "./cell-files.js";
import { augmentedName, isAugmenting, type CellModule, type ModuleContext } from "./cell-module.js";
import { applyCommentDirectives } from "./comment-directives.js";
import type { LiveName } from "./notebook-names.js";
import { parseCell, type ParseCellOptions } from "./parse-cell.js";
import { importSpecifiers } from "../modules/import-specifiers.js";
import { LibraryProgram } from "../modules/library-program.js";
import { emitSyntaxOf, importedFormat, mayImportAsNode, type ImportedFormat } from "../modules/module-interop.js";
import {
  typescript,
  type BoundSourceFile,
  type CheckerHost,
  type InternalChecker,
} from "../typescript/typescript-api.js";

/** A symbol that is made again is another property, so what was written for the earlier one has to be run again. */
const MAKES_SYMBOL = /\bSymbol\s*\(/;

/**
 * Checks cells against one type checker that stays alive.
 *
 * The checker is made over the {@link LibraryProgram}, and cells are added to it afterwards as modules of their own,
 * which costs a fraction of a millisecond each; a program and a checker per cell would cost 10 to 20 ms. It is made anew
 * when the program changes, when a cell adds to a global or a package, and every so many cells.
 */
export class CellChecker {
  readonly projectRoot: string;
  readonly #cellsPerChecker: number;
  readonly #libraries: LibraryProgram;
  readonly #cells = new Map<number, CellModule>();
  #host: CheckerHost | undefined;
  #checker: InternalChecker | undefined;
  #checkedCells = 0;

  /** After `cellsPerChecker` cells the checker is replaced, so that what it remembers of replaced ones can be collected. */
  constructor(projectRoot: string, globalsText: string, cellsPerChecker: number) {
    this.projectRoot = projectRoot;
    this.#cellsPerChecker = cellsPerChecker;
    this.#libraries = new LibraryProgram(projectRoot, globalsText);
  }

  get options(): ts.CompilerOptions {
    return this.#libraries.options;
  }

  /** The checker; made when first needed. */
  get checker(): InternalChecker {
    if (this.#checker === undefined) {
      this.#checker = typescript.createTypeChecker(this.host);
      this.#checkedCells = 0;
      for (const module of this.#cells.values()) settleTypes(this.#checker, module);
    }
    return this.#checker;
  }

  /** The program with the cells in it, as the checker sees it. */
  get host(): CheckerHost {
    return (this.#host ??= this.#createHost());
  }

  /** Number of cells that the checker can look into. */
  get size(): number {
    return this.#cells.size;
  }

  /**
   * Adds a cell as a module; the prelude follows its code.
   *
   * Where a cell is kept that says the same of the same names, that one is given: types with private members differ by
   * where they are declared, and cells in between go on with those of a cell that was run again as it was.
   */
  add(cell: number, source: CellSource, context: ModuleContext): CellModule {
    const { prelude, alone, importsAsNode } = context;
    const fileName = cellFileName(cell, source.directory);
    const isWhole = prelude === "" && alone.fileName === fileName;
    return (
      this.#findSame(source.code + prelude, source, importsAsNode) ??
      this.#add(cell, source, isWhole ? alone : this.#parse(fileName, source.code, { after: prelude }), context)
    );
  }

  /** Adds code that is being typed as a module; the prelude comes first, as the code may break off anywhere. */
  addDraft(cell: number, source: CellSource, prelude: string): CellModule {
    const file = this.#parse(cellFileName(cell, source.directory), source.code, { before: prelude });
    return this.#add(cell, source, file, { codeStart: prelude.length, takes: [], importsAsNode: false });
  }

  /** Gives a cell the name of its latest run. */
  relabel(cell: number, label: string): void {
    const module = this.#cells.get(cell);
    if (module !== undefined) this.#cells.set(cell, { ...module, label });
  }

  /** The names of earlier cells whose types a cell uses. */
  takenBy(cell: number): readonly LiveName[] {
    return this.#cells.get(cell)?.takes ?? [];
  }

  /** What is wrong with a cell, by its syntax, its names and its types. */
  diagnose({ file }: CellModule): readonly ts.Diagnostic[] {
    if (++this.#checkedCells > this.#cellsPerChecker) this.renew();
    const problems = [...file.parseDiagnostics, ...file.bindDiagnostics, ...this.checker.getDiagnostics(file)];
    return applyCommentDirectives(file, problems);
  }

  labelOf(cell: number): string | undefined {
    return this.#cells.get(cell)?.label;
  }

  remove(cell: number): void {
    const module = this.#cells.get(cell);
    if (module === undefined) return;
    this.#cells.delete(cell);
    if (isAugmenting(module)) this.renew();
  }

  removeAll(): void {
    this.#cells.clear();
    this.renew();
  }

  /** Drops the cells that neither have a live name nor are needed by one that has, nor add to a global or a package. */
  retain(live: ReadonlySet<number>): void {
    const keep = new Set<number>();
    const mark = (cell: number): void => {
      const module = this.#cells.get(cell);
      if (module === undefined || keep.has(cell)) return;
      keep.add(cell);
      for (const specifier of module.imports.keys()) {
        const earlier = cellOfSpecifier(specifier);
        if (earlier !== undefined) mark(earlier);
      }
    };
    for (const cell of live) mark(cell);
    for (const module of this.#cells.values()) if (isAugmenting(module)) mark(module.cell);
    for (const cell of [...this.#cells.keys()]) if (!keep.has(cell)) this.remove(cell);
  }

  /** Has the next question answered by a new checker; needed after an exception, which leaves the old one half-way. */
  renew(): void {
    this.#checker = undefined;
  }

  /** Has modules looked for again that were not there. */
  forgetFailures(): void {
    this.#libraries.resolver.forgetFailures();
  }

  /** Whether a file was parsed without its documentation, as all but cells are. */
  isWithoutDocumentation(file: ts.SourceFile): boolean {
    return cellOfFile(file.fileName) === undefined;
  }

  /** The format of a module that a cell imports. */
  formatOf(module: CellModule, specifier: string): ImportedFormat {
    const resolved = module.imports.get(specifier)?.resolvedModule;
    return importedFormat(this.host, resolved, resolved && this.host.getSourceFile(resolved.resolvedFileName));
  }

  /** Whether a cell imports the default of a CommonJS package that declares one. */
  hasTwoReadings(module: CellModule): boolean {
    return module.file.statements.some(
      (statement) =>
        typescript.isImportDeclaration(statement) &&
        typescript.isStringLiteral(statement.moduleSpecifier) &&
        mayImportAsNode(statement.moduleSpecifier) &&
        this.formatOf(module, statement.moduleSpecifier.text) === "commonjs with default",
    );
  }

  #findSame(text: string, { code, directory }: CellSource, importsAsNode: boolean): CellModule | undefined {
    if (MAKES_SYMBOL.test(code)) return undefined;
    for (const module of this.#cells.values()) {
      const { cell, file, imports } = module;
      const isSame =
        file.text === text &&
        module.codeLength === code.length &&
        module.importsAsNode === importsAsNode &&
        file.fileName === cellFileName(cell, directory);
      if (!isSame) continue;
      const found = [...this.#resolveImports(file)];
      if (found.every(([specifier, to]) => targetOf(to) === targetOf(imports.get(specifier)))) return module;
    }
    return undefined;
  }

  #parse(fileName: string, code: string, around: ParseCellOptions): BoundSourceFile {
    const file = parseCell(fileName, code, around);
    typescript.bindSourceFile(file, this.options);
    return file;
  }

  #add(
    cell: number,
    { code, label }: CellSource,
    file: BoundSourceFile,
    {
      codeStart = 0,
      takes,
      importsAsNode,
    }: Pick<CellModule, "takes" | "importsAsNode"> & { readonly codeStart?: number },
  ): CellModule {
    file.path = file.resolvedPath = file.fileName as ts.Path;
    file.originalFileName = file.fileName;
    file.version = "1";
    file.imports = [];
    file.moduleAugmentations = file.statements.filter(typescript.isModuleDeclaration).flatMap(augmentedName);
    file.ambientModuleNames = [];
    const imports = this.#resolveImports(file);
    const module = { cell, label, file, codeStart, codeLength: code.length, imports, takes, importsAsNode };
    this.#cells.set(cell, module);
    if (isAugmenting(module)) this.renew();
    return module;
  }

  /** Finds the files behind the imports of a cell and makes sure that the program has them. */
  #resolveImports(file: BoundSourceFile): Map<string, ts.ResolvedModuleWithFailedLookupLocations> {
    const found = new Map<string, ts.ResolvedModuleWithFailedLookupLocations>();
    const fileNames: string[] = [];
    let isMissing = false;
    for (const specifier of importSpecifiers(file)) {
      // The program knows Node's own.
      if (isBuiltin(specifier)) continue;
      const cell = cellOfSpecifier(specifier);
      const resolution =
        cell === undefined
          ? this.#libraries.resolver.resolve(specifier, file.fileName, typescript.ModuleKind.ESNext)
          : this.#resolveCell(cell);
      found.set(specifier, resolution);
      const target = targetOf(resolution);
      isMissing ||= target === undefined;
      if (target !== undefined && cell === undefined) fileNames.push(target);
    }
    // What was not found may be installed by the time of the next cell.
    if (isMissing) this.#libraries.resolver.forgetFailures();
    if (this.#libraries.update(fileNames)) this.#host = this.#checker = undefined;
    return found;
  }

  #resolveCell(cell: number): ts.ResolvedModuleWithFailedLookupLocations {
    const module = this.#cells.get(cell);
    return {
      resolvedModule: module && {
        resolvedFileName: module.file.fileName,
        extension: typescript.Extension.Ts,
        isExternalLibraryImport: false,
        resolvedUsingTsExtension: false,
      },
    } as ts.ResolvedModuleWithFailedLookupLocations;
  }

  #createHost(): CheckerHost {
    const program = this.#libraries.current;
    const moduleOf = (fileName: string): CellModule | undefined => {
      const cell = cellOfFile(fileName);
      return cell === undefined ? undefined : this.#cells.get(cell);
    };
    const host: CheckerHost = {
      ...program,
      getSourceFiles: () => {
        const augmenting = [...this.#cells.values()].filter(isAugmenting).map(({ file }) => file);
        return [...program.getSourceFiles(), ...augmenting];
      },
      getSourceFile: (fileName) => moduleOf(fileName)?.file ?? program.getSourceFile(fileName),
      getSourceFileByPath: (path) => moduleOf(path)?.file ?? program.getSourceFileByPath(path),
      getResolvedModule: (file, specifier, mode) => {
        const own = moduleOf(file.fileName)?.imports.get(specifier);
        return own ?? program.getResolvedModule(file, specifier, mode);
      },
      getEmitSyntaxForUsageLocation: (file, usage) => {
        const syntax = program.getEmitSyntaxForUsageLocation(file, usage);
        if (moduleOf(file.fileName)?.importsAsNode && mayImportAsNode(usage)) return syntax;
        return emitSyntaxOf(host, file, usage, syntax);
      },
      getTypeChecker: () => this.checker,
    };
    return host;
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

const targetOf = (found: ts.ResolvedModuleWithFailedLookupLocations | undefined): string | undefined =>
  found?.resolvedModule?.resolvedFileName;
