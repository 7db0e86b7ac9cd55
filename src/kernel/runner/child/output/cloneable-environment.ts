import { isWatchedEnvironment } from "./watch-environment.js";

/**
 * Has `structuredClone(process.env)` work as in Node: what watches the variables is a proxy, which nothing clones.
 */
export function makeEnvironmentCloneable(): void {
  const clone = globalThis.structuredClone as (value: unknown, options?: unknown) => unknown;
  globalThis.structuredClone = function structuredClone(value: unknown, options?: unknown): unknown {
    try {
      return clone(value, options);
    } catch (error) {
      const copy = withPlainEnvironment(value);
      if (copy === value) throw error;
      return clone(copy, options);
    }
  } as typeof structuredClone;
}

/**
 * The value with copies of the environment's variables in the place of `process.env`, wherever in lists and plain objects it
 * stands; the value itself where it stands nowhere.
 *
 * @example
 * withPlainEnvironment({ env: process.env }); // { env: { PATH: "/usr/bin", … } }
 */
export function withPlainEnvironment(value: unknown): unknown {
  const copies = new Map<unknown, unknown>();
  let found = false;
  const copy = (part: unknown): unknown => {
    if (typeof part !== "object" || part === null) return part;
    if (copies.has(part)) return copies.get(part);
    if (isWatchedEnvironment(part)) {
      found = true;
      return remember(part, { ...part });
    }
    if (Array.isArray(part)) {
      const list = remember(part, [] as unknown[]);
      for (const item of part) list.push(copy(item));
      return list;
    }
    const prototype: unknown = Object.getPrototypeOf(part);
    if (prototype !== Object.prototype && prototype !== null) return part;
    const record = remember(part, {} as Record<string, unknown>);
    for (const [name, item] of Object.entries(part)) record[name] = copy(item);
    return record;
  };
  const remember = <T>(part: unknown, made: T): T => {
    copies.set(part, made);
    return made;
  };
  const whole = copy(value);
  return found ? whole : value;
}
