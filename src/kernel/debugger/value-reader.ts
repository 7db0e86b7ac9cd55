import type { DebugHook } from "../runner/index.js";

/** A value in a line of text, as the runner describes it. */
export interface DescribedValue {
  readonly text: string;
  /** Characters of the whole, where `text` holds its beginning. */
  readonly length?: number;
  /** Number under which the parts of the value can be asked for; 0 where it has none. */
  readonly reference: number;
}

/** A variable, property or entry. */
export interface DescribedVariable extends DescribedValue {
  readonly name: string;
}

/** What a breakpoint asks for beside its place. */
export interface BreakpointRules {
  readonly condition?: () => unknown;
  /** Of the hits that meet the condition, for example `"3"`, `">= 3"` or `"% 3"`. */
  readonly hits?: string;
  /** Parts of a message that is written instead of stopping. */
  readonly message?: () => readonly unknown[];
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
  /** Runs code with the notebook's names as globals, so that locals shadow them and assignments reach the notebook. */
  evaluate(run: () => unknown): DescribedValue;
  /** The MIME bundle of a value; where nothing can be awaited, of one that makes it at once. */
  bundle(run: () => unknown, mayWait: boolean): unknown;
  /** Gives the notebook a name, and returns what TypeScript calls its type. */
  copy(run: () => unknown, name: string): string;
  /** A kept object whose class has private members. */
  withPrivates(reference: number): object | undefined;
  /** Whether to stop at a breakpoint: counts its hits, and writes its message. */
  stopsHere(breakpoint: number, when: BreakpointRules): boolean;
  /** Forgets all references. */
  forget(): void;
}

/**
 * Makes the part of the debugger that runs in the cell runner, on the thread of the cells. Its text is sent there, so it
 * uses nothing of this module; the runner need not load anything, which it could not while a cell spins.
 *
 * It never runs code of the learner: getters and traps of proxies are shown, not called. What it returns is bounded, whatever
 * the value is.
 */
export function createValueReader(hook: DebugHook): ValueReader {
  const { inspect, scope, types, withOwnIntrinsics } = hook;
  /** Entries of a list that are shown at once; of more, groups are. */
  const PAGE = 100;
  /** Entries in the line that describes a value. */
  const SHOWN = 8;
  /** Characters of a text that leave the runner: more than are shown, so that the kernel finds a secret in it whole. */
  const TEXT = 5000;

  const NODES_MARKS = /, \[Symbol\((?:async_id_symbol|trigger_async_id_symbol|kResourceStore)\)\]: (?:\d+|\[\w+\])/g;

  interface Page {
    readonly of: object;
    readonly from: number;
    readonly to: number;
  }
  interface Part {
    readonly name: string;
    readonly value?: unknown;
    readonly text?: string;
    readonly page?: Page;
  }

  let kept: (object | Page)[] = [];
  const pages = new WeakSet<object>();
  const keep = (value: object): number => kept.push(value);

  function quote(text: string): string {
    return JSON.stringify(text.length > TEXT ? text.slice(0, TEXT) : text);
  }

  function firstLine(text: string): string {
    const end = text.indexOf("\n");
    return end < 0 ? text : text.slice(0, end);
  }

  function inspected(value: unknown): string {
    try {
      const options = {
        breakLength: Infinity,
        depth: 0,
        customInspect: false,
        showProxy: true,
        maxArrayLength: SHOWN,
        maxStringLength: TEXT,
      };
      return firstLine(inspect(value, options));
    } catch {
      return "(cannot be shown)";
    }
  }

  /** The name of a value's class, without asking the value: `undefined` for plain objects. */
  function className(value: object): string | undefined {
    let at: object | null = value;
    for (let steps = 0; at !== null && steps < 20; steps += 1) {
      if (types.isProxy(at)) return undefined;
      const made = Reflect.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
      if (typeof made === "function" && !types.isProxy(made)) {
        const name = Reflect.getOwnPropertyDescriptor(made, "name")?.value as unknown;
        if (typeof name === "string" && name !== "") return name;
      }
      at = Reflect.getPrototypeOf(at);
    }
    return undefined;
  }

  function isList(value: object): value is readonly unknown[] {
    return Array.isArray(value) || types.isTypedArray(value);
  }

  function sizeOf(value: object): number {
    if (types.isMap(value)) return Reflect.apply(mapSize, value, []) as number;
    if (types.isSet(value)) return Reflect.apply(setSize, value, []) as number;
    return Array.isArray(value) ? value.length : (Reflect.apply(typedLength, value, []) as number);
  }
  const mapSize = Reflect.getOwnPropertyDescriptor(Map.prototype, "size")!.get!;
  const setSize = Reflect.getOwnPropertyDescriptor(Set.prototype, "size")!.get!;
  const typedLength = Reflect.getOwnPropertyDescriptor(Reflect.getPrototypeOf(Uint8Array.prototype)!, "length")!.get!;

  function hasEntries(value: object): boolean {
    return isList(value) || types.isMap(value) || types.isSet(value);
  }

  /** Own names that are shown, up to a number; of an error also what it is about, although the language hides it. */
  function namesOf(value: object, limit = Infinity): PropertyKey[] {
    if (isList(value) && sizeOf(value) > 10_000) return [];
    const isError = types.isNativeError(value);
    const names: PropertyKey[] = [];
    for (const key of Reflect.ownKeys(value)) {
      if (names.length >= limit) break;
      if (hasEntries(value) && typeof key === "string" && /^\d+$/.test(key)) continue;
      const isTold = isError && (key === "message" || key === "cause" || key === "errors");
      if (isTold || Reflect.getOwnPropertyDescriptor(value, key)?.enumerable === true) names.push(key);
    }
    return names;
  }

  const nameText = (key: PropertyKey): string => (typeof key === "symbol" ? `[${String(key)}]` : String(key));

  function property(value: object, key: PropertyKey): Part {
    let descriptor: PropertyDescriptor | undefined;
    try {
      descriptor = Reflect.getOwnPropertyDescriptor(value, key);
    } catch {
      // A name that a module has not given its value yet.
      return { name: nameText(key), text: "(not initialized)" };
    }
    if (descriptor === undefined) return { name: nameText(key), text: "(empty)" };
    if ("value" in descriptor) return { name: nameText(key), value: descriptor.value };
    return { name: nameText(key), text: descriptor.get === undefined ? "(setter)" : "(getter)" };
  }

  /** Entries of a list, map or set from a place on. */
  function* entries(value: object, from: number, to: number): Generator<Part> {
    if (isList(value)) {
      for (let at = from; at < to; at += 1) {
        const part = property(value, String(at));
        if (part.text !== "(empty)") yield part;
      }
      return;
    }
    let at = 0;
    const all = types.isMap(value)
      ? (Reflect.apply(Map.prototype.entries, value, []) as Iterable<[unknown, unknown]>)
      : (Reflect.apply(Set.prototype.entries, value, []) as Iterable<[unknown, unknown]>);
    for (const [key, item] of all) {
      if (at >= to) return;
      if (at >= from) yield { name: types.isMap(value) ? describe(key, 1).text : String(at), value: item };
      at += 1;
    }
  }

  function shortText(part: Part, depth: number): string {
    return part.text ?? describe(part.value, depth + 1).text;
  }

  function describeList(value: object, depth: number): string {
    const size = sizeOf(value);
    const isMap = types.isMap(value);
    const name =
      Array.isArray(value) && className(value) === "Array" ? "" : `${className(value) ?? "Object"}(${size}) `;
    if (depth > 0 && size > 0) return name === "" ? `[… ${size}]` : `${name}${isList(value) ? "[…]" : "{…}"}`;
    const parts: string[] = [];
    for (const part of entries(value, 0, Math.min(size, SHOWN))) {
      const item = shortText(part, depth);
      parts.push(isMap ? `${part.name} => ${item}` : item);
    }
    if (size > SHOWN) parts.push(`… ${(size - SHOWN).toLocaleString("en")} more`);
    else if (parts.length < size) parts.push(`${size - parts.length} empty`);
    const inner = parts.join(", ");
    return isList(value) ? `${name}[${inner}]` : `${name}{${inner}}`;
  }

  function describeObject(value: object, depth: number): string {
    const name = className(value);
    const prefix = name === undefined || name === "Object" ? "" : `${name} `;
    const names = namesOf(value, SHOWN + 1);
    if (depth > 0) return names.length === 0 ? `${prefix}{}` : `${prefix}{…}`;
    const parts = names.slice(0, SHOWN).map((key) => {
      const part = property(value, key);
      return `${part.name}: ${shortText(part, depth)}`;
    });
    if (names.length > SHOWN) parts.push("…");
    return `${prefix}{${parts.join(", ")}}`;
  }

  function describeError(value: object): string {
    const message = Reflect.getOwnPropertyDescriptor(value, "message")?.value as unknown;
    const name = className(value) ?? "Error";
    return typeof message === "string" && message !== "" ? `${name}: ${quote(message).slice(1, -1)}` : name;
  }

  function describeFunction(value: object): string {
    if (types.isProxy(value)) return inspected(value);
    const name = Reflect.getOwnPropertyDescriptor(value, "name")?.value as unknown;
    const known = typeof name === "string" && name !== "" ? name : "(anonymous)";
    const source = Reflect.apply(Function.prototype.toString, value, []) as string;
    return source.startsWith("class") ? `class ${known}` : `ƒ ${known}`;
  }

  function describeAny(value: object, depth: number): string {
    if (typeof value === "function") return describeFunction(value);
    if (types.isProxy(value)) return inspected(value);
    // Node marks promises with symbols of its own.
    if (types.isPromise(value)) return inspected(value).replace(NODES_MARKS, "");
    if (types.isDate(value)) {
      const time = Reflect.apply(Date.prototype.getTime, value, []) as number;
      return Number.isNaN(time) ? "Invalid Date" : new Date(time).toISOString();
    }
    if (types.isNativeError(value)) return describeError(value);
    if (hasEntries(value)) return describeList(value, depth);
    if (types.isRegExp(value) || types.isBoxedPrimitive(value) || types.isAnyArrayBuffer(value))
      return inspected(value);
    if (types.isModuleNamespaceObject(value))
      return `Module {${Reflect.ownKeys(value).slice(0, SHOWN).map(nameText).join(", ")}}`;
    return describeObject(value, depth);
  }

  function hasParts(value: object): boolean {
    if (types.isProxy(value) || types.isDate(value) || types.isRegExp(value) || types.isPromise(value)) return false;
    if (hasEntries(value) && sizeOf(value) > 0) return true;
    return namesOf(value, 1).length > 0;
  }

  function describe(value: unknown, depth = 0): DescribedValue {
    if (typeof value === "string") {
      const text = quote(value);
      return value.length > TEXT ? { text, length: value.length, reference: 0 } : { text, reference: 0 };
    }
    if (typeof value === "bigint") return { text: firstLine(`${value}n`), reference: 0 };
    if (Object.is(value, -0)) return { text: "-0", reference: 0 };
    if ((typeof value !== "object" && typeof value !== "function") || value === null)
      return { text: String(value), reference: 0 };
    try {
      const text = describeAny(value, depth);
      return { text, reference: depth === 0 && hasParts(value) ? keep(value) : 0 };
    } catch {
      return { text: "(cannot be shown)", reference: 0 };
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

  /** Whether an object's class declares private members, by its text. */
  function hasPrivates(value: object): boolean {
    for (let at: object | null = value; at !== null && !types.isProxy(at); at = Reflect.getPrototypeOf(at)) {
      const made = Reflect.getOwnPropertyDescriptor(at, "constructor")?.value as unknown;
      if (typeof made !== "function" || types.isProxy(made)) continue;
      if (/[\s{;]#[\p{ID_Start}$_]/u.test(Reflect.apply(Function.prototype.toString, made, []) as string)) return true;
    }
    return false;
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
    const parts = withNames(message).map((part) => (typeof part === "string" ? part : describe(part).text));
    console.log(parts.join(""));
    return false;
  }

  function bundle(run: () => unknown, mayWait: boolean): unknown {
    const value = withNames(run);
    const shown = hook.toBundle(value) as { readonly then?: unknown };
    if (mayWait || typeof shown.then !== "function") return shown;
    return { data: { "text/plain": withOwnIntrinsics(() => describe(value)).text }, metadata: {} };
  }

  function copy(run: () => unknown, name: string): string {
    const value = withNames(run);
    scope[name] = value;
    return ["string", "number", "boolean", "bigint", "symbol"].includes(typeof value) ? typeof value : "any";
  }

  return {
    bundle,
    copy,
    stopsHere,
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
    evaluate: (run) => {
      const value = withNames(run);
      return withOwnIntrinsics(() => describe(value));
    },
    forget: () => void (kept = []),
  };
}
