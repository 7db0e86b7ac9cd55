import Module from "node:module";
import { applyFunction } from "../guard/captured.js";
import { lighterModule } from "./lighter-modules.js";

const { add, sub } = Atomics;

/** How many modules are being loaded, shared with the interrupt thread. */
export const loading = new Int32Array(new SharedArrayBuffer(4));

/**
 * Loads modules without being terminated half-way by an interrupt: Node never evaluates such a module again, so that
 * every later import of it would wait for ever.
 *
 * @example
 * await whileLoading(() => import("openai"));
 */
export async function whileLoading<T>(load: () => Promise<T>): Promise<T> {
  add(loading, 0, 1);
  try {
    return await load();
  } finally {
    sub(loading, 0, 1);
  }
}

/**
 * Counts what `require` loads too. A package that the library imports only when it is needed comes in this way, with its
 * native code: terminated half-way, it could not be loaded again either.
 */
export function countRequires(): void {
  const loader = Module as unknown as { _load: (this: unknown, ...args: unknown[]) => unknown };
  const load = loader._load;
  loader._load = function (...args) {
    add(loading, 0, 1);
    try {
      const lighter = lighterModule(args[0], args[1]);
      if (lighter !== undefined) {
        try {
          return applyFunction(load as never, this, [lighter, args[1], args[2]]);
        } catch {
          // Another version of the package may lack that file.
        }
      }
      return applyFunction(load as never, this, args);
    } finally {
      sub(loading, 0, 1);
    }
  };
}
