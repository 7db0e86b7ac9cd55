import { describe, expect, it } from "vitest";
import { ToolCallParser, type ToolCall } from "../../src/service/inference/index.js";

/** Feeds a text in pieces of a size and puts together what comes out. */
function parse(text: string, size: number): { text: string; calls: ToolCall[] } {
  const parser = new ToolCallParser();
  const all = { text: "", calls: [] as ToolCall[] };
  const take = (part: { text: string; calls: readonly ToolCall[] }): void => {
    all.text += part.text;
    all.calls.push(...part.calls);
  };
  for (let at = 0; at < text.length; at += size) take(parser.push(text.slice(at, at + size)));
  take(parser.flush());
  return all;
}

const weather = { name: "get_weather", arguments: '{"city":"Lisbon","days":3}' };

describe.each([1, 2, 7, 1000])("calls in an answer that arrives %i characters at a time", (size) => {
  it.each([
    ["text without calls", "Just 2 < 3, <b>really</b>. \n", "Just 2 < 3, <b>really</b>. \n", []],
    [
      "one call",
      '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Lisbon", "days": 3}}\n</tool_call>',
      "",
      [weather],
    ],
    [
      "text and two calls",
      'I look that up.\n<tool_call>\n{"name": "get_weather", "arguments": {"city": "Lisbon", "days": 3}}\n</tool_call>\n<tool_call>\n{"name": "now"}\n</tool_call>\n',
      "I look that up.",
      [weather, { name: "now", arguments: "{}" }],
    ],
    [
      "a call without its closing mark",
      '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Lisbon", "days": 3}}',
      "",
      [weather],
    ],
    [
      "arguments as JSON text, and under their other name",
      '<tool_call>{"name": "a", "arguments": "{\\"x\\": 1}"}</tool_call><tool_call>{"name": "b", "parameters": {"y": "é </b>"}}</tool_call>',
      "",
      [
        { name: "a", arguments: '{"x": 1}' },
        { name: "b", arguments: '{"y":"é </b>"}' },
      ],
    ],
    ["broken JSON", 'Oh <tool_call>{"name": "a", </tool_call>!', 'Oh<tool_call>{"name": "a", </tool_call>!', []],
    [
      "a call without a name",
      '<tool_call>{"arguments": {}}</tool_call>',
      '<tool_call>{"arguments": {}}</tool_call>',
      [],
    ],
    [
      "a list of arguments",
      '<tool_call>{"name": "a", "arguments": [1]}',
      '<tool_call>{"name": "a", "arguments": [1]}',
      [],
    ],
    [
      "a mark inside a string of the arguments",
      '<tool_call>{"name": "a", "arguments": {"x": "</tool_call> \\"</tool_call>\\\\"}}</tool_call> Done.<tool_call>{"name": "b"}</tool_call>',
      " Done.",
      [
        { name: "a", arguments: '{"x":"</tool_call> \\"</tool_call>\\\\"}' },
        { name: "b", arguments: "{}" },
      ],
    ],
    [
      "a string that is not closed in its line",
      '<tool_call>\n{"name": "a\n</tool_call>\n<tool_call>{"name": "b"}</tool_call>',
      '<tool_call>\n{"name": "a\n</tool_call>',
      [{ name: "b", arguments: "{}" }],
    ],
    [
      "a string that is never closed",
      '<tool_call>{"name": "a</tool_call> and <tool_call>{"name": "b"}</tool_call>',
      '<tool_call>{"name": "a</tool_call> and',
      [{ name: "b", arguments: "{}" }],
    ],
    [
      "a string that is never closed, and a call after it",
      '<tool_call>{"name: 1}</tool_call> <tool_call>\n{"name": "b"}\n</tool_call>',
      '<tool_call>{"name: 1}</tool_call>',
      [{ name: "b", arguments: "{}" }],
    ],
    ["the beginning of a mark at the end", "a <tool_ca", "a <tool_ca", []],
    ["nothing", "", "", []],
  ])("are found: %s", (_name, answer, text, calls) => {
    expect(parse(answer, size)).toEqual({ text, calls });
  });
});
