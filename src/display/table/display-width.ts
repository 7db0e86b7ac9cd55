import stringWidth from "string-width";

const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * Counts the columns that a text fills in a fixed-width font: two for an emoji or a CJK character, none for marks.
 *
 * @example
 * displayWidth("né 👍🏽"); // 5
 */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  return stringWidth(text);
}

/**
 * Cuts a text to a width in fixed-width columns, never through a visible character; a cut text ends in `…`.
 *
 * @example
 * cutToWidth("fine-tuning", 6); // "fine-…"
 */
export function cutToWidth(text: string, width: number): string {
  // A visible character is at least one code unit, so a longer prefix than this can never be needed.
  const candidate = text.slice(0, width * 16 + 16);
  if (candidate.length === text.length && displayWidth(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of SEGMENTER.segment(candidate)) {
    used += displayWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
