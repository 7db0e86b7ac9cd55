export { automatedReadabilityIndex, fleschKincaidGrade } from "./readability.js";
export { countText, type TextCounts } from "./text-counts.js";
export { countWordSyllables } from "./syllables.js";
