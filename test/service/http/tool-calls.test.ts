import { describe, expect, it } from "vitest";
import { readCutCall } from "../../../src/service/inference/prompt/cut-call.js";
import { ToolCallParser, type ToolCall } from "../../../src/service/inference/index.js";

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

describe("the call that a cut answer breaks off in", () => {
  const names = ["get_weather", "get_wind", "now"];
  it.each([
    ["nothing", "\n", undefined],
    ["a name that two begin with", '\n{"name": "get_w', undefined],
    ["a name that one begins with", '\n{"name": "get_we', { name: "get_weather", arguments: "" }],
    ["a name, and no arguments", '\n{"name": "now", "argu', { name: "now", arguments: "" }],
    ["a string", '{"name": "now", "arguments": {"a b":  "x  y', { name: "now", arguments: '{"a b":"x  y' }],
    ["an escape", '{"name": "now", "arguments": {"a": "x\\', { name: "now", arguments: '{"a":"x\\' }],
    ["a list", '{"name": "now", "arguments": {"a": [1, {"b"', { name: "now", arguments: '{"a":[1,{"b"' }],
    ["after the arguments", '{"name": "now", "arguments": {"a": "}"} ', { name: "now", arguments: '{"a":"}"}' }],
    ["arguments as JSON text", '{"name":"now","arguments":"{\\"a\\": \\u00', { name: "now", arguments: '{"a": ' }],
    ["parameters", '{"name":"now","parameters":{"a"', { name: "now", arguments: '{"a"' }],
    ["no call", "Let me think", undefined],
  ])("is read from %s", (_name, text, call) => {
    expect(readCutCall(text, names)).toEqual(call);
  });

  it("needs its name whole where the model chooses, and leaves the text as it is otherwise", () => {
    expect(readCutCall('{"name": "now')).toBeUndefined();
    const parser = new ToolCallParser();
    parser.push('Yes. <tool_call>{"name": "now');
    expect(parser.flush({ forced: undefined })).toEqual({ text: '<tool_call>{"name": "now', calls: [] });
    parser.push('Yes. <tool_call>{"name": "now", ');
    expect(parser.flush({ forced: undefined })).toEqual({ text: "", calls: [{ name: "now", arguments: "" }] });
    parser.push('Yes. <tool_call>{"name": "now", ');
    expect(parser.flush()).toEqual({ text: '<tool_call>{"name": "now", ', calls: [] });
  });
});

describe("a call that a grammar forces, which has no closing mark", () => {
  const flushed = (text: string): unknown => {
    const parser = new ToolCallParser();
    parser.push("<tool_call>\n");
    parser.push(text);
    return parser.flush({ forced: ["note"] });
  };

  it.each([
    ["whole", '{"name": "note", "arguments": {"text": "</tool_call>"}}', '{"text":"</tool_call>"}'],
    ["cut after the string", '{"name": "note", "arguments": {"text": "</tool_call>", ', '{"text":"</tool_call>",'],
    ["cut in the string", '{"name": "note", "arguments": {"text": "a </tool_call> b', '{"text":"a </tool_call> b'],
  ])("is a call with the mark in a string, %s", (_, text, args) => {
    expect(flushed(text)).toEqual({ text: "", calls: [{ name: "note", arguments: args }] });
  });
});
