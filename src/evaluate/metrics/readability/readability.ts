import { countText, type TextCounts } from "./text-counts.js";

/**
 * Flesch-Kincaid grade level: 0.39 words per sentence + 11.8 syllables per word − 15.59; 0 for a text without words.
 *
 * Equals `textstat.flesch_kincaid_grade` 0.7.13 (Kincaid et al., 1975). Takes a text or its counts.
 *
 * @example
 * fleschKincaidGrade("Yes"); // -3.4
 */
export function fleschKincaidGrade(text: string | TextCounts): number {
  const { sentences, words, syllables } = typeof text === "string" ? countText(text) : text;
  if (words === 0 || syllables === 0) return 0;
  return 0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59;
}

/**
 * Automated readability index: 4.71 characters per token + 0.5 words per sentence − 21.43; 0 for a text without words.
 *
 * Equals `textstat.automated_readability_index` 0.7.13 (Senter and Smith, 1967). Takes a text or its counts.
 *
 * @example
 * automatedReadabilityIndex("Yes"); // -6.8
 */
export function automatedReadabilityIndex(text: string | TextCounts): number {
  const { sentences, words, tokens, characters } = typeof text === "string" ? countText(text) : text;
  if (characters === 0 || words === 0) return 0;
  return 4.71 * (characters / tokens) + 0.5 * (words / sentences) - 21.43;
}
