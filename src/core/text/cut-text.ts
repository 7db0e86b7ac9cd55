/** Code units around the cut in which its grapheme is looked for; the longest emoji in use have about twenty. */
const WINDOW = 64;

let segmenter: Intl.Segmenter | undefined;

/**
 * The beginning of a text, at most `limit` UTF-16 code units, that ends between characters as a reader sees them: an emoji
 * of several code points, or a letter with its accents, is kept whole or left out.
 *
 * @example
 * startOf("a👩‍🚀b", 3); // "a"
 */
export function startOf(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const from = Math.max(0, limit - WINDOW);
  // Nothing joins to plain ASCII but a carriage return to its line feed.
  const before = text.charCodeAt(limit - 1);
  const after = text.charCodeAt(limit);
  if (before < 0x80 && after < 0x80 && before !== 0x0d) return text.slice(0, limit);
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  const containing = segmenter.segment(text.slice(from, limit + WINDOW)).containing(limit - from);
  const end = from + (containing?.index ?? limit - from);
  // A grapheme that reaches beyond the window is no character in use; then at least no pair is cut.
  return text.slice(0, end > from || from === 0 ? end : isLowHalf(after) ? limit - 1 : limit);
}

const isLowHalf = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
