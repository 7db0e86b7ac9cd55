import { findProjectRoot } from "../../core/essentials/index.js";
import type {
  CellCompiler,
  CellSource,
  Completeness,
  CompileOutcome,
  CellDiagnostic,
  CompletionResult,
  Inspection,
  TextInsertion,
} from "./cell-compiler.js";
import { CellChecker } from "./check/cell-checker.js";
import { cellFileName } from "./check/cell-files.js";
import type { CellModule } from "./check/cell-module.js";
import { outlineCell, type CellOutline } from "./check/cell-outline.js";
import { completeCell, typedName } from "./assist/completion.js";
import { completenessOf } from "./assist/completeness.js";
import { saysNoName, toCellDiagnostics, type DiagnosedNotebook } from "./check/diagnostics.js";
import { diagnosedNotebook } from "./check/diagnosed-notebook.js";
import { emitCell } from "./lower/emit-cell.js";
import { removeTypes } from "./lower/remove-types.js";
import { inspectCell } from "./assist/inspection.js";
import { KERNEL_GLOBALS } from "./check/kernel-globals.js";
import { importInsertion } from "./modules/import-insertion.js";
import { suggestedImport } from "./modules/suggested-import.js";
import { NotebookNames, writeDraftPrelude, writePrelude, type LiveName } from "./check/notebook-names.js";
import { simpleDeclaration } from "./check/simple-declaration.js";
import { saveCompilerCode, typescript } from "./typescript/typescript-api.js";

/** Options of {@link createTypeScriptCompiler}. */
export interface TypeScriptCompilerOptions {
  /** Folder whose `node_modules` and build serve cells in any folder. @default the clone of tunelab */
  readonly projectRoot?: string;
  /** Declarations of the globals that the cell runner offers beside Node's, as TypeScript. @default the kernel's */
  readonly globals?: string;
  /** Cells after which the type checker is replaced, which bounds what it remembers. @default 500 */
  readonly cellsPerChecker?: number;
  /** Cells whose types are kept at most; of more, the names that were used longest ago become `any`. @default 1000 */
  readonly mostTypedCells?: number;
}

/** The compiler over TypeScript's own checker. */
export interface TypeScriptCompiler extends CellCompiler {
  /** Number of cells that are kept because later ones may need their types: it does not grow with cells that are replaced. */
  readonly keptCells: number;
  /** Loads the libraries and makes the checker, so that the first cell finds them there. */
  warmUp(): void;
  /** Has modules looked for again that were not there. */
  forgetFailures(): void;
}

/**
 * Makes a compiler over `typescript` 6.0.3: cells are checked as in an editor and see the names of those before.
 *
 * Nothing is loaded before {@link TypeScriptCompiler.warmUp} or the first cell.
 *
 * @example
 * const compiler = createTypeScriptCompiler();
 * const outcome = compiler.compile({ label: "Cell 1", code: "const x: number = 'a'", directory: "/notebooks" });
 * // { ok: false, diagnostics: [{ code: 2322, line: 1, column: 7, … }] }
 */
export function createTypeScriptCompiler(options: TypeScriptCompilerOptions = {}): TypeScriptCompiler {
  const { projectRoot = findProjectRoot(), globals = KERNEL_GLOBALS } = options;
  const { cellsPerChecker = 500, mostTypedCells = 1000 } = options;
  return new ResidentCompiler(new CellChecker(projectRoot, globals, cellsPerChecker), mostTypedCells);
}

/** Saving takes a tenth of a second, which the first cells should not wait for. */
const SAVE_CODE_AFTER_MS = 5_000;

/** Names of earlier cells that a completion offers at most: the latest. */
const MOST_NAMES_OFFERED = 500;

const ADDS_TO_GLOBALS = /\bdeclare\s+(?:global|module)\b/;

/** A cell on its way; `isKept` where a cell of before stands for it. */
interface CheckedCell {
  readonly module: CellModule;
  readonly isKept: boolean;
  readonly source: CellSource;
  readonly outline: CellOutline;
}

class ResidentCompiler implements TypeScriptCompiler {
  readonly identity = { name: "typescript", version: typescript.version };
  readonly #checker: CellChecker;
  readonly #mostTypedCells: number;
  readonly #names = new NotebookNames();
  #cellCount = 0;
  #pending: CheckedCell | undefined;

  constructor(checker: CellChecker, mostTypedCells: number) {
    this.#checker = checker;
    this.#mostTypedCells = mostTypedCells;
  }

  get keptCells(): number {
    return this.#checker.size;
  }

  warmUp(): void {
    this.compile({ label: "warm-up", code: "1 + 1", directory: process.cwd() });
    this.#discardPending();
    setTimeout(saveCompilerCode, SAVE_CODE_AFTER_MS).unref();
  }

  forgetFailures(): void {
    this.#checker.forgetFailures();
  }

  compile(source: CellSource): CompileOutcome {
    this.#discardPending();
    const outline = this.#outline(source);
    const outcome = this.#compile(source, outline);
    if (!outcome.ok) this.#names.refuse(outline.declares, source.label);
    return outcome;
  }

  /** Parses a cell under the name that it gets if it is added next. */
  #outline({ code, directory }: CellSource): CellOutline {
    return outlineCell(code, this.#checker.options, cellFileName(this.#cellCount + 1, directory));
  }

  #compile(source: CellSource, outline: CellOutline): CompileOutcome {
    if (outline.syntaxErrors.length > 0) {
      return {
        ok: false,
        diagnostics: toCellDiagnostics(outline.syntaxErrors, source.code, this.#diagnosed(source, [])),
      };
    }
    const used = this.#names.usedBy(outline);
    const { outcome, hasTwoReadings } = this.#tryAs(source, outline, used, false);
    if (outcome.ok || !hasTwoReadings) return outcome;
    const asNode = this.#tryAs(source, outline, used, true);
    return asNode.outcome.ok ? asNode.outcome : outcome;
  }

  /** Compiles a cell with the default imports of CommonJS packages read as they declare them, or as Node has them. */
  #tryAs(
    source: CellSource,
    outline: CellOutline,
    used: readonly LiveName[],
    importsAsNode: boolean,
  ): { readonly outcome: CompileOutcome; readonly hasTwoReadings: boolean } {
    const number = ++this.#cellCount;
    const takes = used.filter(({ text }) => text === undefined);
    const module = this.#checker.add(number, source, {
      prelude: writePrelude(outline, used),
      alone: outline.file,
      takes,
      importsAsNode,
    });
    const checked = { module, isKept: module.cell !== number, source, outline };
    try {
      const outcome = this.#checkAndEmit(checked, used);
      return { outcome, hasTwoReadings: !outcome.ok && this.#checker.hasTwoReadings(module) };
    } catch (error) {
      this.#dismiss(checked);
      this.#checker.renew();
      throw error;
    }
  }

  #checkAndEmit(checked: CheckedCell, used: readonly LiveName[]): CompileOutcome {
    const { module, source, outline } = checked;
    const { code, label, directory } = source;
    const problems = this.#checker.diagnose(module).filter(({ start }) => (start ?? 0) < code.length);
    const diagnostics = toCellDiagnostics(problems, code, this.#diagnosed(source, used));
    if (diagnostics.length > 0) {
      this.#dismiss(checked);
      return { ok: false, diagnostics };
    }
    const ambient = [...outline.declares, ...used].filter((name) => name.ambient).map(({ name }) => name);
    const emitted = emitCell(this.#checker, module, outline, label, directory, new Set(ambient));
    this.#pending = checked;
    return { ok: true, cell: { ...emitted, declares: outline.declares.map(({ name }) => name) } };
  }

  commit(): void {
    if (this.#pending === undefined) return;
    const { module, source, outline } = this.#pending;
    this.#pending = undefined;
    this.#checker.relabel(module.cell, source.label);
    this.#names.use(this.#names.usedBy(outline));
    this.#names.declare(module.cell, outline.declares, (declared) => {
      const symbol = module.file.locals?.get(declared.name);
      return symbol && simpleDeclaration(this.#checker.checker, symbol, declared);
    });
    this.#names.loosen(this.#mostTypedCells);
    this.#checker.retain(this.#names.liveCells());
  }

  forget(names?: readonly string[]): void {
    this.#discardPending();
    this.#names.forget(names);
    if (names === undefined) this.#checker.removeAll();
    else this.#checker.retain(this.#names.liveCells());
  }

  diagnose(source: CellSource): readonly CellDiagnostic[] {
    // Each would take a new checker, at every pause of the one who types.
    if (ADDS_TO_GLOBALS.test(source.code)) return [];
    const outline = this.#outline(source);
    if (outline.syntaxErrors.length > 0) {
      return toCellDiagnostics(outline.syntaxErrors, source.code, this.#diagnosed(source, []));
    }
    const declared = this.#diagnoseAs(source, outline, false);
    if (declared.diagnostics.length === 0 || !declared.hasTwoReadings) return declared.diagnostics;
    const asNode = this.#diagnoseAs(source, outline, true);
    return asNode.diagnostics.length === 0 ? [] : declared.diagnostics;
  }

  importFor(source: CellSource, name: string): TextInsertion | undefined {
    const isMissing = this.diagnose(source).some(
      (diagnostic) =>
        saysNoName(diagnostic) &&
        diagnostic.sourceLine.slice(diagnostic.column - 1, diagnostic.column - 1 + diagnostic.length) === name,
    );
    const line = isMissing ? suggestedImport(name, this.#checker.projectRoot) : undefined;
    return line === undefined ? undefined : importInsertion(source.code, line);
  }

  complete(code: string, offset: number, directory: string, withImports = false): CompletionResult {
    const position = clamp(offset, code);
    const typed = typedName(code, position).toLowerCase();
    const others = this.#names.all().filter(({ name }) => name.toLowerCase().startsWith(typed));
    const nothing = { items: [], start: position, end: position };
    return this.#withDraft(code, directory, others.slice(-MOST_NAMES_OFFERED), nothing, (module) =>
      completeCell(this.#checker, module, position, withImports),
    );
  }

  inspect(code: string, offset: number, detailLevel: 0 | 1, directory: string): Inspection {
    const nothing = { found: false, markdown: "", plain: "" };
    return this.#withDraft(code, directory, [], nothing, (module) =>
      inspectCell(this.#checker, module, clamp(offset, code), detailLevel),
    );
  }

  isComplete(code: string): Completeness {
    return completenessOf(code);
  }

  removeTypes(code: string): string {
    return removeTypes(code);
  }

  #diagnoseAs(
    source: CellSource,
    outline: CellOutline,
    importsAsNode: boolean,
  ): { readonly diagnostics: readonly CellDiagnostic[]; readonly hasTwoReadings: boolean } {
    const used = this.#names.usedBy(outline);
    const number = ++this.#cellCount;
    const module = this.#checker.add(number, source, {
      prelude: writePrelude(outline, used),
      alone: outline.file,
      takes: [],
      importsAsNode,
    });
    try {
      const { code } = source;
      const problems = this.#checker.diagnose(module).filter(({ start }) => (start ?? 0) < code.length);
      const diagnostics = toCellDiagnostics(problems, code, this.#diagnosed(source, used));
      return { diagnostics, hasTwoReadings: this.#checker.hasTwoReadings(module) };
    } catch (error) {
      this.#checker.renew();
      throw error;
    } finally {
      if (module.cell === number) this.#checker.remove(number);
    }
  }

  /** Adds code that is being typed as a module, for as long as a question about it is answered. */
  #withDraft<T>(
    code: string,
    directory: string,
    offered: readonly LiveName[],
    nothing: T,
    answer: (module: CellModule) => T,
  ): T {
    const outline = outlineCell(code, this.#checker.options);
    const own = new Set(outline.declares.map(({ name }) => name));
    const visible = new Map([...this.#names.usedBy(outline), ...offered].map((live) => [live.name, live]));
    const used = [...visible.values()].filter(({ name }) => !own.has(name));
    const source = { label: "", code, directory };
    const module = this.#checker.addDraft(++this.#cellCount, source, writeDraftPrelude(used));
    try {
      return answer(module);
    } catch (error) {
      this.#checker.renew();
      // The language service asserts what half-typed code does not always keep; a front end waits for an answer.
      if (isDebugFailure(error)) return nothing;
      throw error;
    } finally {
      this.#checker.remove(module.cell);
    }
  }

  #diagnosed({ directory }: CellSource, used: readonly LiveName[]): DiagnosedNotebook {
    return diagnosedNotebook(this.#checker, this.#names, directory, used);
  }

  #discardPending(): void {
    if (this.#pending !== undefined) this.#dismiss(this.#pending);
    this.#pending = undefined;
  }

  #dismiss({ module, isKept }: CheckedCell): void {
    if (!isKept) this.#checker.remove(module.cell);
  }
}

const clamp = (offset: number, code: string): number => Math.max(0, Math.min(Math.trunc(offset) || 0, code.length));

const isDebugFailure = (error: unknown): boolean => error instanceof Error && error.message.startsWith("Debug Failure");
