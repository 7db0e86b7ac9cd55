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

/**
 * Whether an address may stand in a link: http, https, or a path of the same server.
 *
 * @example
 * isSafeLink("javascript:alert(1)"); // false
 */
export function isSafeLink(address: string): boolean {
  return /^(?:https?:\/\/|\/(?!\/))/i.test(address);
}

/**
 * A link that opens in a tab of its own, with address and text made safe.
 *
 * @example
 * linkHtml("http://127.0.0.1:8080/#/jobs", "Jobs");
 * // '<a href="http://127.0.0.1:8080/#/jobs" target="_blank" rel="noopener">Jobs</a>'
 */
export function linkHtml(address: string, text: string): string {
  return `<a href="${escapeHtml(address)}" target="_blank" rel="noopener">${escapeHtml(text)}</a>`;
}
