import { TOOL_CALL_END, TOOL_CALL_START } from "../prompt/tool-calls.js";
import { characters, choice, EMPTY, Grammar, sequence, text, type Rule } from "./json-schema/grammar-rules.js";
import { complement } from "./json-schema/strings/json-characters.js";

/**
 * A grammar of free text in which whatever stands after `<tool_call>` is what another grammar allows.
 *
 * The text before a mark is a machine with a state for each character of the mark that was written: so the mark is found
 * wherever tokens are cut, and a token that goes on after it is allowed only where it goes on rightly.
 *
 * @example
 * callsInText(compileSchema(call)); // "Let me look.\n<tool_call>\n{…}\n</tool_call>", and "2 < 3" without any call
 */
export function callsInText(call: Grammar): Grammar {
  const grammar = new Grammar();
  const name = (written: number): Rule => ({ kind: "named", name: `text-${written}` });
  grammar.add(name(0), "root");
  for (const [key, rule] of call.rules) grammar.rules.set(key === "root" ? "call" : key, rule);
  const first = TOOL_CALL_START[0]!;
  const space = choice(EMPTY, text("\n"), text(" "));
  const called = sequence(space, { kind: "named", name: "call" }, space, text(TOOL_CALL_END), name(0));
  for (let written = 0; written < TOOL_CALL_START.length; written++) {
    const expected = TOOL_CALL_START[written]!;
    const letters = [...new Set([first, expected])].map(
      (letter) => [letter.codePointAt(0)!, letter.codePointAt(0)!] as const,
    );
    grammar.rules.set(
      `text-${written}`,
      choice(
        EMPTY,
        sequence(text(expected), written + 1 === TOOL_CALL_START.length ? called : name(written + 1)),
        // No character of the mark but its first can begin another one.
        ...(expected === first ? [] : [sequence(text(first), name(1))]),
        sequence(characters(...complement(letters)), name(0)),
      ),
    );
  }
  return grammar;
}
