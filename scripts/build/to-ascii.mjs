/**
 * Code without characters beyond ASCII, which are written as escapes. V8 keeps a source as long as its functions live, in two
 * bytes a character where a single one needs them: of the compiler's bundle that is 3.6 MB, and as much again in its snapshot.
 *
 * Escapes mean the same in texts, templates and regular expressions, but not behind a backslash or in a raw template.
 *
 * @param {string} code
 * @example
 * toAscii("const more = `…`;"); // "const more = `\\u2026`;"
 */
export function toAscii(code) {
  const kept = /(?<!\\)(?:\\\\)*\\[^\x00-\x7f]|\braw`[^`]*[^\x00-\x7f]/.exec(code)?.[0];
  if (kept !== undefined) throw new Error(`${kept} in a bundle cannot be written as an escape.`);
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
