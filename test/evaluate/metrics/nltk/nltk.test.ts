import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stemWord } from "../../../../src/evaluate/metrics/nltk/porter-stemmer.js";
import { splitSentences } from "../../../../src/evaluate/metrics/nltk/sentences.js";
import { tokenizeWords } from "../../../../src/evaluate/metrics/nltk/word-tokens.js";
import { findSynonyms } from "../../../../src/evaluate/metrics/nltk/wordnet.js";

interface Golden {
  readonly texts: readonly { readonly text: string; readonly sentences: string[]; readonly tokens: string[] }[];
  readonly stems: Record<string, string>;
}

const golden = JSON.parse(
  readFileSync(new URL("../../../fixtures/evaluate/nltk-tokens.json", import.meta.url), "utf8"),
) as Golden;

describe("splitSentences", () => {
  it("splits abbreviations, initials, numbers and quotes as NLTK's Punkt does", () => {
    expect(golden.texts.length).toBe(100);
    for (const { text, sentences } of golden.texts) expect(splitSentences(text), text).toEqual(sentences);
  });

  it.each([
    ["", []],
    ["   ", []],
    ["No mark at all", ["No mark at all"]],
    ["One.\r\nTwo.", ["One.", "Two."]],
  ])("splits %j into %j", (text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });
});

describe("tokenizeWords", () => {
  it("cuts words as NLTK's word_tokenize does", () => {
    for (const { text, tokens } of golden.texts) expect(tokenizeWords(text), text).toEqual(tokens);
  });

  it("copes with 200,000 characters", () => {
    expect(tokenizeWords("It opens at 9 a.m. daily. ".repeat(8_000)).length).toBe(56_000);
  });
});

describe("stemWord", () => {
  it("stems as NLTK's PorterStemmer does", () => {
    const stems = Object.keys(golden.stems).map((word) => [word, stemWord(word)]);
    expect(stems.length).toBe(450);
    expect(Object.fromEntries(stems)).toEqual(golden.stems);
  });
});

describe("findSynonyms", () => {
  it("follows irregular and regular forms to their base", () => {
    expect(findSynonyms("went")).toContain("travel");
    expect(findSynonyms("automobiles")).toContain("car");
  });

  it.each(["", "_", "zzzz", "two words", "\u{1f600}", "."])("finds nothing for %j", (word) => {
    expect(findSynonyms(word)).toEqual([]);
  });

  it("finds the first and last words of the index", () => {
    expect(findSynonyms("zyrian")).toContain("Zyrian");
    expect(findSynonyms("aa")).toContain("aa");
  });
});
