import { describe, expect, it } from "vitest";
import { createTypeScriptCompiler, type CompileOutcome } from "../../../src/kernel/compiler/index.js";

/** A compiler with a checker that is replaced after 60 cells, so that 150 cells see it replaced twice. */
function longNotebook(): {
  keptCells: () => number;
  compile: (code: string) => CompileOutcome;
  run: (code: string) => void;
} {
  const compiler = createTypeScriptCompiler({ cellsPerChecker: 60 });
  const compile = (code: string): CompileOutcome => compiler.compile({ label: "Cell", code, directory: "/" });
  return {
    keptCells: () => compiler.keptCells,
    compile,
    run: (code) => {
      const outcome = compile(code);
      if (!outcome.ok) throw new Error(`${code}: ${JSON.stringify(outcome.diagnostics)}`);
      compiler.commit();
    },
  };
}

const message = (outcome: CompileOutcome): string | undefined =>
  outcome.ok ? undefined : outcome.diagnostics[0]?.message;

describe("a long notebook", () => {
  it("knows the types of chains over hundreds of cells, also after its checker was replaced", () => {
    const { compile, run } = longNotebook();
    run("const o0 = { v: 1 }\nfunction f0() { return o0 }");
    for (let cell = 1; cell < 150; cell++) {
      run(`const o${cell} = { ...f${cell - 1}(), v: o${cell - 1}.v + 1 }\nfunction f${cell}() { return o${cell} }`);
    }
    expect(message(compile("const s: string = f149().v"))).toBe("Type 'number' is not assignable to type 'string'.");
    expect(
      message(compile("declare global { interface Number { half(): string } }\nconst s: number = o149.v.half()")),
    ).toBe("Type 'string' is not assignable to type 'number'.");
  });

  it("keeps no cell that later ones cannot need", () => {
    const { keptCells, compile, run } = longNotebook();
    run("interface Row { a: number }");
    run("const row: Row = { a: 1 }");
    for (let cell = 0; cell < 40; cell++) {
      run("1 + 1");
      run(`let n${cell} = ${cell}; const text${cell} = "a" + n${cell}`);
      run("const rows = [row]");
      run("function again() { return rows }");
    }
    expect(keptCells()).toBe(4);
    expect(message(compile("const s: string = n39"))).toBe("Type 'number' is not assignable to type 'string'.");
    expect(message(compile("const s: number = again()[0]!.a + text39.length"))).toBe(undefined);
  });

  it("lets go of a cell once nothing of it is used any more", () => {
    const { keptCells, run } = longNotebook();
    run("interface Row { a: number }");
    run("const row: Row = { a: 1 }");
    run("interface Row { b: string }");
    expect(keptCells()).toBe(3);
    run("const row = 1");
    expect(keptCells()).toBe(1);
  });

  it("keeps the types of so many cells at most, those that were used last, and lets all names be used", () => {
    const compiler = createTypeScriptCompiler({ mostTypedCells: 10 });
    const compile = (code: string): CompileOutcome => compiler.compile({ label: "Cell", code, directory: "/" });
    const run = (code: string): void => {
      expect(message(compile(code))).toBe(undefined);
      compiler.commit();
    };
    run('import { join } from "node:path"');
    run("class Old<T> { constructor(readonly a: number) {} }\nenum Level { Low }\nfunction old() { return { b: 1 } }");
    run("interface Shape { c: number }\nnamespace Space { export const d = [1] }\nlet list = [{ f: 1 }]");
    for (let cell = 0; cell < 30; cell++) run(`const rows${cell} = [{ value: ${cell}, at: join("a", "b") }]`);
    expect(compiler.keptCells).toBe(10);
    expect(message(compile("rows29[0]!.value.nothing"))).toBe("Property 'nothing' does not exist on type 'number'.");
    expect(message(compile("join(1)"))).toBe(
      "Argument of type 'number' is not assignable to parameter of type 'string'.",
    );
    run(
      "const o: Old = new Old(1); const s: Shape = { c: 'any' }; list = 'any'; old().c + Level.Low + Space.d + rows0",
    );
    run("class Old { e = 1 }");
    expect(message(compile("new Old().a"))).toBe("Property 'a' does not exist on type 'Old'.");
  });

  it("survives a cell that is too much for the checker", () => {
    const { compile, run } = longNotebook();
    run("const before = { a: 1 }");
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    expect(() => compile(deep)).toThrow(RangeError);
    expect(message(compile("before.a.toFixed(1)"))).toBe(undefined);
    expect(message(compile("before.b"))).toBe("Property 'b' does not exist on type '{ a: number; }'.");
  });
});
