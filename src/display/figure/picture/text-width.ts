import { FONT_FILES, readFontMetrics, type FontMetrics } from "./font-metrics.js";

const ZERO_WIDTH = /[\p{Mark}\u200B-\u200D\u2060\uFE00-\uFE0F]/u;
// Characters that the font lacks come from another one: a full em for CJK and emoji, an average letter for the rest.
const FULL_EM = /[\u1100-\u115F\u2E80-\uFFDC\u{1F000}-\u{3FFFD}]/u;

let regular: FontMetrics | undefined;
let bold: FontMetrics | undefined;

/**
 * Measures a text as Arial sets it, in pixels, without kerning.
 *
 * @example
 * textWidth("Tokens", 12); // 39.357421875
 */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  const metrics = isBold
    ? (bold ??= readFontMetrics(FONT_FILES.bold))
    : (regular ??= readFontMetrics(FONT_FILES.regular));
  let ems = 0;
  for (const character of text) {
    if (ZERO_WIDTH.test(character)) continue;
    ems += metrics.advance(character.codePointAt(0)!) ?? (FULL_EM.test(character) ? 1 : 0.6);
  }
  return ems * fontSize;
}

/** Tells whether a text has characters that the bundled font cannot draw. */
export function needsOtherFonts(text: string): boolean {
  regular ??= readFontMetrics(FONT_FILES.regular);
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    if (codePoint > 0x7e && !ZERO_WIDTH.test(character) && regular.advance(codePoint) === undefined) return true;
  }
  return false;
}
