import { type Place, giveBack, remember } from "./remembered.js";

/*
 * What the runner uses of the language and of Node, remembered before any cell runs. Cells may replace all of it, and
 * the runner must still be able to read requests, show results and report errors.
 */
const { ownKeys } = Reflect;

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

const intrinsics = remember(
  [
    ...HOLDERS.flatMap((holder) => ownKeys(holder).map((key) => ({ holder, key }))),
    ...GLOBALS.map((key) => ({ holder: globalThis, key })),
    ...ABSENT,
  ].filter(({ key }) => typeof key !== "string" || !UNUSED.test(key)),
);

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
  const replaced = intrinsics.unchanged() ? undefined : intrinsics.putBack();
  depth += 1;
  try {
    return run();
  } finally {
    depth -= 1;
    giveBack(replaced);
  }
}
