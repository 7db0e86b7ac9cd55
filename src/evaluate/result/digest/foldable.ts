import { escapeHtml } from "../../../core/index.js";

/**
 * A text as HTML; a long one is folded behind its beginning.
 *
 * @param limit characters of the beginning; a text a fifth longer is not folded yet
 * @param html the whole text, marked up. @default the text, escaped
 * @example
 * foldable("a <b>", 90); // "a &lt;b&gt;"
 */
export function foldable(text: string, limit: number, html = escapeHtml(text)): string {
  const characters = [...text];
  if (characters.length <= limit * 1.2 && text.split("\n").length <= 4) {
    return text.includes("\n") ? `<span style="white-space: pre-wrap">${html}</span>` : html;
  }
  const start = characters.slice(0, limit).join("").replaceAll(/\s+/g, " ").trimEnd();
  return `<details><summary>${escapeHtml(start)}…</summary><span style="white-space: pre-wrap">${html}</span></details>`;
}
