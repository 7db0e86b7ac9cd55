import type { tokenize } from "@huggingface/jinja";
import { GROUP, NEGATED_PREFIX, TEST_PREFIX } from "../python/interpreter.js";

type Token = ReturnType<typeof tokenize>[number];

/** Tests that take something to compare with. */
const TESTS_WITH_ARGUMENT: ReadonlySet<string> = new Set(
  "divisibleby eq equalto ne lt lessthan gt greaterthan le ge in sameas".split(" "),
);

/**
 * Writes forms of Jinja2 that the engine's parser does not know in forms that it knows: `x is divisibleby(3)` as a filter,
 * `1e3` as 1000.0, `1e-3` as 0.001, and a comparison in parentheses so that it is no part of a chain.
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
      const mark = is(1, "Identifier") ? /^[eE](\d*)$/.exec(tokens[at + 1]!.value)?.[1] : undefined;
      const isSigned = mark === "" && /^[-+]$/.test(tokens[at + 2]?.value ?? "") && is(3, "NumericLiteral");
      const exponent = isSigned ? tokens[at + 2]!.value + tokens[at + 3]!.value : mark;
      if (exponent !== undefined && /\d$/.test(exponent)) {
        const number = Number(`${token.value}e${exponent}`);
        const size = Math.abs(number);
        // The parser reads digits and a point only.
        if (!(size < 1e21 && (size === 0 || size >= 1e-80))) {
          throw new Error(`the number ${token.value}e${exponent} is not supported`);
        }
        add("NumericLiteral", Number.isInteger(number) ? `${number}.0` : toDigits(number));
        at += isSigned ? 3 : 1;
        continue;
      }
      if (is(1, "Identifier") && !OPERATOR_WORDS.has(tokens[at + 1]!.value)) {
        const form = token.value + tokens[at + 1]!.value;
        throw new Error(`${form} is no number in a form that is supported; write it in decimal digits`);
      }
      if (/^\d+$/.test(token.value) && !Number.isSafeInteger(Number(token.value))) {
        throw new Error(`${token.value} is a whole number beyond 2^53, which is not computed`);
      }
    }
    const isLast = token.type === "Identifier" && is(1, "CloseStatement") && !is(-1, "Identifier", "in");
    if (isLast && token.value === "recursive") {
      const start = tokens.findLastIndex(({ type }, index) => index < at && type === "OpenStatement");
      if (tokens[start + 1]?.value === "for") throw new Error("a recursive loop is not supported");
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

/** As many decimals as the number has, without an exponent. */
function toDigits(number: number): string {
  const [digits = "", exponent = "0"] = number.toExponential().split("e");
  const decimals = Math.max(0, (digits.split(".")[1]?.length ?? 0) - Number(exponent));
  return number.toFixed(decimals);
}
