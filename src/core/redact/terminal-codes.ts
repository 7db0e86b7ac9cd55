/** Colours, cursor moves and links of a terminal (ECMA-48 control sequences, OSC 8), also as JSON spells their first character. */
const CODE =
  /(?:\u001b|\\u001b)(?:\[[0-?]{0,40}[ -/]{0,4}[@-~]|\](?:(?!\u001b|\\u001b|\u0007|\\u0007)[^\n]){0,2048}(?:\u0007|\\u0007|\u001b\\|\\u001b\\\\))/g;

/**
 * A text as a person sees it in a terminal, without the codes for colours, which may stand in the middle of a key.
 *
 * @example
 * withoutCodes("sk-\u001b[31mabc"); // "sk-abc"
 */
export const withoutCodes = (text: string): string =>
  text.includes("\u001b") || text.includes("\\u001b") ? text.replace(CODE, "") : text;

/** Where in a text with codes a place of the text without them is. */
export function placeWithCodes(text: string, place: number): number {
  let seen = 0;
  let end = 0;
  for (const { 0: code, index } of text.matchAll(CODE)) {
    if (seen + index - end > place) break;
    seen += index - end;
    end = index + code.length;
  }
  return end + place - seen;
}
