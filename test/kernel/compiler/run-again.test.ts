import { describe, expect, it } from "vitest";
import { createTypeScriptCompiler } from "../../../src/kernel/compiler/index.js";
import { Notebook } from "./notebook.js";

describe("a cell that is run again as it was", () => {
  it.each([
    ["a private name", "class A { #x = 1; same(o: A) { return o.#x === this.#x } }", "a.same(new A())", true],
    ["private", "class A { private x = 1; same(o: A) { return o.x === this.x } }", "a.same(new A())", true],
    ["protected", "class A { protected x = 1; same(o: A) { return o.x === this.x } }", "a.same(new A())", true],
    ["a private constructor", "class A { private constructor() {} static make() { return new A() } }", "1", 1],
    ["a private parameter", "class A { constructor(private x = 3) {} get() { return this.x } }", "a.get()", 3],
    ["a private method", "class A { #m() { return 4 } call() { return this.#m() } }", "a.call()", 4],
    ["a static private name", "class A { static #n = 0; static next() { return ++A.#n } }", "A.next()", 1],
    ["a brand check", "class A { #x = 1; static is(o: object) { return #x in o } }", "A.is(a)", true],
    ["an accessor", "class A { accessor #x = 6; get() { return this.#x } }", "a.get()", 6],
    [
      "an abstract class",
      "abstract class B { protected x = 5 }\nclass A extends B { get() { return this.x } }",
      "a.get()",
      5,
    ],
    [
      "type parameters",
      "class A<T = number> { #v?: T; get(): T | undefined { return this.#v } }",
      "a.get()",
      undefined,
    ],
    ["an interface merged", "class A { #x = 1 }\ninterface A { more?: number }", "a.more", undefined],
    ["a namespace merged", "class A { #x = 1 }\nnamespace A { export const limit = 7 }", "A.limit", 7],
    [
      "a class expression",
      "const Made = class { #x = 8; get() { return this.#x } }\ntype A = InstanceType<typeof Made>\nconst A = Made",
      "a.get()",
      8,
    ],
    ["an exported class", "export class A { #x = 9; get() { return this.#x } }", "a.get()", 9],
    [
      "an enum",
      "enum Level { low, high }\nclass A { private level = Level.high; get() { return this.level } }",
      "a.get()",
      1,
    ],
    ["a global class", "declare global { class Outer { a: number } }\nclass A { #x = 1 }", "1", 1],
  ])("%s: is of the type that cells in between know", async (_name, declaration, use, value) => {
    const notebook = new Notebook();
    await notebook.value(declaration);
    await notebook.value(`function use(a: A) { return ${use} }\ntype All = A[]`);
    await notebook.value(declaration);
    const make = declaration.includes("static make") ? "A.make()" : "new A()";
    expect(await notebook.value(`const all: All = [${make}]; use(all[0]!)`)).toBe(value);
    await notebook.value(declaration);
    expect(await notebook.value(`use(${make})`)).toBe(value);
  });

  it("is so over several cells that build on each other", async () => {
    const notebook = new Notebook();
    const base = "abstract class Base { protected abstract kind: string; #id = 1; id() { return this.#id } }";
    const derived = "class Derived extends Base { protected kind = 'd' }";
    await notebook.value(base);
    await notebook.value(derived);
    await notebook.value("const idOf = (base: Base) => base.id()");
    await notebook.value(base);
    expect(await notebook.value("idOf(new Derived())")).toBe(1);
    await notebook.value(derived);
    expect(await notebook.value("idOf(new Derived())")).toBe(1);
  });

  it("also when other declarations stood in between, and the latest run gives it its name", async () => {
    const notebook = new Notebook();
    await notebook.value("class A { #x = 1 }");
    await notebook.value("const use = (a: A) => 2");
    await notebook.value("class A { #y = 1 }");
    await notebook.value("class A { #x = 1 }");
    expect(await notebook.value("use(new A())")).toBe(2);
    await notebook.value("class A { #z = 1 }");
    expect((await notebook.problems("use(new A())"))[0]).toContain(
      "'A (Cell 6)' is not assignable to parameter of type 'A (Cell 4)'",
    );
  });

  it("is another type where a name that it uses is another one", async () => {
    const notebook = new Notebook();
    await notebook.value("interface Row { a: number }");
    await notebook.value("class A { #rows: Row[] = []; first() { return this.#rows[0] } }");
    await notebook.value("const use = (a: A) => 2");
    await notebook.value("interface Row { b: number }");
    await notebook.value("class A { #rows: Row[] = []; first() { return this.#rows[0] } }");
    expect(await notebook.hints("use(new A())")).toEqual(["Cell 3 was checked with an earlier A: run Cell 3 again."]);
    expect(await notebook.value("new A().first()?.b")).toBe(undefined);
  });

  it("stays of one type when the checker is replaced, after a mistake, and takes no room", () => {
    const compiler = createTypeScriptCompiler({ cellsPerChecker: 7 });
    const problems = (code: string): string[] => {
      const outcome = compiler.compile({ label: "Cell", code, directory: "/" });
      if (!outcome.ok) return outcome.diagnostics.map(({ message }) => message);
      compiler.commit();
      return [];
    };
    const declaration = "class A { #x = 1; private y = 2 }";
    expect(problems(declaration)).toEqual([]);
    expect(problems("const use = (a: A) => a")).toEqual([]);
    for (let run = 0; run < 20; run++) {
      expect(problems(declaration)).toEqual([]);
      expect(problems("use(new A())")).toEqual([]);
      expect(problems("use(5)")).toEqual(["Argument of type 'number' is not assignable to parameter of type 'A'."]);
      expect(compiler.keptCells).toBe(2);
    }
    compiler.forget(["A"]);
    expect(problems("new A()")).toEqual(["Cannot find name 'A'."]);
    expect(problems(declaration)).toEqual([]);
    expect(problems("use(new A())")).toEqual([]);
    // Compiled and not run: the one of before stays.
    compiler.compile({ label: "Cell", code: declaration, directory: "/" });
    expect(problems("use(new A())")).toEqual([]);
  });
});

describe("a declaration that is replaced by another", () => {
  const AGAIN = "run Cell 2 again.";
  it.each([
    ["private", "class A { private x = 1 }", "class A { private x = 2 }", "use(new A())", "A"],
    ["a private name", "class A { #x = 1 }", "class A { #x = 2 }", "use(new A())", "A"],
    ["an instance of before", "class A { #x = 1 }", "class A { #x = 2 }", "const b: A = kept()", "A"],
    ["an interface", "interface A { a?: 1 }", "interface A { a?: 1; b?: 1 }", "use({ b: 1 })", "A"],
    ["a property that is new", "interface A { a?: 1 }", "interface A { a?: 1; b?: 1 }", "kept().b", "A"],
    ["an alias", "type A = string", "type A = number", "use(5)", "A"],
    ["an enum", "enum A { one }", "enum A { one, two }", "use(A.two)", "A"],
    [
      "a namespace",
      "namespace A { export const n = 'a' as const }\ntype A = 'a'",
      "namespace A { export const n = 'b' as const }\ntype A = 'b'",
      "use(A.n)",
      "A",
    ],
    [
      "a unique symbol",
      "const key: unique symbol = Symbol('k')\ntype A = { [key]: 1 }",
      "const key: unique symbol = Symbol('k')\ntype A = { [key]: 1 }",
      "use({ [key]: 1 })",
      "A",
    ],
  ])("%s: the error says which cell to run again", async (_name, before, after, use, earlier) => {
    const between = "function use(a: A) { return 1 }\ndeclare const none: A; const kept = () => none";
    const notebook = new Notebook();
    await notebook.value(before);
    await notebook.value(between);
    await notebook.value(after);
    expect(await notebook.hints(use)).toEqual([`Cell 2 was checked with an earlier ${earlier}: ${AGAIN}`]);
    await notebook.value(between);
    expect("diagnostics" in (await notebook.run(`() => { ${use} }`))).toBe(false);
  });

  it("names all cells to run again, in their order", async () => {
    const notebook = new Notebook();
    await notebook.value("class A { private x = 1 }");
    await notebook.value("function inner(a: A) { return 2 }");
    await notebook.value("function outer(a: A) { return inner(a) }");
    await notebook.value("class A { private x = 2 }");
    expect(await notebook.hints("outer(new A())")).toEqual([
      "Cell 2, Cell 3 were checked with an earlier A: run Cell 2, then Cell 3 again.",
    ]);
    await notebook.value("function inner(a: A) { return 2 }");
    expect(await notebook.hints("outer(new A())")).toEqual([
      "Cell 3 was checked with an earlier A, inner: run Cell 3 again.",
    ]);
    await notebook.value("function outer(a: A) { return inner(a) }");
    expect(await notebook.value("outer(new A())")).toBe(2);
  });

  it("names them in their order whatever the order of their use", async () => {
    const notebook = new Notebook();
    await notebook.value("const Acct = class { #x = 1 }");
    await notebook.value("const Saving = class extends Acct {}");
    await notebook.value("function use(acct: InstanceType<typeof Acct>) { return 1 }");
    await notebook.value("const Acct = class { #x = 2 }");
    expect(await notebook.hints("use(new Acct()); new Saving()")).toEqual([
      "Cell 2, Cell 3 were checked with an earlier Acct: run Cell 2, then Cell 3 again.",
    ]);
  });

  it("is not blamed for what has nothing to do with it", async () => {
    const notebook = new Notebook();
    await notebook.value("interface Row { a: number }\nconst rows = [1]");
    await notebook.value("const use = (row: Row) => row.a");
    await notebook.value("const sum = () => ({ rows })");
    await notebook.value("interface Row { b: number }\nconst rows = ['a']");
    expect(await notebook.hints("use; const text: string = 5")).toEqual([undefined]);
    expect(await notebook.hints("sum().rows.nothing")).toEqual([undefined]);
    expect(await notebook.hints("rows.nothing; ({} as Row).nothing")).toEqual([undefined, undefined]);
  });
});
