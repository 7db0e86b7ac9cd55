import { describe, expect, it } from "vitest";
import { createTypeScriptCompiler } from "../../../../src/kernel/compiler/index.js";
import { Notebook } from "../notebook.js";

/** The hint to the first message about a cell. */
const hintTo = async (code: string): Promise<string | undefined> => (await new Notebook().hints(code))[0];

describe("what Python, a terminal or a page has", () => {
  const written: readonly (readonly [cell: string, code: string])[] = [
    ["# a comment", "// a comment"],
    ["const a = 1 # a comment\n2", "// a comment"],
    ["#comment", "// comment"],
    ["const a = 1\n#comment", "// comment"],
    ["def f():\n  return 1", "function f() { … }"],
    ["const a = 1;\n  async def f(a, b=1):", "async function f(a, b=1) { … }"],
    ["if (1) {} elif (2) {}", "else if (…) { … }"],
    ["if (1) {\n}\nelif 2:\n", "else if (…) { … }"],
    ["if (1 > 0):\n  2", "if (1 > 0) { … }"],
    ["while 1: # ever\n  2", "while (1) { … }"],
    ["for x in [1]:\n  x", "for (const x of [1]) { … }"],
    ["for k, v in rows.items():\n  k", "for (const [k, v] of rows.items()) { … }"],
    ["try:\n  1\nexcept:\n  2", "try { … }"],
    ["except ValueError as e:\n  1", "catch (error) { … }"],
    ["class A:\n  pass", "class A { … }"],
    ["class B(A):\n  pass", "class B extends A { … }"],
    ["import numpy as np", 'import * as np from "numpy"'],
    ["from os import path, sep", 'import { path, sep } from "os"'],
    ["pip install numpy", "%pip install numpy"],
    ["!pip3 install numpy", "%pip install numpy"],
    ["npm i zod", "%npm install zod"],
    ["print 'a'", "console.log('a')"],
    ["[1].map(lambda x: x + 1)", "(x) => …"],
    ["const s = f'{x}'", "`… ${name} …`"],
  ];
  it.each(written)("is shown as a cell has it: %j", async (cell, code) => {
    expect(await hintTo(cell)).toBe(`In a cell this is written: ${code}`);
  });

  it.each([
    ["const s = “hi”", "“"],
    ["const a = 'x';\nconsole.log(‘hi’)", "‘"],
    ["const s = «hi»", "«"],
    ["const s = ′hi′", "′"],
  ])("is named where it is a quotation mark: %j", async (cell, character) => {
    expect(await hintTo(cell)).toBe(
      `${character} is a quotation mark of printed text, as pages and word processors set it: type " or ' instead.`,
    );
  });

  it.each([
    ["5 – 3", "U+2013"],
    ["5 − 3", "U+2212"],
    ["const a\u2060 = 1", "U+2060"],
    ["f（1）", "U+FF08"],
  ])("is named where it is another character: %j", async (cell, number) => {
    expect(await hintTo(cell)).toBe(
      `This is the character ${number}, which looks like another one or like nothing: delete it and type what you mean.`,
    );
  });

  it.each([
    ["print(1)", "print", "console.log(value)"],
    ["len([1]) + 1", "len", "value.length"],
    ["const a = None", "None", "null"],
    ["if (True) {}", "True", "true"],
    ["[False]", "False", "false"],
    ["int ('5')", "int", "Math.trunc(Number(value))"],
    ["for (const i of range(3)) {}", "range", "Array.from({ length: n }, (_, i) => i)"],
    ["const a = input('name?')", "input", 'await prompt("question")'],
  ])("is translated where it is a name that no cell declares: %j", async (cell, name, code) => {
    expect(await hintTo(cell)).toBe(
      `${name} is a name of Python: here it is ${code}. If a cell declares the name, run that cell first.`,
    );
  });

  it.each(["alert('x')", "localStorage.getItem('a')", "document.title", "window.scrollX", "new XMLHttpRequest()"])(
    "is said to be of a page: %j",
    async (cell) => {
      expect(await hintTo(cell)).toBe(
        "Cells run in Node.js, which has no page of a browser. If a cell declares the name, run that cell first.",
      );
    },
  );

  it("is not meant by names that a cell declares", async () => {
    // The shared compiler would tell the other tests that these names are gone.
    const notebook = new Notebook(createTypeScriptCompiler());
    await notebook.value("const print = (x: number) => x + 1; const None = 5, alert = 6; const len = [7]");
    expect(await notebook.value("[print(1), None, alert, len[0]]")).toEqual([2, 5, 6, 7]);
    expect(await notebook.hints("print('a')")).toEqual([undefined]);
  });

  it.each([
    [
      "a name that is not called",
      "input + 1",
      "No cell has declared it since the kernel started: run the cells above, if one of them does.",
    ],
    ["a private member outside its class", "({} as any).#own", undefined],
    ["a line of a text", "const a = `\ndef f():\n# b\n`;\n)", undefined],
    ["a label in an unfinished loop", "while (true) { a:", undefined],
    ["a conditional that is not finished", "true ? 1 :", undefined],
    ["an ordinary mistake", "const = 1", undefined],
  ])("is not taken for %s", async (_name, cell, hint) => {
    expect(await hintTo(cell)).toBe(hint);
  });

  it("does no harm as a space that does not break", async () => {
    expect(await new Notebook().value("const\u00a0a\u00a0= 1;\u202f\u3000a\u00a0+ 1")).toBe(2);
  });

  it("is told once where one mistake brings several messages", async () => {
    const hints = await new Notebook().hints("const s = “hi”");
    expect(hints.slice(1)).toEqual([undefined]);
  });
});

describe("a property of globalThis that nobody declares", () => {
  it.each(["globalThis.found = 5", "global.found", "globalThis.found ??= []"])("is explained: %j", async (cell) => {
    expect(await hintTo(cell)).toBe(
      "`let found = …` in a cell makes found known to all cells. For a package that looks for it at globalThis, write `(globalThis as any).found`.",
    );
  });

  it("can be set and read as the hint says", async () => {
    const notebook = new Notebook();
    await notebook.value("(globalThis as any).tunelabFound = 5");
    expect(await notebook.value("(globalThis as any).tunelabFound")).toBe(5);
    delete (globalThis as Record<string, unknown>).tunelabFound;
  });
});
