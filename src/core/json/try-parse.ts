/**
 * The value of a JSON text, or `undefined` where it is none.
 *
 * @example
 * tryParse('{"a":1}'); // { a: 1 }
 */
export function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
