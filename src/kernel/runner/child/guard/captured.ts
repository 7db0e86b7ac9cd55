// What the runner itself relies on, taken before any cell runs: a cell that replaces one of these harms only itself.
import { writeSync } from "node:fs";

const { call } = Function.prototype;

type Method = (this: never, ...args: never[]) => unknown;

/** Makes a function of a method: `uncurried(String.prototype.slice)("text", 1)` is `"ext"`, whatever becomes of `slice`. */
export const uncurried = <M extends Method>(
  method: M,
): ((self: ThisParameterType<M>, ...args: Parameters<M>) => ReturnType<M>) => call.bind(method) as never;

const StringMethods = String.prototype;

/** @see uncurried */
export const textIncludes = uncurried(StringMethods.includes as (this: string, part: string) => boolean);
/** @see uncurried */
export const textLastIndexOf = uncurried(StringMethods.lastIndexOf as (this: string, part: string) => number);
/** @see uncurried */
export const textSlice = uncurried(StringMethods.slice as (this: string, from: number, to?: number) => string);
/** @see uncurried */
export const codeUnitAt = uncurried(StringMethods.charCodeAt as (this: string, at: number) => number);

const TypedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
/** @see uncurried */
export const bytesIn = uncurried(
  Object.getOwnPropertyDescriptor(TypedArray, "length")!.get as (this: Uint8Array) => number,
);

const then = uncurried(
  Promise.prototype.then as (
    this: Promise<unknown>,
    onValue: (value: unknown) => void,
    onError: (error: unknown) => void,
  ) => Promise<unknown>,
);
const { defineProperty } = Reflect;
/** Without a class of its own a promise's `then` looks for none, and so for nothing that a cell can replace. */
const NO_CLASS = { __proto__: null, value: undefined } as PropertyDescriptor;

/** `Promise.prototype.then` as it was, on a promise of the language itself that nobody else has. */
export function whenSettled(
  promise: Promise<unknown>,
  onValue: (value: unknown) => void,
  onError: (error: unknown) => void,
): Promise<unknown> {
  defineProperty(promise, "constructor", NO_CLASS);
  return then(promise, onValue, onError);
}

export const { apply: applyFunction } = Reflect;

/** The language's own class, which cells may replace by a package's. */
export const NativePromise = Promise;
export const { stringify } = JSON;
export const { from: toBytes } = Buffer;
const encoder = new TextEncoder();
const encode = uncurried(TextEncoder.prototype.encode as (this: typeof encoder, text: string) => Uint8Array);
/** A text in UTF-8; a buffer's own writing looks up a method by its name. */
export const encodeText = (text: string): Uint8Array => encode(encoder, text);
export const writeBytes = writeSync;
export const { nextTick } = process;
export const { setImmediate: soon } = globalThis;
