import { types } from "node:util";
import { NativePromise, applyFunction, soon, uncurried } from "./captured.js";
import { clearPlainTimeout, setPlainTimeout } from "./plain-timers.js";

/** Milliseconds that an object with a `then` of its own may take before it is shown as it stands. */
const THENABLE_DEADLINE_MS = 10_000;

/**
 * Waits for a value that is no promise but has a `then`, as queries of some database packages do, and puts what it gives in
 * its place; as `await` does, also where that has a `then` again. Leaves alone what does not settle in time, what gives
 * itself, and proxies that only answer to every name.
 */
export async function resolveThenable(shown: { value: unknown }): Promise<void> {
  const latest = now() + THENABLE_DEADLINE_MS;
  const seen = new Seen();
  let { value } = shown;
  for (let count = 1; ; count += 1) {
    // An endless chain that answers at once would keep all timers from running, and the interrupt.
    if (count % AT_ONCE === 0) await new NativePromise<void>((resolve) => soon(resolve));
    const then = canHaveThen(value) ? ownThen(value) : undefined;
    if (then === undefined) {
      shown.value = value;
      return;
    }
    if (now() > latest || isIn(seen, value as object)) return;
    noteIn(seen, value as object);
    const given = { value };
    const outcome = await settleOnce(value as object, then, given, latest - now());
    if (outcome === "late") return;
    ({ value } = given);
    if (outcome === "none") {
      shown.value = value;
      return;
    }
  }
}

/** Answers that follow each other without a pause for what else there is to do. */
const AT_ONCE = 100;

/** What became of calling a `then`: `"none"` where it is that of another object. */
type Outcome = "given" | "late" | "none";

function settleOnce(value: object, then: unknown, given: { value: unknown }, most: number): Promise<Outcome> {
  return new NativePromise<Outcome>((resolve, reject) => {
    const timer = setPlainTimeout(() => resolve("late"), most);
    const done = (settle: () => void): void => {
      clearPlainTimeout(timer);
      settle();
    };
    try {
      applyFunction(then as never, value, [
        (result: unknown) => {
          given.value = result;
          done(() => resolve("given"));
        },
        (error: unknown) => done(() => reject(error as Error)),
      ]);
    } catch (error) {
      done(isProxy(value) && isOfReceiver(error) ? () => resolve("none") : () => reject(error as Error));
    }
  });
}

const Seen = WeakSet<object>;
const isIn = uncurried(Seen.prototype.has as (this: WeakSet<object>, value: object) => boolean);
const noteIn = uncurried(Seen.prototype.add as (this: WeakSet<object>, value: object) => unknown);
const now = performance.now.bind(performance);

const canHaveThen = (value: unknown): value is object =>
  (typeof value === "object" || typeof value === "function") && value !== null;

const { isProxy } = types;
const NO_NAME = "a name that nothing has";

/** A promise's own `then` does not take a proxy before it for a promise. */
const isOfReceiver = (error: unknown): boolean =>
  error instanceof TypeError && error.message.includes("incompatible receiver");

/** A proxy whose every property is a function has no `then` that would ever call back. */
const answersToAll = (value: object): boolean =>
  isProxy(value) && typeof (value as Record<string, unknown>)[NO_NAME] === "function";

/** The object's `then`, unless it is one that the object does not say that it has, or that every object has. */
function ownThen(value: object): unknown {
  try {
    if (!("then" in value) || "then" in Object.prototype) return undefined;
    const { then } = value as { then: unknown };
    return typeof then === "function" && !answersToAll(value) ? then : undefined;
  } catch {
    return undefined;
  }
}
