import { hideNotesFromKeys } from "./promise-notes.js";
import { PROTOTYPE, type Place, giveBack, remember } from "./remembered.js";

/*
 * What the runner uses of the language and of Node, remembered before any cell runs. Cells may replace all of it, and
 * the runner must still be able to read requests, show results and report errors.
 */
const { ownKeys } = Reflect;

hideNotesFromKeys();

// Node's accessors of these keep what a cell assigns where no comparison of descriptors sees it.
for (const key of ["process", "Buffer", "DOMException", "AbortController", "AbortSignal"] as const) {
  const value: unknown = globalThis[key];
  Object.defineProperty(globalThis, key, { value, configurable: true, writable: true, enumerable: false });
}

const TypedArray = Object.getPrototypeOf(Uint8Array) as { readonly prototype: object };

const HOLDERS: readonly object[] = [
  ...[
    Object,
    Object.prototype,
    Array,
    Array.prototype,
    Function.prototype,
    String,
    String.prototype,
    Number,
    Number.prototype,
    Promise,
    Promise.prototype,
  ],
  ...[
    JSON,
    Reflect,
    Math,
    RegExp,
    RegExp.prototype,
    Map.prototype,
    Set.prototype,
    WeakMap.prototype,
    Symbol,
    Symbol.prototype,
  ],
  ...[Error, Error.prototype, Buffer, Buffer.prototype, TypedArray.prototype, Atomics],
  ...[AbortController.prototype, EventTarget.prototype],
  // What `for … of` and spreading call.
  ...[[][Symbol.iterator](), new Map().entries(), new Set().values(), "".matchAll(/x/g), ""[Symbol.iterator]()].map(
    (iterator) => Object.getPrototypeOf(iterator) as object,
  ),
];

/** Of the hundred methods of a buffer and of a text those that read and write numbers and HTML are nobody's concern. */
const UNUSED =
  /^(?:read|write|swap)\w*(?:Int|UInt|Float|Double|LE|BE|\d)|^(?:anchor|big|blink|bold|fixed|font(?:color|size)|italics|link|small|strike|su[bp])$/;

/** What cells set on purpose, for a seed or another trace, and also mean for what they show themselves. */
const THEIRS: ReadonlySet<PropertyKey> = new Set(["random", "stackTraceLimit", "prepareStackTrace"]);

const GLOBALS: readonly string[] = [
  ...["Object", "Function", "Array", "String", "Number", "Boolean", "BigInt", "Symbol", "Promise", "JSON", "Math"],
  ...["Reflect", "Proxy", "Map", "Set", "WeakMap", "WeakSet", "WeakRef", "RegExp", "Date", "Intl", "globalThis"],
  ...["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "AggregateError", "DOMException"],
  ...["Uint8Array", "ArrayBuffer", "SharedArrayBuffer", "Int32Array", "DataView", "Atomics", "Buffer"],
  ...["AbortSignal", "AbortController", "EventTarget", "URL", "process", "console"],
  ...["parseInt", "parseFloat", "isNaN", "isFinite", "encodeURIComponent", "decodeURIComponent"],
];

/** Names that the language looks up on every object or list, and that nobody has unless a cell adds them. */
export const ABSENT: readonly Place[] = [
  ...["toJSON", "then", "get", "set", "value", "writable", "enumerable", "configurable"].map((key) => ({
    holder: Object.prototype,
    key,
  })),
  ...[Array.prototype, String.prototype, Number.prototype].map((holder) => ({ holder, key: "toJSON" })),
  { holder: Array.prototype, key: "then" },
  ...Array.from({ length: 16 }, (_, at) => ({ holder: Array.prototype, key: String(at) })),
  ...Array.from({ length: 16 }, (_, at) => ({ holder: Object.prototype, key: String(at) })),
];

const prototypeOf = (value: object): object => Object.getPrototypeOf(value) as object;

const GENERATORS: readonly object[] = [function* () {}, async function* () {}];

/** What the language's own objects inherit: bytes lose their length and generators their iteration without it. */
export const PROTOTYPES: readonly Place[] = [
  ...HOLDERS,
  ...[Uint8Array, Uint8Array.prototype, Function, RangeError.prototype, TypeError.prototype, globalThis],
  ...GENERATORS.map((made) => (prototypeOf(made) as { readonly prototype: object }).prototype),
  ...[...GENERATORS, async () => undefined].map(prototypeOf),
].map((holder) => ({ holder, key: PROTOTYPE }));

/** It grows with an element that a cell gives every list, and says nothing by itself. */
const isOwnLength = (holder: object, key: string): boolean => holder === Array.prototype && key === "length";

const intrinsics = remember(
  [
    ...PROTOTYPES,
    ...HOLDERS.flatMap((holder) => ownKeys(holder).map((key) => ({ holder, key }))),
    ...GLOBALS.map((key) => ({ holder: globalThis, key })),
    ...ABSENT,
  ].filter(
    ({ holder, key }) => typeof key !== "string" || !(UNUSED.test(key) || THEIRS.has(key) || isOwnLength(holder, key)),
  ),
  { withGetters: true },
);

/** The first thing of the language or of Node that a cell has replaced, if there is one. */
export function firstOwnReplaced(): Place | undefined {
  return intrinsics.firstChanged();
}

let depth = 0;
let afterwards: (() => void) | undefined;

/** Runs a function once the cells have back what they made of the language: at once, where nothing was taken from them. */
export function whenGivenBack(run: () => void): void {
  if (depth === 0) run();
  else afterwards = run;
}

/**
 * Called at the beginning of a turn after an interrupt: code that was ended within {@link withOwnIntrinsics} has run no
 * `finally`, and what was to follow follows now.
 */
export function afterTermination(): void {
  depth = 0;
  const run = afterwards;
  afterwards = undefined;
  run?.();
}

/**
 * Runs code of the runner over the language's own objects as they were at the start, then gives the cells back what they
 * made of them. Costs some microseconds where nothing was replaced.
 *
 * @example
 * withOwnIntrinsics(() => JSON.stringify({ a: 1 })); // '{"a":1}', although a cell has replaced JSON.stringify
 */
export function withOwnIntrinsics<T>(run: () => T): T {
  if (depth > 0) return run();
  const replaced = intrinsics.unchanged() ? undefined : intrinsics.putBack();
  depth += 1;
  try {
    return run();
  } finally {
    depth -= 1;
    giveBack(replaced);
    const run = afterwards;
    afterwards = undefined;
    run?.();
  }
}
