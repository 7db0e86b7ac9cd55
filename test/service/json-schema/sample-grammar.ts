import type { Grammar, Rule } from "../../../src/service/inference/sampling/json-schema/grammar-rules.js";

/**
 * Writes one text of a grammar by chance. After a few hundred rules it takes what ends soonest, so that grammars that go
 * round come to an end.
 */
export function sampleGrammar(grammar: Grammar, random: () => number): string {
  const shortest = known.get(grammar) ?? shortestDepths(grammar);
  known.set(grammar, shortest);
  let written = 0;
  const write = (rule: Rule, depth: number): string => {
    const ending = depth > 40 || ++written > 400;
    switch (rule.kind) {
      case "text":
        return rule.text;
      case "characters": {
        const [first, last] = rule.ranges[Math.floor(random() * rule.ranges.length)]!;
        // Mostly characters of the beginning of a range: letters rather than rare signs.
        const width = random() < 0.8 ? Math.min(last - first, 40) : last - first;
        return String.fromCodePoint(first + Math.floor(random() * (width + 1)));
      }
      case "sequence":
        return rule.parts.map((part) => write(part, depth)).join("");
      case "choice": {
        const { options } = rule;
        const open = ending ? [soonest(options, shortest)] : options;
        return write(open[Math.floor(random() * open.length)]!, depth);
      }
      case "repeat": {
        const most = rule.most ?? rule.least + 4;
        const times = ending ? rule.least : rule.least + Math.floor(random() * (Math.min(most - rule.least, 6) + 1));
        // Also the end of the range, where limits are wrong first.
        const count = random() < 0.1 && most < 60 && !ending ? most : times;
        return Array.from({ length: count }, () => write(rule.rule, depth + 1)).join("");
      }
      case "named":
        return write(grammar.rules.get(rule.name)!, depth + 1);
    }
  };
  return write({ kind: "named", name: "root" }, 0);
}

const known = new WeakMap<Grammar, ReadonlyMap<string, number>>();

function soonest(options: readonly Rule[], shortest: ReadonlyMap<string, number>): Rule {
  return options.reduce((best, option) => (depthOf(option, shortest) < depthOf(best, shortest) ? option : best));
}

function shortestDepths(grammar: Grammar): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (let changed = true; changed;) {
    changed = false;
    for (const [name, rule] of grammar.rules) {
      const depth = depthOf(rule, depths) + 1;
      if (depth < (depths.get(name) ?? Infinity)) {
        depths.set(name, depth);
        changed = true;
      }
    }
  }
  return depths;
}

function depthOf(rule: Rule, depths: ReadonlyMap<string, number>): number {
  switch (rule.kind) {
    case "sequence":
      return Math.max(0, ...rule.parts.map((part) => depthOf(part, depths)));
    case "choice":
      return Math.min(...rule.options.map((option) => depthOf(option, depths)));
    case "repeat":
      return rule.least === 0 ? 0 : depthOf(rule.rule, depths);
    case "named":
      return depths.get(rule.name) ?? Infinity;
    default:
      return 0;
  }
}
