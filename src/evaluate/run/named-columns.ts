import { findSimilar, TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";

/** Read by the language itself, of any object. */
const ANYWHERE = new Set(["then", "toJSON"]);

/**
 * Columns by name for a user's function: a name that no row has is an error instead of `undefined`, as an unknown argument is
 * in Python.
 *
 * Throws `unknown_column` when such a name is read.
 *
 * @example
 * const { anwser } = namedColumns({ answer: "Madeira" }, ["answer"]); // throws: Did you mean 'answer'?
 */
export function namedColumns<T extends object>(
  values: T,
  names: readonly string[],
  read: (name: string) => unknown = () => undefined,
): T {
  return new Proxy(values, {
    get: (target, key, receiver) => {
      if (typeof key === "symbol" || key in target || ANYWHERE.has(key)) return Reflect.get(target, key, receiver);
      const value = read(key);
      if (value !== undefined || names.includes(key)) return value;
      const similar = findSimilar(key, names);
      throw new TunelabError(say("evaluate.noColumn", { name: key, named: "" }), {
        code: "unknown_column",
        hint:
          (similar === undefined ? "" : `${say("core.didYouMean", { name: `'${similar}'` })} `) +
          say("evaluate.thereAre", { names: names.join(", ") }),
      });
    },
  });
}
