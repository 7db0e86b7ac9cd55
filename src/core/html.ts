const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Makes text safe to stand in HTML, between tags or inside a quoted attribute.
 *
 * Halves of surrogate pairs (a string cut in the middle of an emoji) become U+FFFD, because they cannot be
 * sent to a front end as UTF-8.
 *
 * @example
 * escapeHtml(`<b title="x">`); // "&lt;b title=&quot;x&quot;&gt;"
 */
export function escapeHtml(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD").replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
