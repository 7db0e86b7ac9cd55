import { escapeHtml } from "../../core/index.js";

/**
 * Escapes the name of a score or column for HTML and lets it break after the signs between its words, and nowhere else: a narrow
 * head then neither cuts the last column off nor breaks a word.
 *
 * @example
 * breakableName("rouge.f1_score"); // "rouge.<wbr>f1_<wbr>score"
 */
export const breakableName = (name: string): string => escapeHtml(name).replaceAll(/[_./](?=\w)/g, "$&<wbr>");
