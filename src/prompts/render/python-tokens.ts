import type { tokenize } from "@huggingface/jinja";
import { GROUP, NEGATED_PREFIX, TEST_PREFIX } from "../python-interpreter.js";

type Token = ReturnType<typeof tokenize>[number];

/** Tests that take something to compare with. */
const TESTS_WITH_ARGUMENT: ReadonlySet<string> = new Set(
  "divisibleby eq equalto ne lt lessthan gt greaterthan le ge in".split(" "),
);

/**
 * Writes forms of Jinja2 that the engine's parser does not know in forms that it knows: `x is divisibleby(3)` as a filter,
 * `1e3` as 1000.0, and a comparison in parentheses so that it is no part of a chain.
 *
 * Throws for whole numbers beyond 2^53, which would lose digits.
 */
export function pythonTokens(tokens: readonly Token[]): Token[] {
  const written: Token[] = [];
  const add = (type: string, value: string): void => void written.push({ type, value } as Token);
  const opened: boolean[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const is = (offset: number, type: string, value?: string): boolean =>
      tokens[at + offset]?.type === type && (value === undefined || tokens[at + offset]!.value === value);
    if (token.type === "NumericLiteral") {
      const exponent = is(1, "Identifier") ? /^[eE](\d+)$/.exec(tokens[at + 1]!.value)?.[1] : undefined;
      if (exponent !== undefined) {
        const number = Number(`${token.value}e${exponent}`);
        if (number >= 1e21) throw new Error(`the number ${token.value}e${exponent} is not supported`);
        add("NumericLiteral", Number.isInteger(number) ? `${number}.0` : String(number));
        at++;
        continue;
      }
      if (/^\d+$/.test(token.value) && !Number.isSafeInteger(Number(token.value))) {
        throw new Error(`${token.value} is a whole number beyond 2^53, which is not computed`);
      }
    }
    if (token.type === "Identifier" && token.value === "is") {
      const skip = is(1, "Identifier", "not") ? 2 : 1;
      const name = tokens[at + skip]?.value ?? "";
      if (TESTS_WITH_ARGUMENT.has(name) && is(skip, "Identifier")) {
        add("Pipe", "|");
        add("Identifier", (skip === 2 ? NEGATED_PREFIX : TEST_PREFIX) + name);
        at += skip;
        const next = tokens[at + 1];
        if (next?.type === "NumericLiteral" || next?.type === "StringLiteral") {
          add("OpenParen", "(");
          written.push(next);
          add("CloseParen", ")");
          at++;
        } else if (next?.type !== "OpenParen")
          throw new Error(`the test ${name} needs what it compares with in parentheses`);
        continue;
      }
    }
    if (token.type === "OpenParen") {
      const before = written.at(-1);
      const isCall = before?.type === "Identifier" && !OPERATOR_WORDS.has(before.value);
      opened.push(!isCall && before?.type !== "CloseParen" && before?.type !== "CloseSquareBracket");
    }
    written.push(token);
    if (token.type === "CloseParen" && opened.pop() === true) {
      const comparesNext = is(1, "ComparisonBinaryOperator") || is(1, "Identifier", "in") || is(1, "Identifier", "not");
      if (comparesNext) {
        add("Pipe", "|");
        add("Identifier", GROUP);
      }
    }
  }
  return written;
}

const OPERATOR_WORDS: ReadonlySet<string> = new Set(["and", "or", "not", "in", "is", "if", "elif", "else"]);
