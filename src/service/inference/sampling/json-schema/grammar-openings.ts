import type { Rule } from "./grammar-rules.js";

type Rules = ReadonlyMap<string, Rule>;

/**
 * Most ways that lead from one place of a grammar to the next character. llama.cpp walks through each of them, also
 * through those that lead to the same: a choice between two equal rules whose rules are again such choices, 20 times
 * inside each other, has a million.
 *
 * @example
 * countOpenings(new Map([["root", choice(text("a"), text("b"), text("c"))]])); // 3
 */
export function countOpenings(rules: Rules): number {
  const known = new Map<string, Openings>();
  return [...rules.values()].reduce((most, rule) => Math.max(most, mostOpenings(rule, rules, known)), 0);
}

/** In how many ways a rule begins with a character, and in how many it writes nothing. */
interface Openings {
  readonly begun: number;
  readonly empty: number;
}

function openingsOf(rule: Rule, rules: Rules, known: Map<string, Openings>): Openings {
  switch (rule.kind) {
    case "text":
      return rule.text === "" ? { begun: 0, empty: 1 } : { begun: 1, empty: 0 };
    case "characters":
      return { begun: 1, empty: 0 };
    case "sequence": {
      let [begun, empty] = [0, 1];
      for (const part of rule.parts) {
        const next = openingsOf(part, rules, known);
        begun += empty * next.begun;
        empty *= next.empty;
        if (empty === 0) break;
      }
      return { begun, empty };
    }
    case "choice": {
      const options = rule.options.map((option) => openingsOf(option, rules, known));
      return {
        begun: options.reduce((sum, option) => sum + option.begun, 0),
        empty: options.reduce((sum, option) => sum + option.empty, 0),
      };
    }
    case "repeat": {
      const once = openingsOf(rule.rule, rules, known);
      return { begun: once.begun, empty: once.empty + (rule.least === 0 ? 1 : 0) };
    }
    case "named": {
      const before = known.get(rule.name);
      if (before !== undefined) return before;
      // A rule that comes back to itself before it wrote anything adds no way of its own.
      known.set(rule.name, { begun: 0, empty: 0 });
      const openings = openingsOf(rules.get(rule.name)!, rules, known);
      known.set(rule.name, openings);
      return openings;
    }
  }
}

/** The most of {@link openingsOf} at any place inside a rule. */
function mostOpenings(rule: Rule, rules: Rules, known: Map<string, Openings>): number {
  const own = openingsOf(rule, rules, known);
  const inside = (parts: readonly Rule[]): number =>
    parts.reduce((most, part) => Math.max(most, mostOpenings(part, rules, known)), own.begun + own.empty);
  switch (rule.kind) {
    case "sequence": {
      let [begun, empty, most] = [0, 1, 0];
      for (const part of rule.parts.toReversed()) {
        const first = openingsOf(part, rules, known);
        [begun, empty] = [first.begun + first.empty * begun, first.empty * empty];
        most = Math.max(most, begun + empty);
      }
      return Math.max(most, inside(rule.parts));
    }
    case "choice":
      return inside(rule.options);
    case "repeat":
      return inside([rule.rule]);
    default:
      return own.begun + own.empty;
  }
}
