import { describe, expect, it } from "vitest";
import { makeSentenceQuestions } from "../../src/simulate/questions/sentence-questions.js";
import { languageOfText } from "../../src/simulate/questions/text-language.js";
import { findBundledText, listBundledTexts } from "../../src/simulate/texts/bundled-texts.js";

describe("the language of a text", () => {
  it.each(
    ["en", "pt", "fr"].flatMap((language) => listBundledTexts(language).map((name) => [language, name] as const)),
  )("is known to be %s for %s", (language, name) => {
    expect(languageOfText(findBundledText(name, language)!.text)).toBe(language);
  });

  it.each(["", "1867", "Marie Curie", "Наука и жизнь в России в 1923 году"])("is not guessed for %j", (text) => {
    expect(languageOfText(text)).toBeUndefined();
  });
});

describe("questions sentence by sentence", () => {
  const make = (text: string, language = "en") =>
    makeSentenceQuestions({
      text,
      language,
      model: { client: {}, model: "tiny" } as never,
      meter: { add: () => undefined } as never,
      seed: 1,
      followUps: 1,
      likelihoods: (() => Promise.reject(new Error("not to be asked"))) as never,
    });
  const portuguese = findBundledText(listBundledTexts("pt")[0]!, "pt")!.text;
  const signal = new AbortController().signal;

  it.each([
    ["by its words", portuguese, "en"],
    ["by the option", portuguese, "pt"],
    ["by the option alone", "Ada nasceu em 1815.", "pt"],
  ])("refuse a text that is not English %s, before the model is asked", async (_, text, language) => {
    await expect(make(text, language).generate(2, signal)).rejects.toMatchObject({
      code: "language_not_supported",
      message: "The text is Portuguese, and a small model makes questions sentence by sentence in English only.",
    });
  });
});
