import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  automatedReadabilityIndex,
  countText,
  countWordSyllables,
  fleschKincaidGrade,
} from "../../../src/evaluate/metrics/readability/index.js";

interface Golden {
  readonly text: string;
  readonly flesch_kincaid_grade: number;
  readonly automated_readability_index: number;
  readonly sentences: number;
  readonly words: number;
  readonly words_keep_punctuation: number;
  readonly syllables: number;
  readonly chars_no_spaces: number;
}

const golden = JSON.parse(readFileSync(new URL("../../fixtures/evaluate/textstat.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Golden[];
};

describe("readability", () => {
  it.each(golden.cases.map((entry) => [entry.text.slice(0, 60), entry] as const))(
    "counts %j as textstat does",
    (_, entry) => {
      expect(countText(entry.text)).toEqual({
        sentences: entry.sentences,
        words: entry.words,
        tokens: entry.words_keep_punctuation,
        syllables: entry.syllables,
        characters: entry.chars_no_spaces,
      });
    },
  );

  it.each(golden.cases.map((entry) => [entry.text.slice(0, 60), entry] as const))(
    "grades %j as textstat does",
    (_, entry) => {
      expect(Math.abs(fleschKincaidGrade(entry.text) - entry.flesch_kincaid_grade)).toBeLessThan(1e-9);
      expect(Math.abs(automatedReadabilityIndex(entry.text) - entry.automated_readability_index)).toBeLessThan(1e-9);
    },
  );

  it("covers every golden text", () => {
    expect(golden.cases).toHaveLength(41);
  });

  it("counts the syllables of dictionary words, of others by hyphenation, and of names that JavaScript objects own", () => {
    expect(countWordSyllables("portugal")).toBe(3);
    expect(countWordSyllables("constructor")).toBe(3);
    expect(countWordSyllables("supercalifragilisticexpialidocious")).toBe(11);
    expect(countWordSyllables("__proto__")).toBe(2);
  });

  it("grades an answer of a million characters", () => {
    expect(fleschKincaidGrade("A cat sat here. ".repeat(62_500))).toBeCloseTo(0.39 * 4 + 11.8 - 15.59, 9);
  });
});
