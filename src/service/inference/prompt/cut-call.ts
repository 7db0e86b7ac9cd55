import { tryParse } from "../../../core/index.js";

/** A function that the model asks to be called. */
export interface ToolCall {
  readonly name: string;
  /** JSON text of an object, as the API hands it to clients; of a call that was cut, its beginning. */
  readonly arguments: string;
}

/**
 * Reads a call whose JSON breaks off, as an answer that reached its `max_tokens` leaves it: the arguments are the text that
 * was written of them, without the white space between values, as in a whole call. `undefined` when no name is written yet
 * or the text is no beginning of a call.
 *
 * @param names what the call may be to. Given, a name that breaks off counts as soon as one of them alone begins so.
 *
 * @example
 * readCutCall('{"name": "get_weather", "arguments": {"city": "Lis'); // { name: "get_weather", arguments: '{"city":"Lis' }
 * readCutCall('{"na', ["get_weather"]); // { name: "get_weather", arguments: "" }
 */
export function readCutCall(text: string, names?: readonly string[]): ToolCall | undefined {
  const opening = /^\s*\{\s*"name"\s*:\s*"((?:[^"\\]|\\.)+)"/s.exec(text);
  if (opening === null) {
    const begun = /^\s*\{\s*"name"\s*:\s*"([^"]*)$/.exec(text)?.[1] ?? "";
    const possible = names?.filter((name) => name.startsWith(begun)) ?? [];
    return possible.length === 1 ? { name: possible[0]!, arguments: "" } : undefined;
  }
  const name = tryParse(`"${opening[1]!}"`);
  if (typeof name !== "string") return undefined;
  const given = /^\s*,\s*"(?:arguments|parameters)"\s*:\s*(.*)$/s.exec(text.slice(opening[0].length))?.[1] ?? "";
  return { name, arguments: given.startsWith('"') ? textOfString(given) : firstValue(given) };
}

/** The text of a JSON object up to its end, or all of it when it breaks off before. */
function firstValue(json: string): string {
  let depth = 0;
  let value = "";
  for (const [part] of json.matchAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)|\s+|./gs)) {
    if (/^\s/.test(part)) continue;
    value += part;
    depth += "{[".includes(part) ? 1 : "]}".includes(part) ? -1 : 0;
    if (depth === 0) break;
  }
  return value;
}

/** What a JSON string says, which may break off. */
function textOfString(json: string): string {
  const [inside] = /^(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])*/s.exec(json.slice(1))!;
  const text = tryParse(`"${inside}"`);
  return typeof text === "string" ? text : inside;
}
