import type { DebugHook } from "../runner/index.js";
import type { ValueDescriber } from "./value-describer.js";
import type { DescribedValue, ValueReader } from "./value-reader.js";

/** What a breakpoint asks for beside its place. */
export interface BreakpointRules {
  readonly condition?: () => unknown;
  /** Of the hits that meet the condition, for example `"3"`, `">= 3"` or `"% 3"`. */
  readonly hits?: string;
  /** Parts of a message that is written instead of stopping. */
  readonly message?: () => readonly unknown[];
}

/** What {@link createExpressionRunner} makes: how code of the person is run in the runner. */
export interface ExpressionRunner {
  /** Runs code with the notebook's names as globals, so that locals shadow them and assignments reach the notebook. */
  evaluate(run: () => unknown): DescribedValue;
  /** The MIME bundle of a value; where nothing can be awaited, of one that makes it at once. */
  bundle(run: () => unknown, mayWait: boolean): unknown;
  /** Gives the notebook a name, and returns what TypeScript calls its type. */
  copy(run: () => unknown, name: string): string;
  /** Whether to stop at a breakpoint: counts its hits, and writes its message. */
  stopsHere(breakpoint: number, when: BreakpointRules): boolean;
}

/**
 * Makes what runs expressions of the person, of breakpoints too, on the thread of the cells. Its text is sent to the runner, so
 * it uses nothing of this module.
 */
export function createExpressionRunner(
  hook: DebugHook,
  { describe }: ValueReader,
  describer: ValueDescriber,
): ExpressionRunner {
  const { scope, toBundle } = hook;

  /** Gives the names of the notebook to the global object for as long as something runs. */
  function withNames<T>(run: () => T): T {
    const replaced: [string, PropertyDescriptor | undefined][] = [];
    for (const name of Object.keys(scope)) {
      const before = Reflect.getOwnPropertyDescriptor(globalThis, name);
      const accessor = { configurable: true, get: () => scope[name], set: (value: unknown) => (scope[name] = value) };
      if (Reflect.defineProperty(globalThis, name, accessor)) replaced.push([name, before]);
    }
    try {
      return run();
    } finally {
      for (const [name, before] of replaced) {
        if (before === undefined) Reflect.deleteProperty(globalThis, name);
        else Reflect.defineProperty(globalThis, name, before);
      }
    }
  }

  function meets(count: number, hits: string): boolean {
    const [, operator = "", number = ""] = /^\s*(%|>=?|<=?|={0,3})\s*(\d+)\s*$/.exec(hits) ?? [];
    const limit = Number(number);
    if (number === "") return true;
    if (operator === "%") return count % limit === 0;
    if (operator === ">") return count > limit;
    if (operator === ">=") return count >= limit;
    if (operator === "<") return count < limit;
    return operator === "<=" ? count <= limit : count === limit;
  }

  const counts = new Map<number, number>();
  function stopsHere(breakpoint: number, { condition, hits, message }: BreakpointRules): boolean {
    if (condition !== undefined && !withNames(condition)) return false;
    const count = (counts.get(breakpoint) ?? 0) + 1;
    counts.set(breakpoint, count);
    if (hits !== undefined && !meets(count, hits)) return false;
    if (message === undefined) return true;
    const parts = withNames(message).map((part) => (typeof part === "string" ? part : describer.describe(part).text));
    console.log(parts.join(""));
    return false;
  }

  function bundle(run: () => unknown, mayWait: boolean): unknown {
    const value = withNames(run);
    const shown = toBundle(value) as { readonly then?: unknown };
    if (mayWait || typeof shown.then !== "function") return shown;
    return { data: { "text/plain": describe(value).text }, metadata: {} };
  }

  function copy(run: () => unknown, name: string): string {
    const value = withNames(run);
    scope[name] = value;
    return ["string", "number", "boolean", "bigint", "symbol"].includes(typeof value) ? typeof value : "any";
  }

  return { bundle, copy, evaluate: (run) => describe(withNames(run)), stopsHere };
}
