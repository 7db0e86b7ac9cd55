/** A cell as the person typed it, with magics already taken out. */
export interface CellSource {
  /** Name of the cell in stack traces and diagnostics, for example `"Cell 3"`. */
  readonly label: string;
  readonly code: string;
  /** Folder from which the cell's imports resolve: the notebook's. */
  readonly directory: string;
}

/** A message of the type checker or the parser, in the learner's own lines. */
export interface CellDiagnostic {
  /** TypeScript's number, for example 2322. */
  readonly code: number;
  readonly message: string;
  /** 1-based line and column in the cell; columns count UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** Number of UTF-16 units that the message is about. */
  readonly length: number;
  /** The text of that line. */
  readonly sourceLine: string;
  /** What to do next, where more can be said than the message does. */
  readonly hint?: string;
  /** Label of the cell that was refused and would have declared the name that is missing here. */
  readonly refusedBy?: string;
}

/** A cell turned into JavaScript that the cell runner can evaluate. */
export interface CompiledCell {
  /**
   * An expression that evaluates to `async ($cell) => value`.
   *
   * `$cell.scope` is the object that holds every top-level name of the notebook: a declaration in a cell is an
   * assignment to it and a use of a name of another cell reads it. `$cell.import(specifier, options?)` stands for both
   * `import` declarations and `import()`, `$cell.require(specifier)` for `import x = require(…)` of a CommonJS package.
   * `$cell.asTyped(error)` gives an error that was caught its message as typed.
   * After every `await` comes `$cell.stopped && await $cell.never`, at the beginning of a `catch` in async code
   * `$cell.lost(error) && await $cell.never`: there a cell stays that was interrupted. Callbacks of promises and of Node are
   * given as `$cell.onCall(f)`, `onError` and `onEnd`, which call none of such a cell. `$cell.resolve` is
   * `import.meta.resolve`. The value is `$cell.result(value)` of the cell's last expression statement, else `undefined`.
   */
  readonly javascript: string;
  /** Source map (version 3, JSON text) from `javascript` to the cell's code. */
  readonly sourceMap: string;
  /** Top-level names that the cell declares or imports. */
  readonly declares: readonly string[];
  /** Whether the cell ends in an expression whose value is the cell's result. */
  readonly hasResult: boolean;
}

export type CompileOutcome =
  | { readonly ok: true; readonly cell: CompiledCell }
  | { readonly ok: false; readonly diagnostics: readonly CellDiagnostic[] };

export interface CompletionItem {
  readonly text: string;
  /** Kind as in TypeScript's language service (`"function"`, `"property"`, …): for the icons of front ends. */
  readonly type: string;
}

/** Offsets are UTF-16 units into the code; the session turns them into code points. */
export interface CompletionResult {
  readonly items: readonly CompletionItem[];
  readonly start: number;
  readonly end: number;
}

/** A text that goes into a cell; the offset is in UTF-16 units. */
export interface TextInsertion {
  readonly offset: number;
  readonly text: string;
}

export interface Inspection {
  readonly found: boolean;
  /** Signature and documentation as Markdown; empty when nothing was found. */
  readonly markdown: string;
  readonly plain: string;
}

export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid" | "unknown";
  /** Spaces to put before the next line when `status` is `"incomplete"`. */
  readonly indent?: string;
}

/**
 * Turns cells into JavaScript and answers questions about code, knowing the cells that ran before.
 *
 * Implementations are synchronous: the kernel runs them in a worker thread.
 */
export interface CellCompiler {
  /** Name and version of what compiles, for example `{ name: "typescript", version: "6.0.3" }`. */
  readonly identity: { readonly name: string; readonly version: string };
  /** Checks and compiles a cell. Nothing is remembered until {@link commit}. */
  compile(source: CellSource): CompileOutcome;
  /** Makes the declarations of the cell compiled last visible to later cells, because it is now being run. */
  commit(): void;
  /** Forgets the given names, or all cells (`%reset`, a new cell runner). */
  forget(names?: readonly string[]): void;
  /** `withImports` offers also names that {@link importFor} can bring. */
  complete(code: string, offset: number, directory: string, withImports?: boolean): CompletionResult;
  inspect(code: string, offset: number, detailLevel: 0 | 1, directory: string): Inspection;
  /** What is wrong with a cell that is being typed; nothing of it is remembered. */
  diagnose(source: CellSource): readonly CellDiagnostic[];
  /** Where a cell lacks a name that an import brings: that import, as it goes into the cell. */
  importFor(source: CellSource, name: string): TextInsertion | undefined;
  isComplete(code: string): Completeness;
  /** Takes the types out of code that is not checked: an expression for the debugger. */
  removeTypes(code: string): string;
}
