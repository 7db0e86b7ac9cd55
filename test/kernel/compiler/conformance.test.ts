import { afterAll, describe, expect, it } from "vitest";
import { TunelabError } from "../../../src/core/index.js";
import { createTslabCompiler, selectCompiler } from "../../../src/kernel/compiler/index.js";
import { Notebook, sharedCompiler } from "./notebook.js";

const tslab = createTslabCompiler();
afterAll(() => tslab.close());

const COMPILERS = [
  ["typescript", sharedCompiler()],
  ["tslab", tslab],
] as const;

describe.each(COMPILERS)("the compiler over %s", (name, compiler) => {
  const notebook = (): Notebook => new Notebook(compiler, process.cwd());

  it("says what it is", () => {
    expect(compiler.identity).toEqual({ name, version: name === "tslab" ? "1.0.22" : "6.0.3" });
  });

  it.each([
    ["results", ["1 + 1"], 2],
    ["no result", ["const x = 1"], undefined],
    ["names across cells", ["const x = 5; let y = 'a'", "y = y + x; y"], "a5"],
    ["redeclaration", ["const x = 5", "let x = 'a'", "x"], "a"],
    ["top-level await", ["const x = await Promise.resolve(7)", "x"], 7],
    ["top-level for await", ["let sum = 0\nfor await (const x of [1, 2, 3]) sum += x", "sum"], 6],
    ["classes and functions", ["class A { v = 1 }\nfunction make() { return new A() }", "make().v"], 1],
    ["types", ["interface P { a: number }", "const p: P = { a: 1 }", "p.a"], 1],
    [
      "imports",
      [
        "import fs, { existsSync } from 'node:fs'\nimport * as path from 'node:path'",
        "[typeof fs.statSync, existsSync('/'), path.basename('/a/b')]",
      ],
      ["function", true, "b"],
    ],
    ["import()", ["const { basename } = await import('node:path')", "basename('/x/y')"], "y"],
  ] as const)("runs %s", async (_name, cells, expected) => {
    const run = notebook();
    let value: unknown;
    for (const cell of cells) value = await run.value(cell);
    expect(value).toEqual(expected);
  });

  it("stops a cell with a type error and says where", async () => {
    const run = notebook();
    await run.value("const c = 1");
    expect(await run.problems("1;\n  c = 2")).toEqual(["2588 2:3 Cannot assign to 'c' because it is a constant."]);
    expect(await run.problems("const s: string = c")).toEqual([
      "2322 1:7 Type 'number' is not assignable to type 'string'.",
    ]);
  });

  it("names what a cell declares and whether it has a result", () => {
    compiler.forget();
    const outcome = compiler.compile({ label: "Cell 1", code: "const a = 1, f = () => a; a", directory: "/" });
    expect(outcome.ok && [[...outcome.cell.declares].sort(), outcome.cell.hasResult]).toEqual([["a", "f"], true]);
  });

  it("forgets everything", async () => {
    const run = notebook();
    await run.value("const forgotten = 1");
    compiler.forget();
    expect(await run.problems("forgotten")).toEqual(["2304 1:1 Cannot find name 'forgotten'."]);
  });

  it("completes and inspects names of earlier cells", async () => {
    await notebook().value("/** Speaks. */ function speak(word: string) { return word }\nconst box = { inside: 1 }");
    expect(compiler.complete("box.", 4, "/")).toEqual({
      items: [{ text: "inside", type: "property" }],
      start: 4,
      end: 4,
    });
    const { found, plain } = compiler.inspect("speak", 2, 0, "/");
    expect([found, plain]).toEqual([true, "function speak(word: string): string\n\nSpeaks."]);
    expect(compiler.complete("b", 9_999, "/").end).toBe(1);
  });

  it("tells complete from incomplete code", () => {
    expect(compiler.isComplete("1 + 1").status).toBe("complete");
    expect(compiler.isComplete("function f() {")).toEqual({ status: "incomplete", indent: "  " });
  });
});

describe("selecting a compiler", () => {
  it.each([
    [{}, "typescript"],
    [{ TUNELAB_COMPILER: "" }, "typescript"],
    [{ TUNELAB_COMPILER: "typescript" }, "typescript"],
    [{ TUNELAB_COMPILER: "tslab" }, "tslab"],
  ])("with %j gives %s", (environment, name) => {
    expect(selectCompiler(environment).identity.name).toBe(name);
  });

  it("with a name that is none says which there are", () => {
    const select = (): unknown => selectCompiler({ TUNELAB_COMPILER: "swc" });
    expect(select).toThrow(TunelabError);
    expect(select).toThrow('TUNELAB_COMPILER is "swc", which names no compiler.');
  });
});
