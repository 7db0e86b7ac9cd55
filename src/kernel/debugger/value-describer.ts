import type { DebugHook } from "../runner/index.js";

/** A value in a line of text, as the runner describes it. */
export interface ValueText {
  readonly text: string;
  /** Characters of the whole, where `text` holds its beginning. */
  readonly length?: number;
}

/** One property or entry of a value. */
export interface ValuePart {
  readonly name: string;
  readonly value?: unknown;
  /** Where it has no value that can be looked at, such as a getter: what is shown instead. */
  readonly text?: string;
}

/** What {@link createValueDescriber} makes. */
export interface ValueDescriber {
  describe(value: unknown): ValueText;
  /** Whether a value is a list, map or set. */
  hasEntries(value: object): boolean;
  sizeOf(value: object): number;
  /** Entries of a list, map or set from a place on. */
  entries(value: object, from: number, to: number): Iterable<ValuePart>;
  /** Own names that are shown, up to a number. */
  namesOf(value: object, limit?: number): PropertyKey[];
  property(value: object, key: PropertyKey): ValuePart;
  hasParts(value: object): boolean;
}

/**
 * Makes what describes values, on the thread of the cells. Its text is sent to the runner, so it uses nothing of this module.
 *
 * It never runs code of the learner: getters and traps of proxies are shown, not called. What it returns is bounded, whatever
 * the value is.
 */
export function createValueDescriber({ inspect, types }: DebugHook): ValueDescriber {
  /** Entries in the line that describes a value. */
  const SHOWN = 8;
  /** Characters of a text that leave the runner: more than are shown, so that the kernel finds a secret in it whole. */
  const TEXT = 5000;
  const NODES_MARKS = /, \[Symbol\((?:async_id_symbol|trigger_async_id_symbol|kResourceStore)\)\]: (?:\d+|\[\w+\])/g;

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

  function property(value: object, key: PropertyKey): ValuePart {
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
  function* entries(value: object, from: number, to: number): Generator<ValuePart> {
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

  function shortText(part: ValuePart, depth: number): string {
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

  function cut(text: string, length: number): ValueText {
    return length > TEXT ? { text: text.slice(0, TEXT), length } : { text };
  }

  function describe(value: unknown, depth = 0): ValueText {
    if (typeof value === "string") return { text: quote(value), length: value.length };
    if (typeof value === "bigint") {
      const text = `${value}n`;
      return cut(text, text.length);
    }
    if (Object.is(value, -0)) return { text: "-0" };
    if ((typeof value !== "object" && typeof value !== "function") || value === null) return { text: String(value) };
    try {
      return { text: describeAny(value, depth) };
    } catch {
      return { text: "(cannot be shown)" };
    }
  }

  return { describe: (value) => describe(value), entries, hasEntries, hasParts, namesOf, property, sizeOf };
}
