import { createRequire } from "node:module";
import type {
  CellCompiler,
  CellDiagnostic,
  CellSource,
  CompileOutcome,
  Completeness,
  CompletionResult,
  Inspection,
} from "./cell-compiler.js";

/** What is used of `tslab/dist/converter`, version 1.0.22. */
interface TslabModule {
  createConverter(options: { isJS: boolean; isBrowser: boolean }): TslabConverter;
  isCompleteCode(code: string): { readonly completed: boolean; readonly indent?: string };
}

interface TslabConverter {
  convert(declarations: string, code: string): TslabConversion;
  inspect(declarations: string, code: string, offset: number): TslabQuickInfo | undefined;
  complete(declarations: string, code: string, offset: number): TslabCompletion;
  close(): void;
}

interface TslabConversion {
  readonly output?: string;
  readonly declOutput?: string;
  readonly lastExpressionVar?: string;
  readonly diagnostics: readonly TslabDiagnostic[];
}

interface TslabDiagnostic {
  readonly start: { readonly offset: number; readonly line: number; readonly character: number };
  readonly end: { readonly offset: number };
  readonly messageText: string;
  readonly code: number;
}

interface TslabQuickInfo {
  readonly displayParts?: readonly { readonly text: string }[];
  readonly documentation?: readonly { readonly text: string }[];
}

interface TslabCompletion {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly string[];
  readonly original?: { readonly entries: readonly { readonly name: string; readonly kind: string }[] };
}

/** The compiler over tslab's converter. */
export interface TslabCompiler extends CellCompiler {
  /** Starts the converter, so that the first cell finds it there. */
  warmUp(): void;
  /** Stops watching files. */
  close(): void;
}

/**
 * Makes a compiler over tslab 1.0.22's converter (a fork of TypeScript 5.0.4): the baseline that ours is compared with.
 *
 * What it cannot do: it has no source maps, so stack traces show lines of the JavaScript; imports resolve from the
 * folder that the kernel was started in, whatever the notebook's, and only with Node10 resolution; `import()` takes only
 * literal specifiers; a closure keeps what a `let` was when its cell ended; names are forgotten all at once, not one by one; types are not among the declared names; nothing
 * is invalid to it, only complete or not.
 *
 * @example
 * const compiler = createTslabCompiler();
 * compiler.compile({ label: "Cell 1", code: "1 + 1", directory: process.cwd() });
 */
export function createTslabCompiler(): TslabCompiler {
  return new ConverterCompiler();
}

class ConverterCompiler implements TslabCompiler {
  readonly identity = { name: "tslab", version: "1.0.22" };
  readonly #tslab = createRequire(import.meta.url)("tslab/dist/converter.js") as TslabModule;
  #converter: TslabConverter | undefined;
  #declarations = "";
  #pending: string | undefined;

  warmUp(): void {
    this.#started().convert("", "1 + 1");
  }

  close(): void {
    this.#converter?.close();
    this.#converter = undefined;
  }

  compile({ code }: CellSource): CompileOutcome {
    this.#pending = undefined;
    const {
      output = "",
      declOutput = "",
      lastExpressionVar,
      diagnostics,
    } = this.#started().convert(this.#declarations, code);
    if (diagnostics.length > 0) {
      return { ok: false, diagnostics: diagnostics.map((diagnostic) => toCellDiagnostic(diagnostic, code)) };
    }
    this.#pending = declOutput;
    return {
      ok: true,
      cell: {
        javascript: toFunction(output, lastExpressionVar),
        sourceMap: JSON.stringify({ version: 3, sources: [], names: [], mappings: "" }),
        declares: exportedNames(output).filter((name) => name !== lastExpressionVar),
        hasResult: lastExpressionVar !== undefined,
      },
    };
  }

  commit(): void {
    this.#declarations = this.#pending ?? this.#declarations;
    this.#pending = undefined;
  }

  forget(names?: readonly string[]): void {
    this.#pending = undefined;
    if (names === undefined) this.#declarations = "";
  }

  complete(code: string, offset: number, _directory: string): CompletionResult {
    const position = clamp(offset, code);
    const { candidates, start, end, original } = this.#started().complete(this.#declarations, code, position);
    const kinds = new Map((original?.entries ?? []).map(({ name, kind }) => [name, kind]));
    return { items: candidates.map((text) => ({ text, type: kinds.get(text) ?? "" })), start, end };
  }

  inspect(code: string, offset: number, _detailLevel: 0 | 1, _directory: string): Inspection {
    const info = this.#started().inspect(this.#declarations, code, clamp(offset, code));
    if (info === undefined) return { found: false, markdown: "", plain: "" };
    const signature = (info.displayParts ?? []).map(({ text }) => text).join("");
    const documentation = (info.documentation ?? []).map(({ text }) => text).join("");
    const parts = (first: string): string => (documentation === "" ? first : `${first}\n\n${documentation}`);
    return {
      found: true,
      markdown: parts(`\`\`\`typescript\n${signature}\n\`\`\``),
      plain: parts(signature),
    };
  }

  /** tslab cannot check without declaring. */
  diagnose(): readonly CellDiagnostic[] {
    return [];
  }

  importFor(): undefined {
    return undefined;
  }

  /** tslab has no way to it: expressions for the debugger are JavaScript then. */
  removeTypes(code: string): string {
    return code;
  }

  isComplete(code: string): Completeness {
    const { completed, indent } = this.#tslab.isCompleteCode(code);
    return completed ? { status: "complete" } : { status: "incomplete", indent: indent ?? "" };
  }

  #started(): TslabConverter {
    this.#converter ??= this.#tslab.createConverter({ isJS: false, isBrowser: false });
    return this.#converter;
  }
}

function toCellDiagnostic({ code, messageText, start, end }: TslabDiagnostic, source: string): CellDiagnostic {
  return {
    code,
    message: messageText,
    line: start.line + 1,
    column: start.character + 1,
    length: end.offset - start.offset,
    sourceLine: source.split(/\r\n|\n|\r/)[start.line] ?? "",
  };
}

/**
 * Wraps tslab's CommonJS so that its exports are the scope and its `require` gives what `$cell.import` loaded before.
 *
 * Exports are defined with getters that cannot be assigned to; as in tslab's executor they become plain values.
 */
function toFunction(output: string, resultName: string | undefined): string {
  const specifiers = [...new Set([...output.matchAll(/\brequire\((["'])(.*?)\1\)/g)].map((match) => match[2]!))];
  const result = resultName === undefined ? "undefined" : `$cell.scope[${JSON.stringify(resultName)}]`;
  return `async ($cell) => {
const exports = new Proxy($cell.scope, {
  defineProperty: (scope, name, { get, value }) => {
    if (name !== "__esModule") scope[name] = get ? get() : value;
    return true;
  },
});
const $modules = new Map();
for (const specifier of ${JSON.stringify(specifiers)}) {
  $modules.set(specifier, await $cell.import(specifier).then((module) => ({ module }), (error) => ({ error })));
}
const require = (specifier) => {
  const { module, error } = $modules.get(specifier) ?? {};
  if (module === undefined) throw error ?? new Error("tslab's compiler can only load modules named literally: " + specifier);
  return module.default?.__esModule ? module.default : { ...module, __esModule: true };
};
${output}
const $result = ${result};
${resultName === undefined ? "" : `delete ${result};`}
return $result;
}`;
}

function exportedNames(output: string): string[] {
  const assigned = [...output.matchAll(/\bexports\.([\p{ID_Start}$_][\p{ID_Continue}$]*) = /gu)];
  const defined = [...output.matchAll(/\bObject\.defineProperty\(exports, "([^"]+)"/g)];
  const names = [...assigned, ...defined].map((match) => match[1]!);
  return [...new Set(names)].filter((name) => name !== "__esModule");
}

const clamp = (offset: number, code: string): number => Math.max(0, Math.min(Math.trunc(offset) || 0, code.length));
