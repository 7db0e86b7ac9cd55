import { RegExpParser, type AST } from "@eslint-community/regexpp";
import {
  characters,
  choice,
  MOST_TIMES,
  repeat,
  sequence,
  text,
  type CodePointRange,
  type Rule,
} from "../grammar-rules.js";
import { ALL_CHARACTERS, complement } from "./json-characters.js";
import { mayBeEmpty } from "./string-automaton.js";

/** A part of a pattern that a grammar cannot express; the message completes "'pattern' …". */
export class PatternProblem extends Error {}

const WORD: readonly CodePointRange[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** ECMA-262, WhiteSpace and LineTerminator. */
const SPACE: readonly CodePointRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
const LINE_ENDS: readonly CodePointRange[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];

/**
 * Rule for the strings that a pattern matches. A pattern without `^` or `$` may stand anywhere in the string, as ECMA-262
 * and JSON Schema have it.
 *
 * Throws {@link PatternProblem} for look-arounds, back-references, `\b`, properties of Unicode, `^` or `$` inside, and
 * an endless repetition of what may be empty.
 *
 * @example
 * patternRule("^[A-Z]{2}$"); // two capital letters
 */
export function patternRule(pattern: string): Rule {
  const anything = repeat(characters(...ALL_CHARACTERS), 0);
  return choice(
    ...parse(pattern).alternatives.map(({ elements }) => {
      const isEdge = (element: AST.Element | undefined, kind: "start" | "end"): boolean =>
        element?.type === "Assertion" && element.kind === kind;
      const [start, end] = [isEdge(elements[0], "start"), isEdge(elements.at(-1), "end")];
      const inner = elements.slice(start ? 1 : 0, end ? -1 : undefined).map(elementRule);
      return sequence(...(start ? [] : [anything]), ...inner, ...(end ? [] : [anything]));
    }),
  );
}

function parse(pattern: string): AST.Pattern {
  const parser = new RegExpParser({ ecmaVersion: 2024 });
  try {
    return parser.parsePattern(pattern, 0, pattern.length, { unicode: true });
  } catch (cause) {
    throw new PatternProblem(`is not a regular expression of ECMA-262 (${(cause as Error).message})`, { cause });
  }
}

function elementRule(element: AST.Element): Rule {
  switch (element.type) {
    case "Character":
      return text(String.fromCodePoint(element.value));
    case "CharacterSet":
    case "CharacterClass":
      return characters(...rangesOf(element));
    case "Group":
    case "CapturingGroup":
      if (element.type === "Group" && element.modifiers) {
        throw new PatternProblem("has modifiers, which are not supported");
      }
      return choice(...element.alternatives.map(({ elements }) => sequence(...elements.map(elementRule))));
    case "Quantifier": {
      const rule = elementRule(element.element);
      const { min, max, raw } = element;
      if (max === Infinity && mayBeEmpty(rule)) {
        throw new PatternProblem(`repeats without end what may be empty (${raw})`);
      }
      if (min > MOST_TIMES || (max > MOST_TIMES && max !== Infinity)) {
        throw new PatternProblem(`repeats more than ${MOST_TIMES} times (${raw})`);
      }
      return repeat(rule, min, max === Infinity ? undefined : max);
    }
    case "Assertion":
      throw new PatternProblem(`holds ${element.raw}, which is supported as ^ or $ at the ends only`);
    default:
      throw new PatternProblem(`holds ${element.raw}, which is not supported`);
  }
}

function rangesOf(
  element: AST.CharacterSet | AST.CharacterClass | AST.CharacterClassElement,
): readonly CodePointRange[] {
  switch (element.type) {
    case "Character":
      return [[element.value, element.value]];
    case "CharacterClassRange":
      return [[element.min.value, element.max.value]];
    case "CharacterClass": {
      const ranges = element.elements.flatMap((inner) => rangesOf(inner as AST.CharacterClassElement));
      return element.negate ? complement(ranges) : ranges;
    }
    case "CharacterSet": {
      if (element.kind === "any") return complement(LINE_ENDS);
      if (element.kind === "property") throw new PatternProblem(`holds ${element.raw}, which is not supported`);
      const ranges = { digit: [[0x30, 0x39]] as const, space: SPACE, word: WORD }[element.kind];
      return element.negate ? complement(ranges) : ranges;
    }
    default:
      throw new PatternProblem(`holds ${element.raw}, which is not supported`);
  }
}
