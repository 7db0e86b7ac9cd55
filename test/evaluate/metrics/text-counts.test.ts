import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countText, countWordSyllables } from "../../../src/evaluate/metrics/readability/index.js";

// textstat's own regular expressions, as Python runs them: slow, and in the form in which they were read there.
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const WORD = "\\p{L}\\p{N}_";
const SENTENCE = new RegExp(`(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))[^.!?]+[.!?]*`, "gu");
const withoutPunctuation = (text: string): string =>
  text.replace(/'(?![tsd]|ve|ll|re)/g, "").replace(new RegExp(`[^${WORD}${SPACE}']+`, "gu"), "");
const split = (text: string): string[] => text.split(new RegExp(`[${SPACE}]+`, "u")).filter((part) => part !== "");

function countByExpressions(text: string) {
  const words = split(withoutPunctuation(text).toLowerCase());
  const long = (text.match(SENTENCE) ?? []).filter((sentence) => split(withoutPunctuation(sentence)).length > 2);
  return {
    sentences: text === "" ? 0 : Math.max(1, long.length),
    words: words.length,
    tokens: split(text).length,
    syllables: words.reduce((sum, word) => sum + countWordSyllables(word), 0),
    characters: [...split(text).join("")].length,
  };
}

describe("countText", () => {
  it("counts in one pass what textstat's expressions count", () => {
    const pieces = fc.constantFrom(
      ..."a b It's don't O'Neil 'tis 've . ! ? ... , - well-known _ 3.5 é Σ ΑΣ İ 🇫🇷 👨‍👩‍👧 \u0301 \ufeff 漢字 ( \" ' ''s 'S".split(
        " ",
      ),
      " ",
      "\n",
      "\t\x1c",
      "\u00a0",
      "\u200b",
      "\ud800",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        expect(countText(text)).toEqual(countByExpressions(text));
      }),
      { seed: 105, numRuns: 3000 },
    );
  });
});
