import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { findProjectRoot } from "../../core/index.js";

/** A text that ships with the project. */
export interface BundledText {
  readonly title: string;
  readonly language: string;
  readonly text: string;
}

const folder = (): string => join(findProjectRoot(), "src", "simulate", "texts");

/**
 * Names of the persons whose texts ship with the project in a language; empty for a language without any.
 *
 * @example
 * listBundledTexts("fr"); // ["Isaac Asimov", "Marie Curie", "Nelson Mandela", "Victor Hugo"]
 */
export function listBundledTexts(language: string): string[] {
  return slugsOf(language).map(toTitle);
}

/** The text whose name holds all words of the term ("Asimov", "isaac ASIMOV"), or `undefined`. */
export function findBundledText(term: string, language: string): BundledText | undefined {
  const wanted = toWords(term);
  const slug = slugsOf(language).find((name) => {
    const words = name.split("-");
    return wanted.length > 0 && wanted.every((word) => words.includes(word));
  });
  if (slug === undefined) return undefined;
  return { title: toTitle(slug), language, text: readFileSync(join(folder(), language, `${slug}.txt`), "utf8").trim() };
}

function slugsOf(language: string): string[] {
  try {
    const names = readdirSync(join(folder(), language)).filter((name) => name.endsWith(".txt"));
    return names.map((name) => name.slice(0, -4)).sort();
  } catch {
    return [];
  }
}

const toTitle = (slug: string): string =>
  slug
    .split("-")
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join(" ");

const toWords = (text: string): string[] =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g) ?? [];
