import { describe, expect, it } from "vitest";
import { Notebook } from "./notebook.js";

/** Cells in order; the value is that of the last one. */
const CELLS: readonly [name: string, cells: readonly string[], value: unknown][] = [
  ["the last expression", ["1 + 1"], 2],
  ["no value after a declaration", ["const x = 1"], undefined],
  ["a result before a comment and a semicolon", ["let a = 4;\na * 2; // twice\n/* end */ ;"], 8],
  ["names of earlier cells", ["const x = 5", "x + 1"], 6],
  ["a const that becomes a let", ["const x = 5", "let x = 'a'", "x = 'b'; x"], "b"],
  ["a class that becomes a function", ["class A {}", "function A() { return 3 }", "A()"], 3],
  ["a closure that sees the latest value", ["let n = 1; const read = () => n", "n = 2", "read()"], 2],
  ["top-level await", ["const x = await Promise.resolve(7)", "x"], 7],
  ["for await", ["let sum = 0\nfor await (const x of [1, 2, 3]) sum += x\nsum"], 6],
  ["destructuring with a rest", ["const { a, ...rest } = { a: 1, b: 2, c: 3 }", "[a, rest]"], [1, { b: 2, c: 3 }]],
  ["the name of an arrow function", ["const g = () => 1", "g.name"], "g"],
  ["a function called before it is declared", ["twice(4)\nfunction twice(x: number) { return 2 * x }\ntwice(5)"], 10],
  ["an enum", ["enum Colour { Red, Green }", "Colour[1]"], "Green"],
  [
    "imports",
    ["import fs, { existsSync as exists, type Stats } from 'node:fs'", "exists('/') && typeof fs.statSync"],
    "function",
  ],
];

describe("cells", () => {
  it.each(CELLS)("give %s", async (_name, cells, expected) => {
    const notebook = new Notebook();
    let value: unknown;
    for (const cell of cells) value = await notebook.value(cell);
    expect(value).toEqual(expected);
  });

  it("with a type error are not compiled and say where", async () => {
    const notebook = new Notebook();
    await notebook.value("const x = 5");
    expect(await notebook.problems("const y: string = x")).toEqual([
      "2322 1:7 Type 'number' is not assignable to type 'string'.",
    ]);
    expect(await notebook.problems("\nx = 6")).toEqual(["2588 2:1 Cannot assign to 'x' because it is a constant."]);
  });
});
