import {
  choice,
  EMPTY,
  repeat,
  sequence,
  text,
  type CodePointRange,
  type Grammar,
  type Rule,
} from "../grammar-rules.js";
import { intersect, jsonCharacter } from "./json-characters.js";

/** More places than this in the automaton are not worth a grammar. */
const MOST_PLACES = 4000;

/** Whether the empty string is among the strings of a rule. */
export function mayBeEmpty(rule: Rule): boolean {
  return lengthsOf(rule)[0] === 0;
}

/** Fewest and most characters of a rule without names; `Infinity` without an end. */
export function lengthsOf(rule: Rule): readonly [number, number] {
  switch (rule.kind) {
    case "text":
      return [[...rule.text].length, [...rule.text].length];
    case "characters":
      return [1, 1];
    case "sequence":
      return rule.parts.map(lengthsOf).reduce(([a, b], [least, most]) => [a + least, b + most], [0, 0] as const);
    case "choice": {
      const lengths = rule.options.map(lengthsOf);
      return [Math.min(...lengths.map(([least]) => least)), Math.max(...lengths.map(([, most]) => most))];
    }
    case "repeat": {
      const [least, most] = lengthsOf(rule.rule);
      const times = rule.most ?? Infinity;
      return [least * rule.least, most === 0 || times === 0 ? 0 : most * times];
    }
    case "named":
      throw new Error(`The rule ${rule.name} has no length of its own.`);
  }
}

/**
 * Rule for the strings that hold several rules at once, as JSON writes them between quotes: their automata side by side.
 * `undefined` when that takes too many places.
 *
 * The automata are those of Antimirov's partial derivatives (Partial derivatives of regular expressions and finite
 * automaton constructions, 1996): a place is what is still to come.
 *
 * @example
 * intersection(grammar, [repeat(DIGIT, 1), repeat(characters([0x30, 0x35]), 0, 3)]); // [0-5]{1,3}
 */
export function intersection(grammar: Grammar, rules: readonly Rule[]): Rule | undefined {
  const names = new Map<string, string>();
  const waiting: { readonly name: string; readonly place: readonly Rule[] }[] = [];
  const enter = (place: readonly Rule[]): Rule => {
    const key = JSON.stringify(place);
    let name = names.get(key);
    if (name === undefined) {
      name = grammar.reserve();
      names.set(key, name);
      waiting.push({ name, place });
    }
    return { kind: "named", name };
  };
  const start = enter(rules);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (names.size > MOST_PLACES) return undefined;
    let steps: { readonly ranges: readonly CodePointRange[]; readonly place: readonly Rule[] }[] = [
      { ranges: [[0, 0x10ffff]], place: [] },
    ];
    for (const rule of next.place) {
      steps = steps.flatMap(({ ranges, place }) =>
        stepsOf(rule).flatMap((step) => {
          const shared = intersect(ranges, step.ranges);
          return shared.length === 0 ? [] : [{ ranges: shared, place: [...place, step.rest] }];
        }),
      );
    }
    const ends = next.place.every(mayBeEmpty) ? [EMPTY] : [];
    const onward = steps.map(({ ranges, place }) => sequence(jsonCharacter(ranges), enter(place)));
    grammar.rules.set(next.name, choice(...ends, ...onward));
  }
  return start;
}

interface Step {
  readonly ranges: readonly CodePointRange[];
  readonly rest: Rule;
}

/** The characters that a rule can begin with, and what then is still to come. */
function stepsOf(rule: Rule): Step[] {
  switch (rule.kind) {
    case "text": {
      const [first, ...others] = [...rule.text];
      if (first === undefined) return [];
      const codePoint = first.codePointAt(0)!;
      return [{ ranges: [[codePoint, codePoint]], rest: others.length === 0 ? EMPTY : text(others.join("")) }];
    }
    case "characters":
      return [{ ranges: rule.ranges, rest: EMPTY }];
    case "sequence": {
      const [first, ...others] = rule.parts;
      if (first === undefined) return [];
      const rest = sequence(...others);
      const here = stepsOf(first).map((step) => ({ ranges: step.ranges, rest: followed(step.rest, rest) }));
      return mayBeEmpty(first) ? [...here, ...stepsOf(rest)] : here;
    }
    case "choice":
      return rule.options.flatMap(stepsOf);
    case "repeat": {
      const { most } = rule;
      if (most === 0) return [];
      const rest = repeat(rule.rule, Math.max(0, rule.least - 1), most === undefined ? undefined : most - 1);
      return stepsOf(rule.rule).map((step) => ({ ranges: step.ranges, rest: followed(step.rest, rest) }));
    }
    case "named":
      throw new Error(`The rule ${rule.name} has no steps of its own.`);
  }
}

function followed(first: Rule, second: Rule): Rule {
  const parts = [first, second].flatMap((rule) => (rule.kind === "sequence" ? rule.parts : [rule]));
  const kept = parts.filter((rule) => !(rule.kind === "repeat" && rule.most === 0));
  return sequence(...kept);
}
