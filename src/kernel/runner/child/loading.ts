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
  Atomics.add(loading, 0, 1);
  try {
    return await load();
  } finally {
    Atomics.sub(loading, 0, 1);
  }
}
