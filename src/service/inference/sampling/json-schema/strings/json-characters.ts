import { characters, choice, sequence, text, type CodePointRange, type Grammar, type Rule } from "../grammar-rules.js";

/** Every character that a text may hold; halves of surrogate pairs are none. */
export const ALL_CHARACTERS: readonly CodePointRange[] = [
  [0, 0xd7ff],
  [0xe000, 0x10ffff],
];

const ESCAPES = new Map([
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
  [0x22, '\\"'],
  [0x5c, "\\\\"],
]);

/** Ranges in order, without overlaps. */
export function unite(ranges: readonly CodePointRange[]): CodePointRange[] {
  const united: [number, number][] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = united.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else united.push([first, last]);
  }
  return united;
}

/** What of all characters is in none of the ranges. */
export function complement(ranges: readonly CodePointRange[]): CodePointRange[] {
  return subtract(ALL_CHARACTERS, ranges);
}

/** What is in both. */
export function intersect(left: readonly CodePointRange[], right: readonly CodePointRange[]): CodePointRange[] {
  return subtract(left, complement(right));
}

/** What of `from` is in none of `ranges`. */
export function subtract(from: readonly CodePointRange[], ranges: readonly CodePointRange[]): CodePointRange[] {
  let left: CodePointRange[] = unite(from);
  for (const [first, last] of unite(ranges)) {
    left = left.flatMap(([start, end]): CodePointRange[] => {
      if (last < start || first > end) return [[start, end]];
      return [
        ...(start < first ? [[start, first - 1] as const] : []),
        ...(last < end ? [[last + 1, end] as const] : []),
      ];
    });
  }
  return left;
}

/**
 * One character of these ranges as JSON writes it between quotes: as itself, or with its short escape.
 *
 * @example
 * jsonCharacter([[0x61, 0x7a]]); // [a-z]
 */
export function jsonCharacter(ranges: readonly CodePointRange[]): Rule {
  const allowed = subtract(ranges, [[0xd800, 0xdfff]]);
  const plain = subtract(allowed, [
    [0, 0x1f],
    [0x22, 0x22],
    [0x5c, 0x5c],
  ]);
  const has = (codePoint: number): boolean => allowed.some(([first, last]) => first <= codePoint && codePoint <= last);
  const escaped = [...ESCAPES].filter(([codePoint]) => has(codePoint)).map(([, written]) => text(written));
  const options = [...(plain.length > 0 ? [characters(...plain)] : []), ...escaped];
  if (options.length > 0) return choice(...options);
  const controls = Array.from({ length: 0x20 }, (_, codePoint) => codePoint).filter(has);
  return choice(...controls.map((codePoint) => text(`\\u${codePoint.toString(16).padStart(4, "0")}`)));
}

/** Any character of a JSON string. */
export const ANY_CHARACTER = jsonCharacter(ALL_CHARACTERS);

/** A rule about the characters of a string as the rule for how JSON writes them between quotes. */
export function jsonCharactersOf(grammar: Grammar, rule: Rule): Rule {
  switch (rule.kind) {
    case "text":
      return text(JSON.stringify(rule.text).slice(1, -1));
    case "characters":
      return jsonCharacter(rule.ranges);
    case "sequence":
      return sequence(...rule.parts.map((part) => jsonCharactersOf(grammar, part)));
    case "choice":
      return choice(...rule.options.map((option) => jsonCharactersOf(grammar, option)));
    case "repeat":
      return grammar.times(jsonCharactersOf(grammar, rule.rule), rule.least, rule.most);
    case "named":
      return rule;
  }
}
