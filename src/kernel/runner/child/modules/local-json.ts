import { readFileSync } from "node:fs";
import { TunelabError } from "../../../../core/essentials/index.js";
import { say } from "../../../../texts/kernel/index.js";
import { placeAt, placedMessage, withoutFrames } from "./local-place.js";

/**
 * Reads a JSON file. Throws `invalid_json` with file, line and source line.
 *
 * @example
 * readLocalJson("/notebooks/data.json"); // { rows: [] }
 */
export function readLocalJson(fileName: string): unknown {
  const text = readFileSync(fileName, "utf8").replace(/^\uFEFF/, "");
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw jsonError(fileName, text, error as SyntaxError);
  }
}

/** The mistake in a text that should be JSON, as an error that says where it is; undefined where there is none. */
export function findJsonError(fileName: string, text: string): TunelabError | undefined {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ""));
    return undefined;
  } catch (error) {
    return jsonError(fileName, text, error as SyntaxError);
  }
}

function jsonError(fileName: string, text: string, { message }: SyntaxError): TunelabError {
  const reason = message.replace(QUOTED_TEXT, "").replace(POSITION, "");
  const said = placedMessage(say("cells.badJson", { reason }), placeAt(fileName, text, mistakeAt(text)));
  return withoutFrames(new TunelabError(said, { code: "invalid_json", hint: say("cells.badJsonHint") }));
}

/** What V8 puts behind its reason: the text itself, or a position in it. */
const QUOTED_TEXT = /, (?:\.\.\.)?"[\s\S]*"(?:\.\.\.)? is not valid JSON$/;
const POSITION = / in JSON at position \d+(?: \(line \d+ column \d+\))?$/;

/** V8 names a position in some of its messages only: the first character that no longer begins a text of JSON. */
function mistakeAt(text: string): number {
  let good = 0;
  let bad = text.length;
  while (good < bad) {
    const middle = Math.ceil((good + bad) / 2);
    if (mayGoOn(text.slice(0, middle))) good = middle;
    else bad = middle - 1;
  }
  return Math.min(good, Math.max(0, text.trimEnd().length));
}

/** Whether a text is JSON, or the beginning of one. */
function mayGoOn(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    if (/end of JSON input|^Unterminated|^No number after minus|^Exponent part/.test(message)) return true;
    const position = / at position (\d+)/.exec(message)?.[1];
    return position !== undefined && Number(position) >= text.length;
  }
}
