import { types } from "node:util";

/** Symbols under which Node up to version 23 notes on a promise where it came from, once anything follows async contexts. */
const NOTES: ReadonlySet<string> = new Set([
  "async_id_symbol",
  "trigger_async_id_symbol",
  "kResourceStore",
  "destroyed",
]);

const { defineProperty, getOwnPropertyDescriptors, getOwnPropertySymbols } = Object;
const { ownKeys } = Reflect;
const { isPromise } = types;

const isNote = (key: PropertyKey): boolean => typeof key === "symbol" && NOTES.has(key.description ?? "");

/** Those of a promise's symbols that are Node's notes. */
export const noteSymbols = (promise: object): symbol[] => getOwnPropertySymbols(promise).filter(isNote);

/**
 * Has what lists the properties of an object leave the notes out, for promises alone. Called before any cell runs, and
 * before what the runner remembers of the language.
 *
 * @example
 * hideNotesFromKeys();
 * Reflect.ownKeys(Promise.resolve(4)); // []
 */
export function hideNotesFromKeys(): void {
  const withoutNotes = <K extends PropertyKey>(keys: K[]): K[] => keys.filter((key) => !isNote(key));
  put(Reflect, "ownKeys", function (target: object) {
    const keys = ownKeys(target);
    return isPromise(target) ? withoutNotes(keys) : keys;
  });
  put(Object, "getOwnPropertySymbols", function (target: object) {
    const symbols = getOwnPropertySymbols(target);
    return isPromise(target) ? withoutNotes(symbols) : symbols;
  });
  put(Object, "getOwnPropertyDescriptors", function (target: object) {
    const descriptors = getOwnPropertyDescriptors(target) as Record<PropertyKey, PropertyDescriptor>;
    if (isPromise(target)) for (const symbol of noteSymbols(target)) Reflect.deleteProperty(descriptors, symbol);
    return descriptors;
  });
}

function put(holder: object, name: string, value: (target: object) => unknown): void {
  defineProperty(value, "name", { value: name });
  defineProperty(holder, name, { value, configurable: true, writable: true, enumerable: false });
}
