import { expect, it } from "vitest";
import { parseDotenv, readDotenv } from "../../../src/core/index.js";

it("reads export, quotes, comments, BOM and CRLF", () => {
  const text = [
    "\ufeffA=plain",
    "export B = spaced ",
    'C="x # not a comment" # a comment',
    "D='single \\n stays'",
    'E="line\\nbreak"',
    "F=value # comment",
    "# G=no",
    "H=",
    "not a line",
    "I=a=b==",
    "J='#raw'",
    'export K="two \\"words\\"\\nline"',
    "L='{\\\"a\\\":1}'",
  ].join("\r\n");
  expect(parseDotenv(text)).toEqual({
    A: "plain",
    B: "spaced",
    C: "x # not a comment",
    D: "single \\n stays",
    E: "line\nbreak",
    F: "value",
    H: "",
    I: "a=b==",
    J: "#raw",
    K: 'two "words"\nline',
    L: '{\\"a\\":1}',
  });
});

it("reads a quoted value over several lines, whoever asks", () => {
  expect(parseDotenv('A="two\nlines"\nB=1\n')).toEqual({ A: "two\nlines", B: "1" });
});

it("takes a file that is not there for an empty one", () => {
  expect(readDotenv("no such folder/.env")).toEqual({});
});
