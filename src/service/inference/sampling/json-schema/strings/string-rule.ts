import { characters, repeat, type Grammar, type Rule } from "../grammar-rules.js";
import { ALL_CHARACTERS, ANY_CHARACTER, jsonCharactersOf } from "./json-characters.js";
import { PatternProblem, patternRule } from "./pattern-grammar.js";
import { show, type Schema } from "../schema-keywords.js";
import { SchemaProblem } from "../schema-problem.js";
import { intersection, lengthsOf } from "./string-automaton.js";
import { IMPLIED_PATTERNS, STRING_FORMATS } from "./string-formats.js";

/** More characters than an answer has: a limit above is none. */
const LONGEST = 1_000_000;
/** Formats that name an encoding of the text and constrain nothing; of numbers they say how they are stored. */
const FREE_FORMATS = new Set(["password", "binary", "int32", "int64", "float", "double"]);

/** The characters between the quotes of a string with `format`, `pattern`, `minLength` and `maxLength`. */
export function stringRule(grammar: Grammar, schema: Schema, path: readonly string[]): Rule {
  const { format, pattern } = schema as { readonly format?: string; readonly pattern?: string };
  const { minLength: least = 0, maxLength = Infinity } = schema as Record<string, number>;
  const most = maxLength > LONGEST ? Infinity : maxLength;
  if (least > LONGEST) throw new SchemaProblem(path, `'minLength' is not permitted above ${LONGEST}`);
  const rules: Rule[] = [];
  const formatRule = format === undefined || FREE_FORMATS.has(format) ? undefined : STRING_FORMATS.get(format);
  if (formatRule !== undefined) rules.push(formatRule);
  else if (format !== undefined && !FREE_FORMATS.has(format)) {
    throw new SchemaProblem(
      path,
      `'format' is not permitted with the value ${show(format)}; supported are ${[...STRING_FORMATS.keys()].join(", ")}`,
    );
  }
  if (pattern !== undefined && !(formatRule !== undefined && IMPLIED_PATTERNS.get(format!) === pattern)) {
    rules.push(readPattern(pattern, path));
  }
  if (rules.length === 0) return grammar.times(ANY_CHARACTER, least, most === Infinity ? undefined : most);
  const lengths = rules.map(lengthsOf);
  const isLong = lengths.some(([shortest]) => shortest >= least);
  const isShort = lengths.some(([, longest]) => longest <= most);
  if (!isLong || !isShort) {
    rules.push(repeat(characters(...ALL_CHARACTERS), least, most === Infinity ? undefined : most));
  }
  if (rules.length === 1) return jsonCharactersOf(grammar, rules[0]!);
  const rule = intersection(grammar, rules);
  if (rule !== undefined) return rule;
  throw new SchemaProblem(path, "'pattern', 'format' and the lengths are together more than a grammar can hold");
}

function readPattern(pattern: string, path: readonly string[]): Rule {
  try {
    return patternRule(pattern);
  } catch (error) {
    if (error instanceof PatternProblem) throw new SchemaProblem(path, `'pattern' ${error.message}`);
    throw error;
  }
}
