/**
 * What the runner uses of the language and of Node, remembered before any cell runs. Cells may replace all of it, and
 * the runner must still be able to read requests, show results and report errors.
 */
interface Remembered {
  readonly holder: object;
  readonly key: PropertyKey;
  /** `undefined` for a name that must not exist, such as `Object.prototype.toJSON`. */
  readonly descriptor: PropertyDescriptor | undefined;
}

const { defineProperty, getOwnPropertyDescriptor, hasOwn } = Object;
const { deleteProperty, ownKeys } = Reflect;

const TypedArray = Object.getPrototypeOf(Uint8Array) as { readonly prototype: object };

const HOLDERS: readonly object[] = [
  ...[
    Object,
    Object.prototype,
    Array,
    Array.prototype,
    Function.prototype,
    String.prototype,
    Promise,
    Promise.prototype,
  ],
  ...[JSON, Reflect, RegExp.prototype, Map.prototype, Set.prototype, Error.prototype, Buffer, Buffer.prototype],
  ...[TypedArray.prototype],
  // What `for … of` and spreading call.
  ...[[][Symbol.iterator](), new Map().entries(), new Set().values(), "".matchAll(/x/g)].map(
    (iterator) => Object.getPrototypeOf(iterator) as object,
  ),
];

/** Of the hundred methods of a buffer and of a text those that read and write numbers and HTML are nobody's concern. */
const UNUSED =
  /^(?:read|write|swap)\w*(?:Int|UInt|Float|Double|LE|BE|\d)|^(?:anchor|big|blink|bold|fixed|font|italics|link|small|strike|su[bp])/;

const GLOBALS: readonly string[] = [
  ...["Object", "Array", "String", "Number", "Boolean", "Symbol", "Promise", "JSON", "Math", "Reflect", "Map", "Set"],
  ...["WeakMap", "RegExp", "Error", "TypeError", "RangeError", "SyntaxError", "AggregateError", "Proxy", "Buffer"],
  ...["Uint8Array", "ArrayBuffer", "SharedArrayBuffer", "Int32Array", "Atomics", "AbortSignal", "AbortController"],
  ...["DOMException", "Date", "URL", "process", "console"],
];

/** Names that the language looks up on every object or list, and that nobody has unless a cell adds them. */
const ABSENT: readonly (readonly [object, PropertyKey])[] = [
  [Object.prototype, "toJSON"],
  [Object.prototype, "then"],
  [Array.prototype, "toJSON"],
  [Array.prototype, "then"],
  [String.prototype, "toJSON"],
  [Number.prototype, "toJSON"],
  ...Array.from({ length: 16 }, (_, at) => [Array.prototype, String(at)] as const),
  ...Array.from({ length: 16 }, (_, at) => [Object.prototype, String(at)] as const),
];

const remembered: readonly Remembered[] = [
  ...HOLDERS.flatMap((holder) => ownKeys(holder).map((key) => ({ holder, key }))),
  ...GLOBALS.map((key) => ({ holder: globalThis, key })),
  ...ABSENT.map(([holder, key]) => ({ holder, key })),
].flatMap(({ holder, key }) => {
  if (typeof key === "string" && UNUSED.test(key)) return [];
  const descriptor = getOwnPropertyDescriptor(holder, key);
  return descriptor?.configurable === false && descriptor.writable !== true ? [] : [{ holder, key, descriptor }];
});
const count = remembered.length;
const nothingReplaced = compileCheck(remembered);

let depth = 0;

/**
 * Runs code of the runner over the language's own objects as they were at the start, then gives the cells back what they
 * made of them. Costs some microseconds where nothing was replaced.
 *
 * @example
 * withOwnIntrinsics(() => JSON.stringify({ a: 1 })); // '{"a":1}', although a cell has replaced JSON.stringify
 */
export function withOwnIntrinsics<T>(run: () => T): T {
  if (depth > 0) return run();
  const replaced = nothingReplaced() ? undefined : restore();
  depth += 1;
  try {
    return run();
  } finally {
    depth -= 1;
    if (replaced !== undefined) giveBack(replaced);
  }
}

interface Replaced {
  readonly one: Remembered;
  readonly descriptor: PropertyDescriptor | undefined;
  readonly next: Replaced | undefined;
}

/** Puts back what was replaced, and tells in a chain (a list would run a cell's setters) what stood there. */
function restore(): Replaced | undefined {
  let replaced: Replaced | undefined;
  for (let at = 0; at < count; at += 1) {
    const one = remembered[at]!;
    if (isAsRemembered(one)) continue;
    const descriptor = getOwnPropertyDescriptor(one.holder, one.key);
    if (put(one, one.descriptor)) replaced = { one, descriptor, next: replaced };
  }
  return replaced;
}

function giveBack(replaced: Replaced): void {
  for (let at: Replaced | undefined = replaced; at !== undefined; at = at.next) put(at.one, at.descriptor);
}

function isAsRemembered({ holder, key, descriptor }: Remembered): boolean {
  if (descriptor === undefined) return !hasOwn(holder, key);
  const now = getOwnPropertyDescriptor(holder, key);
  return now !== undefined && now.value === descriptor.value && now.get === descriptor.get;
}

/**
 * Makes one expression of all comparisons. Written as a loop they take a hundred times as long, since no place in the code
 * would see the same object twice.
 */
function compileCheck(all: readonly Remembered[]): () => boolean {
  const holders = [...new Set(all.map(({ holder }) => holder))];
  const names: string[] = [];
  const comparisons = all.flatMap(({ holder, key, descriptor }, at) => {
    const of = `h${holders.indexOf(holder)}`;
    const name = typeof key === "string" ? JSON.stringify(key) : `k${at}`;
    if (typeof key !== "string") names.push(`k${at} = all[${at}].key`);
    if (descriptor === undefined) return [`!(${name} in ${of})`];
    if (!("value" in descriptor)) return [];
    names.push(`v${at} = all[${at}].descriptor.value`);
    return [`${of}[${name}] === v${at}`];
  });
  const constants = [...holders.map((_, at) => `h${at} = holders[${at}]`), ...names].join(", ");
  const check = `() => { try { return ${comparisons.join(" && ")}; } catch { return false; } }`;
  // Only names of the language and of Node are in the text.
  return new Function("holders", "all", `const ${constants}; return ${check};`)(holders, all) as () => boolean;
}

function put({ holder, key }: Remembered, descriptor: PropertyDescriptor | undefined): boolean {
  try {
    if (descriptor === undefined) return deleteProperty(holder, key);
    defineProperty(holder, key, descriptor);
    return true;
  } catch {
    // A cell has made it unchangeable.
    return false;
  }
}
