import { types } from "node:util";
import { NativePromise, applyFunction } from "./captured.js";
import { clearPlainTimeout, setPlainTimeout } from "./plain-timers.js";

/** Milliseconds that an object with a `then` of its own may take before it is shown as it stands. */
const THENABLE_DEADLINE_MS = 10_000;

/**
 * Waits for a value that is no promise but has a `then`, as queries of some database packages do, and puts what it gives in
 * its place; leaves alone what does not settle in time, and proxies that only answer to every name.
 */
export async function resolveThenable(shown: { value: unknown }): Promise<void> {
  const { value } = shown;
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return;
  const then = ownThen(value);
  if (then === undefined) return;
  await new NativePromise<void>((resolve, reject) => {
    const timer = setPlainTimeout(() => resolve(), THENABLE_DEADLINE_MS);
    const done = (settle: () => void): void => {
      clearPlainTimeout(timer);
      settle();
    };
    try {
      applyFunction(then as never, value, [
        (given: unknown) => {
          shown.value = given;
          done(resolve);
        },
        (error: unknown) => done(() => reject(error as Error)),
      ]);
    } catch (error) {
      done(isProxy(value) && isOfReceiver(error) ? resolve : () => reject(error as Error));
    }
  });
}

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
