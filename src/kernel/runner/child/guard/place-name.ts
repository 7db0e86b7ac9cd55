import { PROTOTYPE, type Place } from "./remembered.js";

const { getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf } = Object;

const named = new Map<object, string>([
  [globalThis, "globalThis"],
  [getPrototypeOf(Uint8Array.prototype) as object, "TypedArray.prototype"],
]);
for (const name of getOwnPropertyNames(globalThis)) {
  // Node loads what stands behind its accessors when they are read.
  const value: unknown = getOwnPropertyDescriptor(globalThis, name)?.value;
  if ((typeof value !== "object" && typeof value !== "function") || value === null || named.has(value)) continue;
  named.set(value, name);
  const prototype: unknown = getOwnPropertyDescriptor(value, "prototype")?.value;
  if (typeof prototype === "object" && prototype !== null) named.set(prototype, `${name}.prototype`);
}
const nameOf = named.get.bind(named);

/**
 * A property of one of the language's objects, as it is written in code.
 *
 * @example
 * placeName({ holder: Array.prototype, key: Symbol.iterator }); // "Array.prototype[Symbol(Symbol.iterator)]"
 */
export function placeName({ holder, key }: Place): string {
  const name = nameOf(holder) ?? "an iterator's prototype";
  if (key === PROTOTYPE) return `Object.getPrototypeOf(${name})`;
  if (typeof key !== "string" || (key[0]! >= "0" && key[0]! <= "9")) return `${name}[${String(key)}]`;
  return holder === globalThis ? key : `${name}.${key}`;
}
