import { createRequire, syncBuiltinESMExports } from "node:module";
import { type InspectOptions, inspect, types } from "node:util";
import { applyFunction } from "./captured.js";
import { noteSymbols } from "./promise-notes.js";

const ASSERTIONS = [
  ...["equal", "notEqual", "strictEqual", "notStrictEqual", "deepEqual", "notDeepEqual"],
  ...["deepStrictEqual", "notDeepStrictEqual", "rejects", "throws"],
] as const;
const DEPTH = 6;
const MOST_VALUES = 10_000;

const { defineProperty, getOwnPropertyDescriptor } = Object;
const { deleteProperty } = Reflect;
const isPromise = types.isPromise;

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
    value(this: unknown, _depth: number, options: InspectOptions, show = inspect) {
      hideNotes(this);
      return options.showHidden === true && isPromise(this) ? showWithoutNotes(this, options, show) : this;
    },
  });
}

const beingShown = new Set<object>();

/** What is not enumerable is shown too: the notes are taken off for as long as the promise is looked at. */
function showWithoutNotes(promise: Promise<unknown>, options: InspectOptions, show: typeof inspect): unknown {
  if (beingShown.has(promise)) return promise;
  const notes = noteSymbols(promise).map((symbol) => [symbol, getOwnPropertyDescriptor(promise, symbol)!] as const);
  beingShown.add(promise);
  for (const [symbol] of notes) deleteProperty(promise, symbol);
  try {
    return show(promise, options);
  } finally {
    for (const [symbol, note] of notes) defineProperty(promise, symbol, note);
    beingShown.delete(promise);
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

function hideNotes(value: unknown): void {
  if (!isPromise(value)) return;
  for (const symbol of noteSymbols(value)) defineProperty(value, symbol, { enumerable: false });
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
