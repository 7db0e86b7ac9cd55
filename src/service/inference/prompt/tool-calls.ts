import { isRecord } from "../../../core/index.js";
import { readCutCall, type ToolCall } from "./cut-call.js";

/** How an answer was ended that did not come to its own end. */
export interface CutAnswer {
  /** Functions of which one had to be called, so that nothing of the answer is text. */
  readonly forced: readonly string[] | undefined;
}

/** What a piece of an answer turned out to be. */
export interface ToolCallPiece {
  /** Text that belongs to no call. */
  readonly text: string;
  readonly calls: readonly ToolCall[];
}

export const TOOL_CALL_START = "<tool_call>";
export const TOOL_CALL_END = "</tool_call>";

/**
 * Finds calls in a stream of text, written as the templates of Qwen2.5, Hermes and others ask for them:
 * `<tool_call>{"name": …, "arguments": {…}}</tool_call>`.
 *
 * Text that could still become such a mark is held back; a mark inside a JSON string is text. What stands between the marks and is no call stays text, so
 * that nothing the model wrote is lost.
 *
 * @example
 * const parser = new ToolCallParser();
 * parser.push('Let me look.\n<tool_call>{"name": "get_time", "arguments": {}}</tool_call>');
 * // { text: "Let me look.", calls: [{ name: "get_time", arguments: "{}" }] }
 */
export class ToolCallParser {
  #held = "";
  #inside = false;
  #called = false;
  /** How far a call was read, and whether that is inside one of its strings. */
  #read = 0;
  #quoted = false;

  push(piece: string): ToolCallPiece {
    this.#held += piece;
    let text = "";
    const calls: ToolCall[] = [];
    for (;;) {
      const mark = this.#inside ? TOOL_CALL_END : TOOL_CALL_START;
      let at = this.#inside ? this.#endOfCall() : this.#held.indexOf(mark);
      if (at < 0) break;
      const call = this.#inside ? parseToolCall(this.#held.slice(0, at)) : undefined;
      // What is no JSON has no strings either, so its first mark ends it.
      if (this.#inside && call === undefined) at = this.#held.indexOf(mark);
      const before = this.#held.slice(0, at);
      this.#held = this.#held.slice(at + mark.length);
      this.#read = 0;
      this.#quoted = false;
      if (call !== undefined) calls.push(call);
      else text += this.#inside ? TOOL_CALL_START + before + TOOL_CALL_END : before.trimEnd();
      this.#called ||= call !== undefined;
      this.#inside = !this.#inside;
    }
    if (!this.#inside) {
      const keep = heldLength(this.#held);
      text += this.#held.slice(0, this.#held.length - keep);
      this.#held = this.#held.slice(this.#held.length - keep);
    }
    return { text, calls };
  }

  /**
   * Takes the end of the answer: a call that was written whole counts without its closing mark, and of an answer that was
   * cut also the call that it breaks off in.
   */
  flush(cut?: CutAnswer): ToolCallPiece {
    const rest = this.#held;
    const inside = this.#inside;
    this.#held = "";
    this.#inside = false;
    this.#read = 0;
    this.#quoted = false;
    const whole = inside ? parseToolCall(rest) : undefined;
    if (whole !== undefined) return { text: "", calls: [whole] };
    const end = inside && cut?.forced === undefined ? rest.indexOf(TOOL_CALL_END) + TOOL_CALL_END.length : 0;
    if (end >= TOOL_CALL_END.length) {
      // The mark stood in a string that was never closed, so it was no string.
      const after = this.push(rest.slice(end));
      const last = this.flush(cut);
      const text = TOOL_CALL_START + rest.slice(0, end) + after.text + last.text;
      return { text, calls: [...after.calls, ...last.calls] };
    }
    if (!inside) return { text: this.#called ? rest.trimEnd() : rest, calls: [] };
    const call = cut === undefined ? undefined : readCutCall(rest, cut.forced);
    if (call !== undefined) return { text: "", calls: [call] };
    return { text: cut?.forced === undefined ? TOOL_CALL_START + rest : "", calls: [] };
  }

  /** Where the mark stands that ends the call: inside a JSON string it is text. */
  #endOfCall(): number {
    for (; this.#read < this.#held.length; this.#read++) {
      const letter = this.#held[this.#read];
      if (this.#quoted) {
        if (letter === "\\") this.#read++;
        // No JSON string goes over the end of a line, so what did was none.
        else if (letter === '"' || letter === "\n") this.#quoted = false;
      } else if (letter === '"') this.#quoted = true;
      else if (letter === "<") {
        const mark = this.#held.slice(this.#read, this.#read + TOOL_CALL_END.length);
        if (mark === TOOL_CALL_END) return this.#read;
        if (TOOL_CALL_END.startsWith(mark)) return -1;
      }
    }
    return -1;
  }
}

/**
 * Reads one call; `undefined` for text that is none.
 *
 * @example
 * parseToolCall('\n{"name": "add", "arguments": {"a": 1}}\n'); // { name: "add", arguments: '{"a":1}' }
 */
export function parseToolCall(text: string): ToolCall | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || typeof value["name"] !== "string" || value["name"] === "") return undefined;
  // Some models write the arguments as JSON text, and some call them parameters.
  const given = value["arguments"] ?? value["parameters"] ?? {};
  if (typeof given === "string") return { name: value["name"], arguments: given };
  return isRecord(given) ? { name: value["name"], arguments: JSON.stringify(given) } : undefined;
}

/** Length of the end of `text` that may be the beginning of a call, with the white space before it, which is the template's. */
function heldLength(text: string): number {
  const space = text.length - text.trimEnd().length;
  for (let length = Math.min(text.length, TOOL_CALL_START.length - 1); length > 0; length--) {
    if (!text.endsWith(TOOL_CALL_START.slice(0, length))) continue;
    const before = text.slice(0, text.length - length);
    return length + before.length - before.trimEnd().length;
  }
  return space;
}
