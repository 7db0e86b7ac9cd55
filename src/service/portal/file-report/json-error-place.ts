/**
 * Where a text stops being JSON, in UTF-16 units, as far as the engine's message tells; `undefined` when it does not.
 *
 * V8 names the position, the end of the text, or a character with its surroundings; the last is believed only when that
 * character is found once.
 *
 * @example
 * jsonErrorPlace('{"a": 1,}', "Expected double-quoted property name in JSON at position 8"); // 8
 */
export function jsonErrorPlace(text: string, message: string): number | undefined {
  const position = /\bat position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  if (message.startsWith("Unexpected end of JSON") || message.startsWith("Unterminated string")) return text.length;
  const [, character, surroundings] =
    /^Unexpected token '(.+?)', (?:\.\.\.)?"(.*?)"(?:\.\.\.)? is not valid JSON$/s.exec(message) ?? [];
  if (character === undefined || surroundings === undefined) return undefined;
  const start = text.indexOf(surroundings);
  const within = surroundings.indexOf(character);
  const isOnce = within >= 0 && surroundings.indexOf(character, within + 1) === -1;
  return start >= 0 && text.indexOf(surroundings, start + 1) === -1 && isOnce ? start + within : undefined;
}
