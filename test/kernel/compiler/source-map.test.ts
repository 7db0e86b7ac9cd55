import { TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import { describe, expect, it } from "vitest";
import { Notebook } from "./notebook.js";

/** Where the frames of an error that cells threw lie in the code as typed, as `cell line:column`. */
async function framesOf(cells: readonly string[]): Promise<string[]> {
  const notebook = new Notebook();
  const maps = new Map<string, TraceMap>();
  let frames: string[] = [];
  for (const [index, code] of cells.entries()) {
    const run = notebook.run(code);
    maps.set(`Cell ${index + 1}`, new TraceMap(notebook.sourceMap));
    await run.catch((error: Error) => {
      frames = [...(error.stack ?? "").matchAll(/(Cell \d+):(\d+):(\d+)/g)].map(([, cell, line, column]) => {
        const map = maps.get(cell!)!;
        const original = originalPositionFor(map, { line: Number(line), column: Number(column) - 1 });
        return `${original.source} ${original.line}:${(original.column ?? -1) + 1}`;
      });
    });
  }
  return frames;
}

describe("the source map leads from a runtime error to the code as typed", () => {
  const cases: readonly (readonly [name: string, cells: readonly string[], frames: readonly string[]])[] = [
    ["in the last expression", ["1\n\n;(null as any).x"], ["Cell 1 3:16"]],
    [
      "below types that are gone",
      ["interface A {\n  a: number\n}\ntype B = A\n\nconst a: A = (null as any).v"],
      ["Cell 1 6:28"],
    ],
    [
      "inside a function, and where it was called",
      ["function boom(x: number): never {\n  // explains\n  throw new Error('x' + x)\n}", "const y = 1\nboom(\n  y)"],
      ["Cell 1 3:9", "Cell 2 2:5"],
    ],
    [
      "in a function that stands after its call",
      ["go()\n\nfunction go() {\n  (null as any).x\n}"],
      ["Cell 1 4:17", "Cell 1 1:3"],
    ],
    [
      "in a method of a class",
      ["class K {\n  v: number = 1\n  static make(): K {\n    throw new TypeError('no')\n  }\n}\nK.make()"],
      ["Cell 1 4:11", "Cell 1 7:3"],
    ],
    [
      "in a constructor with parameter properties",
      ["class K {\n  constructor(private a: number) {\n    (null as any).x\n  }\n}\nnew K(1)"],
      ["Cell 1 3:19", "Cell 1 6:1"],
    ],
    [
      "in a destructuring default",
      ["const { a,\n  b = (null as any).x } = { a: 1 } as { a: number; b?: number }"],
      ["Cell 1 2:21"],
    ],
    [
      "after an await",
      ["const wait: Promise<number> = Promise.resolve(1)\nawait wait\n;(null as any).x"],
      ["Cell 1 3:16"],
    ],
    [
      "in an arrow that is a variable",
      ["const f = (n: number) =>\n  n > 0 ? f(n - 1) : (null as any).x", "f(1)"],
      ["Cell 1 2:36", "Cell 1 2:12", "Cell 2 1:2"],
    ],
    [
      "below an enum and a namespace",
      ["enum E {\n  A,\n  B\n}\nnamespace N {\n  export const n = 1\n}\n(E.A, (null as any).x)"],
      ["Cell 1 8:21"],
    ],
    ["after CRLF", ["const a = 1\r\n\r\n;(null as any).x"], ["Cell 1 3:16"]],
    ["in an object that is the cell", ["// note\n{ a: 1, b: (null as any).x }"], ["Cell 1 2:26"]],
    ["… in a later line of it", ["{\n  a: 1,\n  b: [(null as any).x],\n};"], ["Cell 1 3:21"]],
    ["in a template over lines", ["`a\n${(null as any).x}`"], ["Cell 1 2:17"]],
    ["in a using declaration's cell", ["using u = { [Symbol.dispose]() {} }\n\n;(null as any).x"], ["Cell 1 3:16"]],
  ];
  it.each(cases)("%s", async (_name, cells, frames) => {
    expect(await framesOf(cells)).toEqual(frames);
  });
});

describe("the source map", () => {
  it("names the cell and carries its code", async () => {
    const notebook = new Notebook();
    await notebook.value("const x: number = 1\nx");
    const map = JSON.parse(notebook.sourceMap) as Record<string, unknown>;
    expect(map).toMatchObject({
      version: 3,
      file: "Cell 1",
      sources: ["Cell 1"],
      sourcesContent: ["const x: number = 1\nx"],
    });
  });

  it("never points into the text that the compiler added", async () => {
    const notebook = new Notebook();
    await notebook.value("let a = 1, b = 'x'; interface P {}");
    await notebook.value("const c = a + b.length; function f(p: P) { return [p, c] }");
    const map = new TraceMap(notebook.sourceMap);
    const lines = notebook.javascript.split("\n");
    const seen = new Set<number>();
    lines.forEach((text, index) => {
      for (let column = 0; column < text.length; column++) {
        const { line } = originalPositionFor(map, { line: index + 1, column });
        if (line !== null) seen.add(line);
      }
    });
    expect([...seen]).toEqual([1]);
  });
});
