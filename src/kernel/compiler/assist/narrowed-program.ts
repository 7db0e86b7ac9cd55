import type ts from "typescript";
import type { CheckerHost, InternalChecker } from "../typescript/typescript-api.js";

/**
 * The program of a checker that offers only members and names in scope that begin with what was typed, in either case. The
 * language service describes each one before it answers, and of a thousand names of the library two may be meant.
 *
 * @example
 * narrowedProgram(host, checker, "cb"); // of the members of `Math` it knows `cbrt`
 */
export function narrowedProgram(host: CheckerHost, checker: InternalChecker, typed: string): CheckerHost {
  if (typed === "") return host;
  const wanted = typed.toLowerCase();
  const fits = ({ name }: ts.Symbol): boolean =>
    name.slice(0, wanted.length).toLowerCase() === wanted || isMarked(name);
  const narrowed: InternalChecker = Object.assign(Object.create(checker) as InternalChecker, {
    getSymbolsInScope: (location: ts.Node, meaning: ts.SymbolFlags) =>
      checker.getSymbolsInScope(location, meaning).filter(fits),
    isValidPropertyAccessForCompletions: (node: ts.PropertyAccessExpression, type: ts.Type, property: ts.Symbol) =>
      fits(property) && checker.isValidPropertyAccessForCompletions(node, type, property),
  });
  return Object.assign(Object.create(host) as CheckerHost, { getTypeChecker: () => narrowed });
}

/** Names that the checker keeps under others than they are typed by: private ones, symbols, exports, those with `__` in front. */
const isMarked = (name: string): boolean => /^(?:#|__|default$|export=)/.test(name);
