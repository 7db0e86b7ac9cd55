/**
 * Turns a cursor in code points, as the protocol counts, into an offset in UTF-16 units; a cursor beyond the end counts
 * as the end.
 *
 * @example
 * toUtf16Offset("𝒳.", 2); // 3
 */
export function toUtf16Offset(text: string, codePoints: number): number {
  let offset = 0;
  for (let seen = 0; seen < codePoints && offset < text.length; seen += 1) {
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}

/**
 * Turns an offset in UTF-16 units into a cursor in code points.
 *
 * @example
 * toCodePoints("𝒳.", 3); // 2
 */
export function toCodePoints(text: string, offset: number): number {
  let points = 0;
  for (let at = 0; at < Math.min(offset, text.length); points += 1) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return points;
}

/** The cursor of a request as a UTF-16 offset; a missing or senseless one counts as the end. */
export function cursorOffset(text: string, cursor: unknown): number {
  return typeof cursor === "number" && Number.isFinite(cursor) ? toUtf16Offset(text, Math.max(0, cursor)) : text.length;
}
