import { choice, EMPTY, sequence, text, type Grammar, type Rule } from "../grammar-rules.js";
import { ANY_CHARACTER, complement, jsonCharacter } from "./json-characters.js";

/**
 * A key of an object, in its quotes, that is none of some names.
 *
 * @example
 * keyOtherThan(grammar, ["id"]); // "i" and "idea", not "id"
 */
export function keyOtherThan(grammar: Grammar, names: readonly string[]): Rule {
  const anything = grammar.add(grammar.times(ANY_CHARACTER, 0, undefined));
  if (names.length === 0) return sequence(text('"'), anything, text('"'));
  const other = (rests: readonly (readonly string[])[]): Rule => {
    const beginnings = new Map<string, (readonly string[])[]>();
    for (const [first, ...rest] of rests) {
      if (first !== undefined) beginnings.set(first, [...(beginnings.get(first) ?? []), rest]);
    }
    const known = [...beginnings.keys()].map((letter) => [letter.codePointAt(0)!, letter.codePointAt(0)!] as const);
    return grammar.add(
      choice(
        ...(rests.some((rest) => rest.length === 0) ? [] : [EMPTY]),
        sequence(jsonCharacter(complement(known)), anything),
        ...[...beginnings].map(([letter, next]) => sequence(text(JSON.stringify(letter).slice(1, -1)), other(next))),
      ),
    );
  };
  return sequence(text('"'), other(names.map((name) => [...name])), text('"'));
}
