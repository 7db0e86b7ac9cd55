import { expect, it } from "vitest";
import { f1Score } from "../../../src/evaluate/metrics/f1.js";
import { tokenizeWords } from "../../../src/evaluate/metrics/nltk/word-tokens.js";
import { PYTHON_SPACE, splitAsPython } from "../../../src/evaluate/metrics/python-space.js";

// [hex(i) for i in range(sys.maxunicode + 1) if chr(i).isspace()] of Python 3.11.
const SPACES =
  "9 a b c d 1c 1d 1e 1f 20 85 a0 1680 2000 2001 2002 2003 2004 2005 2006 2007 2008 2009 200a 2028 2029 202f 205f 3000";

it("is white space where Python has it, over all of Unicode", () => {
  const pattern = new RegExp(`^[${PYTHON_SPACE}]$`, "u");
  const found: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    if (pattern.test(String.fromCodePoint(code))) found.push(code.toString(16));
  }
  expect(found.join(" ")).toBe(SPACES);
});

it.each([
  ["\ufeffin Warsaw ", ["\ufeffin", "Warsaw"]],
  ["a\u0085b", ["a", "b"]],
  ["a\x1cb\x1fc", ["a", "b", "c"]],
  ["", []],
])("cuts %j as Python's split", (text, words) => {
  expect(splitAsPython(text)).toEqual(words);
});

// By azure-ai-evaluation 1.18.10's rule in Python: a mark at the beginning of a file is part of its first word.
it.each([
  ["\ufeffWarsaw city", "Warsaw city", 0.5],
  ["Warsaw\u0085city", "Warsaw city", 1],
  ["Warsaw\x1ccity", "Warsaw city", 1],
])("compares %j with %j by Python's words", (response, truth, score) => {
  expect(f1Score(response, truth)).toBe(score);
});

it("keeps a mark of Windows in its word when words are cut internationally", () => {
  expect(tokenizeWords("\ufeff")).toEqual(["\ufeff"]);
  expect(tokenizeWords("é\u0085é")).toEqual(["é", "é"]);
});
