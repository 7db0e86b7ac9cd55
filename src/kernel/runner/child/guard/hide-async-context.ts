import { createRequire, syncBuiltinESMExports } from "node:module";
import util, { type InspectOptions, types } from "node:util";
import { applyFunction } from "./captured.js";
import { noteSymbols } from "./promise-notes.js";

const ASSERTIONS = [
  ...["equal", "notEqual", "strictEqual", "notStrictEqual", "deepEqual", "notDeepEqual"],
  ...["deepStrictEqual", "notDeepStrictEqual", "rejects", "throws"],
] as const;
const DEPTH = 6;
const MOST_VALUES = 10_000;
/** How a note looks in a text. */
const NOTE_SHOWN = "[Symbol(async_id_symbol)]";

const { defineProperties, defineProperty, getOwnPropertyDescriptor, getOwnPropertyDescriptors } = Object;
const { deleteProperty } = Reflect;
const { isPromise } = types;
// Node's own: the one of the module is replaced below.
const { inspect } = util;

/**
 * Keeps what Node notes on promises for the runner out of what cells print: `Promise { 4 }`, and not a dozen lines about
 * the cell that made it.
 *
 * The notes are hidden when a promise is looked at. Hiding them when it is made would make every `await` four times as slow.
 */
export function hideAsyncContext(): void {
  defineProperty(Promise.prototype, inspect.custom, {
    configurable: true,
    writable: true,
    enumerable: false,
    value(this: object, _depth: number, options: InspectOptions, show = inspect) {
      if (beingShown.has(this)) return this;
      hideNotes(this);
      lookedAt?.add(this);
      return options.showHidden === true ? withoutNotes([this], () => show(this, options)) : this;
    },
  });
  hideFromPlainInspection();
}

/** Does the same for what asks no object how it wants to be shown (`customInspect: false`), as `console.dir` does not. */
function hideFromPlainInspection(): void {
  const { dir } = console;
  const { formatWithOptions } = util;
  util.inspect = likeOriginal(
    ((value: unknown, ...options: [InspectOptions]) =>
      plainly([value], options[0], () => inspect(value, ...options))) as typeof inspect,
    inspect,
  );
  util.formatWithOptions = likeOriginal(
    (options: InspectOptions, ...values: unknown[]) =>
      plainly(values, options, () => formatWithOptions(options, ...values)),
    formatWithOptions,
  );
  console.dir = likeOriginal((value: unknown, given?: InspectOptions) => {
    const options = { customInspect: false, ...given };
    const text = plainly([value], options, () => inspect(value, options));
    // Through its own method, which knows of groups.
    dir({ [inspect.custom]: () => text }, { customInspect: true });
  }, dir);
  syncBuiltinESMExports();
}

/** Promises that were looked at, while somebody wants to know. */
let lookedAt: Set<object> | undefined;

/** What a text of values is without notes, where it is made without asking them: a look that asks finds the promises. */
function plainly(values: readonly unknown[], options: InspectOptions | undefined, make: () => string): string {
  const text = make();
  if (options?.customInspect !== false || !text.includes(NOTE_SHOWN)) return text;
  const promises = (lookedAt = new Set());
  try {
    for (const value of values) inspect(value, { ...options, customInspect: true });
  } finally {
    lookedAt = undefined;
  }
  return options.showHidden === true ? withoutNotes([...promises], make) : make();
}

/** Gives a function the name and all properties of another. */
function likeOriginal<F extends object>(wrapped: F, original: object): F {
  const { prototype: _, ...descriptors } = getOwnPropertyDescriptors(original) as Record<string, PropertyDescriptor>;
  return defineProperties(wrapped, descriptors);
}

const beingShown = new Set<object>();

/** What is not enumerable is shown too: the notes are taken off for as long as promises are looked at. */
function withoutNotes<T>(promises: readonly object[], run: () => T): T {
  const taken = promises.flatMap((promise) =>
    noteSymbols(promise).map((symbol) => ({ promise, symbol, note: getOwnPropertyDescriptor(promise, symbol)! })),
  );
  for (const promise of promises) beingShown.add(promise);
  for (const { promise, symbol } of taken) deleteProperty(promise, symbol);
  try {
    return run();
  } finally {
    for (const { promise, symbol, note } of taken) defineProperty(promise, symbol, note);
    for (const promise of promises) beingShown.delete(promise);
  }
}

let assertionsWrapped = false;

/** Does the same for `node:assert`, which asks no object how it wants to be shown; called when a cell loads it. */
export function hideAsyncContextFromAssertions(): void {
  if (assertionsWrapped) return;
  assertionsWrapped = true;
  type Assertion = (...args: unknown[]) => unknown;
  const assert = createRequire(import.meta.url)("node:assert") as Record<string, Assertion>;
  for (const holder of [assert, assert.strict as unknown as Record<string, Assertion>]) {
    for (const name of ASSERTIONS) {
      const original = holder[name]!;
      const wrapped = function (this: unknown, ...args: unknown[]): unknown {
        hideNotesIn(args.slice(0, 2), DEPTH, new Set());
        return applyFunction(original as never, this, args);
      };
      defineProperty(wrapped, "name", { value: name });
      holder[name] = wrapped;
    }
  }
  syncBuiltinESMExports();
}

/** Of a promise, or of a proxy before one, through which it is reached. */
function hideNotes(value: object): void {
  try {
    for (const symbol of noteSymbols(value)) defineProperty(value, symbol, { enumerable: false });
  } catch {
    // The proxy's traps throw.
    return;
  }
}

function hideNotesIn(value: unknown, depth: number, seen: Set<unknown>): void {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return;
  if (depth < 0 || seen.size > MOST_VALUES || seen.has(value)) return;
  seen.add(value);
  if (isPromise(value)) return hideNotes(value);
  if (types.isMap(value)) value.forEach((item, key) => hideNotesIn([key, item], depth - 1, seen));
  else if (types.isSet(value)) value.forEach((item) => hideNotesIn(item, depth - 1, seen));
  else if (!ArrayBuffer.isView(value)) {
    for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(value))) {
      hideNotesIn(descriptor.value, depth - 1, seen);
    }
  }
}
