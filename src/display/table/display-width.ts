const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

// Code points that Unicode's EastAsianWidth.txt marks W or F and that are not emoji: CJK, kana, Hangul, full-width forms.
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FB}\u{20000}-\u{3FFFD}]/u;
const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F/u;
const INVISIBLE = /^[\p{Mark}\p{Format}\p{Control}]+$/u;

function graphemeWidth(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  return EMOJI.test(grapheme) || WIDE.test(grapheme) ? 2 : 1;
}

/**
 * Counts the columns that a text fills in a fixed-width font: two for an emoji or a CJK character, none for marks.
 *
 * @example
 * displayWidth("né 👍🏽"); // 5
 */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of SEGMENTER.segment(text)) width += graphemeWidth(segment);
  return width;
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
    used += graphemeWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
