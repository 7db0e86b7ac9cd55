import type { DebugHook } from "../runner/index.js";
import type { ValueDescriber, ValuePart, ValueText } from "./value-describer.js";

/** A value, and how its parts can be asked for. */
export interface DescribedValue extends ValueText {
  /** Number under which the parts of the value can be asked for; 0 where it has none. */
  readonly reference: number;
}

/** A variable, property or entry. */
export interface DescribedVariable extends DescribedValue {
  readonly name: string;
}

/** What {@link createValueReader} makes: how the kernel looks at values in the runner. */
export interface ValueReader {
  /** Takes an object of V8's that holds the names of a scope, with `this` where there is one; returns its reference. */
  keepScope(names: object, self?: object): number;
  /** A reference to all top-level names of the notebook. */
  keepNotebook(): number;
  /** The parts of what a reference stands for. */
  parts(reference: number): readonly DescribedVariable[];
  describe(value: unknown): DescribedValue;
  /** A kept object whose class has private members. */
  withPrivates(reference: number): object | undefined;
  /** Forgets all references. */
  forget(): void;
}

/**
 * Makes what keeps values and lists their parts, on the thread of the cells. Its text is sent to the runner, so it uses nothing
 * of this module; the runner need not load anything, which it could not while a cell spins.
 */
export function createValueReader(hook: DebugHook, describer: ValueDescriber): ValueReader {
  const { scope, types, withOwnIntrinsics } = hook;
  const { entries, hasEntries, hasParts, namesOf, property, sizeOf } = describer;
  /** Entries of a list that are shown at once; of more, groups are. */
  const PAGE = 100;

  interface Page {
    readonly of: object;
    readonly from: number;
    readonly to: number;
  }
  type Part = ValuePart & { readonly page?: Page };

  let kept: (object | Page)[] = [];
  const pages = new WeakSet<object>();
  const keep = (value: object): number => kept.push(value);

  function describe(value: unknown): DescribedValue {
    const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
    return { ...describer.describe(value), reference: isObject && canOpen(value) ? keep(value) : 0 };
  }

  function canOpen(value: object): boolean {
    try {
      return hasParts(value) || hasPrivates(value);
    } catch {
      return false;
    }
  }

  function described(part: Part): DescribedVariable {
    const { name, page, text } = part;
    if (page !== undefined) {
      pages.add(page);
      return { name, text: "…", reference: keep(page) };
    }
    return text === undefined ? { name, ...describe(part.value) } : { name, text, reference: 0 };
  }

  /** Groups of a hundred at most, each of a power of a hundred. */
  function groups(of: object, from: number, to: number): Part[] {
    let step = PAGE;
    while ((to - from) / step > PAGE) step *= PAGE;
    const parts: Part[] = [];
    for (let at = from; at < to; at += step) {
      const end = Math.min(at + step, to);
      parts.push({ name: `[${at} … ${end - 1}]`, page: { of, from: at, to: end } });
    }
    return parts;
  }

  function partsOf(value: object, from: number, to: number): Part[] {
    if (to - from > PAGE) return groups(value, from, to);
    if (hasEntries(value)) return [...entries(value, from, to)];
    return namesOf(value)
      .slice(from, to)
      .map((key) => property(value, key));
  }

  function parts(reference: number): DescribedVariable[] {
    const value = kept[reference - 1];
    if (value === undefined) return [];
    if (pages.has(value)) {
      const { of, from, to } = value as Page;
      return partsOf(of, from, to).map(described);
    }
    const names = namesOf(value);
    if (!hasEntries(value)) return partsOf(value, 0, names.length).map(described);
    const own = names.slice(0, PAGE).map((key) => property(value, key));
    return [...partsOf(value, 0, sizeOf(value)), ...own].map(described);
  }

  /** Whether an object's class declares private members, by its text. */
  function hasPrivates(value: object): boolean {
    for (let at: object | null = value; at !== null && !types.isProxy(at); at = Reflect.getPrototypeOf(at)) {
      const made = Reflect.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
      if (typeof made !== "function" || types.isProxy(made)) continue;
      if (/[\s{;]#[\p{ID_Start}$_]/u.test(Reflect.apply(Function.prototype.toString, made, []) as string)) return true;
    }
    return false;
  }

  return {
    withPrivates: (reference) => {
      const value = kept[reference - 1];
      return value === undefined || pages.has(value) || types.isProxy(value) || !hasPrivates(value) ? undefined : value;
    },
    keepScope: (names, self) => {
      if (self === undefined) return keep(names);
      const all: object = Object.create(null) as object;
      Reflect.defineProperty(all, "this", { value: self, enumerable: true });
      for (const name of Reflect.ownKeys(names))
        Reflect.defineProperty(all, name, Reflect.getOwnPropertyDescriptor(names, name)!);
      return keep(all);
    },
    keepNotebook: () => keep(scope),
    parts: (reference) => withOwnIntrinsics(() => parts(reference)),
    describe: (value) => withOwnIntrinsics(() => describe(value)),
    forget: () => void (kept = []),
  };
}
