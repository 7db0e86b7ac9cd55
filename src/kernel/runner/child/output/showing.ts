const { load, store } = Atomics;

/** What is shown: the value of a cell, after which it ends, or something in the middle of one. */
export type ShownKind = "result" | "display";

/** A number of what is being shown, which the interrupt thread watches: 0 while nothing is. */
export const showing = new Int32Array(new SharedArrayBuffer(4));
const MOST = 2 ** 31 - 1;
let count = 0;
let kind: ShownKind = "display";

/** Makes a display, in a time that the interrupt thread limits: a getter or a method of the value may never return. */
export function whileShowing<T>(what: ShownKind, make: () => T): T {
  if (load(showing, 0) !== 0) return make();
  count = (count % MOST) + 1;
  kind = what;
  store(showing, 0, count);
  try {
    return make();
  } finally {
    store(showing, 0, 0);
  }
}

/** Called when the making of a display was ended by force, without its `finally`; tells what was shown. */
export function forgetShowing(): ShownKind {
  store(showing, 0, 0);
  return kind;
}
