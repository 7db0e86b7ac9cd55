import vm from "node:vm";
import {
  createTypeScriptCompiler,
  type CellCompiler,
  type CellDiagnostic,
} from "../../../src/kernel/compiler/index.js";

/** What became of one cell: its value, or why it was not run. */
export type CellOutcome = { readonly value: unknown } | { readonly diagnostics: readonly CellDiagnostic[] };

/** Runs cells one after the other as the kernel does, without the kernel. */
export class Notebook {
  readonly scope: Record<string, unknown> = {};
  readonly imported: { readonly specifier: string; readonly options: unknown }[] = [];
  javascript = "";
  sourceMap = "";
  hasResult = false;
  /** Stands for the runner's import. */
  load: (specifier: string, options?: unknown) => Promise<unknown> = (specifier) => import(specifier);
  #count = 0;

  constructor(
    readonly compiler: CellCompiler = sharedCompiler(),
    readonly directory: string = import.meta.dirname,
  ) {
    compiler.forget();
  }

  async run(code: string): Promise<CellOutcome> {
    const label = `Cell ${++this.#count}`;
    const outcome = this.compiler.compile({ label, code, directory: this.directory });
    if (!outcome.ok) return { diagnostics: outcome.diagnostics };
    this.compiler.commit();
    ({ javascript: this.javascript, sourceMap: this.sourceMap, hasResult: this.hasResult } = outcome.cell);
    const evaluate = vm.runInThisContext(`(${outcome.cell.javascript})`, { filename: label }) as Evaluate;
    const load = (specifier: string, options?: unknown): Promise<unknown> => {
      this.imported.push({ specifier, options });
      return this.load(specifier, options);
    };
    const handle = {
      scope: this.scope,
      import: load,
      asTyped: (error: unknown) => error,
      lost: () => false,
      after: (value: unknown) => value,
      onValue: (listener: unknown) => listener,
      onError: (listener: unknown) => listener,
      onEnd: (listener: unknown) => listener,
      onCall: (listener: unknown) => listener,
      result: (value: unknown) => value,
      stopped: false,
    };
    return { value: await evaluate(handle) };
  }

  /** The value of a cell that must compile. */
  async value(code: string): Promise<unknown> {
    const outcome = await this.run(code);
    if ("diagnostics" in outcome) throw new Error(JSON.stringify(outcome.diagnostics));
    return outcome.value;
  }

  /** What to do about a cell that must not compile, message by message. */
  async hints(code: string): Promise<(string | undefined)[]> {
    const outcome = await this.run(code);
    if (!("diagnostics" in outcome)) throw new Error(`ran and gave ${String(outcome.value)}`);
    return outcome.diagnostics.map(({ hint }) => hint);
  }

  /** The messages about a cell that must not compile, as `code line:column message`. */
  async problems(code: string): Promise<string[]> {
    const outcome = await this.run(code);
    if (!("diagnostics" in outcome)) throw new Error(`ran and gave ${String(outcome.value)}`);
    return outcome.diagnostics.map((problem) => `${problem.code} ${problem.line}:${problem.column} ${problem.message}`);
  }
}

type Evaluate = (cell: object) => unknown;

let shared: CellCompiler | undefined;

/** One compiler for all tests of a file: loading the libraries takes most of a second. */
export function sharedCompiler(): CellCompiler {
  return (shared ??= createTypeScriptCompiler());
}
