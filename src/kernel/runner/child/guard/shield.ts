const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, prototype: base } = Object;
const { ownKeys } = Reflect;

/**
 * Gives an object of the runner the methods of its classes for its own, so that a cell which replaces
 * `EventEmitter.prototype.emit` does not reach it.
 *
 * @example
 * shield(new Socket({ fd: 3 })); // socket.emit stays Node's own
 */
export function shield<T extends object>(object: T): T {
  for (let at = getPrototypeOf(object) as object; at !== base; at = getPrototypeOf(at) as object) {
    for (const key of ownKeys(at)) {
      const descriptor = getOwnPropertyDescriptor(at, key);
      if (key === "constructor" || typeof descriptor?.value !== "function" || Object.hasOwn(object, key)) continue;
      defineProperty(object, key, { ...descriptor, enumerable: false });
    }
  }
  return object;
}

/** Gives an object one of the methods that it inherits for its own. */
export function keepMethod<T extends object>(object: T, name: keyof T): void {
  defineProperty(object, name, { value: object[name], configurable: true, writable: true, enumerable: false });
}
