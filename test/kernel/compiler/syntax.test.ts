import { afterAll, describe, expect, it } from "vitest";
import { Notebook } from "./notebook.js";

type Case = readonly [name: string, cells: readonly string[], value: unknown];

const run = async (cells: readonly string[]): Promise<unknown> => {
  const notebook = new Notebook();
  let value: unknown;
  for (const cell of cells) value = await notebook.value(cell);
  return value;
};

describe("type syntax that could be taken for JSX", () => {
  const cases: readonly Case[] = [
    ["a generic arrow", ["const id = <T>(x: T) => x", "id(4)"], 4],
    ["… that is async", ["const id = async <T>(x: T): Promise<T> => x", "await id(5)"], 5],
    ["… with a default", ["const id = <T = string>(x: T) => x; id('a')"], "a"],
    ["… with const", ["const id = <const T>(x: T) => x; const two: readonly [1, 2] = id([1, 2]); two"], [1, 2]],
    ["… in a class field", ["class Box { wrap = <T>(x: T) => [x] }", "new Box().wrap(3)"], [3]],
    ["… as an argument", ["[1].map(<T>(x: T) => [x])"], [[1]]],
    ["… that returns one", ["const f = <A>(a: A) => <B>(b: B) => [a, b]; f(1)('b')"], [1, "b"]],
    ["an assertion", ["<number>5"], 5],
    ["an assertion to any", ["let q = <any>{}; q.a = 1; q"], { a: 1 }],
    ["an assertion to const", ["const pair = <const>[1]; const one: 1 = pair[0]; one"], 1],
    ["an assertion before a function", ["const g = <(n: number) => number>((n) => n + 1); g(1)"], 2],
    [
      "an assertion to an import type",
      ["typeof (<typeof import('node:fs')>(<unknown>{ readFileSync: 1 })).readFileSync"],
      "number",
    ],
  ];
  it.each(cases)("%s", async (_name, cells, value) => {
    expect(await run(cells)).toEqual(value);
  });
});

describe("variables", () => {
  const cases: readonly Case[] = [
    ["several in one statement", ["const a = 1, b = a + 1\nlet c", "c = 3; [a, b, c]"], [1, 2, 3]],
    ["a let without a value is undefined", ["let a = 1", "let a: number | undefined", "a"], undefined],
    ["a var in a block belongs to the notebook", ["if (true) { var deep = 4 }", "deep"], 4],
    [
      "a var before its value is undefined",
      ["var late: number | undefined; const seen = [late]; late = 1; seen"],
      [undefined],
    ],
    ["a var in a for loop", ["for (var i = 0; i < 3; i++);", "i"], 3],
    ["a var in for-of with a pattern", ["for (var [k, v] of [['a', 1], ['b', 2]] as const);", "[k, v]"], ["b", 2]],
    ["a var in for-in", ["for (var key in { x: 1, y: 2 });", "key"], "y"],
    [
      "a let in a for loop stays inside",
      ["const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i)\nfs.map((f) => f())"],
      [0, 1, 2],
    ],
    [
      "nested patterns with defaults",
      [
        "const key = 'e1'; const { a: { b: [first, ...others] }, d = 9, [key]: e = 7 } = { a: { b: [1, 2, 3] } } as { a: { b: number[] }; d?: number; e1?: number }",
        "[first, others, d, e]",
      ],
      [1, [2, 3], 9, 7],
    ],
    ["holes in an array pattern", ["const [, second, , fourth] = [1, 2, 3, 4]", "[second, fourth]"], [2, 4]],
    ["assignment through a pattern", ["let a = 1, b = 2", "[a, b] = [b, a]; [a, b]"], [2, 1]],
    [
      "assignment through a shorthand pattern",
      ["let a = 1, b: number | undefined", "({ a, b = 5 } = { a: 8 } as { a: number; b?: number }); [a, b]"],
      [8, 5],
    ],
    ["a target of for-of from an earlier cell", ["let last = 0", "for (last of [1, 2, 3]);\nlast"], 3],
    ["compound assignment and increment", ["let n = 1", "n += 4; n++; ++n; n **= 2; n"], 49],
    ["logical assignment", ["let s: string | undefined", "s ??= 'set'; s"], "set"],
    [
      "names that are globals of Node",
      [
        "const process = 'mine'; const name = 'n'; let status = 1; const console = 2",
        "[process, name, status, console]",
      ],
      ["mine", "n", 1, 2],
    ],
    [
      "names of the lowering",
      ["const $cell = 1; let $pick = 2; const module_1 = 3", "[$cell, $pick, module_1]"],
      [1, 2, 3],
    ],
    ["names outside ASCII", ["const größe = 3, 名前 = 'x', $ = 1, _ = 2", "[größe, 名前, $, _]"], [3, "x", 1, 2]],
    [
      "a name that is a property of every object",
      ["const toString = 1, constructor = 2, hasOwnProperty = 3", "[toString, constructor, hasOwnProperty]"],
      [1, 2, 3],
    ],
    ["a name called __proto__", ["const __proto__ = () => 1", "1"], 1],
    [
      "using",
      [
        "const log: string[] = []",
        "using a = { [Symbol.dispose]() { log.push('disposed') } }\nlog.push('body')",
        "log",
      ],
      ["body", "disposed"],
    ],
    [
      "await using",
      [
        "const log: string[] = []",
        "await using a = { async [Symbol.asyncDispose]() { log.push('disposed') } }\nlog.push('body'); log.length",
        "log",
      ],
      ["body", "disposed"],
    ],
    ["commas", ["let a = 0, b = 0", "a = 1, b = 2, a + b"], 3],
    ["optional chaining", ["const o: { f?: { g(): number } } = {}", "o.f?.g() ?? 'none'"], "none"],
    [
      "delete and typeof",
      ["const o: { a?: number } = { a: 1 }", "delete o.a; [typeof o, typeof o.a]"],
      ["object", "undefined"],
    ],
    ["shorthand properties", ["const a = 1, f = () => 2", "const o = { a, f }; [o.a, o.f()]"], [1, 2]],
    ["a string with escapes and a template", ["const s = `a${1 + 1}b`", "s + '\\n' + `${s}${`${s}`}`"], "a2b\na2ba2b"],
    ["a regular expression", ["const re = /(?<y>\\d+)/v", "re.exec('in 2026')?.groups?.y"], "2026"],
    ["big integers", ["const big = 2n ** 64n", "big"], 18446744073709551616n],
  ];
  it.each(cases)("%s", async (_name, cells, expected) => {
    expect(await run(cells)).toEqual(expected);
  });
});

describe("scopes", () => {
  const cases: readonly Case[] = [
    ["a parameter hides a name", ["const x = 1", "((x: number) => x)(5)"], 5],
    ["a block hides a name", ["const x = 1", "{ const x = 2 }\nx"], 1],
    [
      "a nested function hides a name",
      ["function f() { return 1 }", "const g = () => { function f() { return 2 } return f() }; [g(), f()]"],
      [2, 1],
    ],
    ["a catch clause hides a name", ["const e = 1", "try { throw 2 } catch (e) {}\ne"], 1],
    [
      "a named function expression sees itself",
      ["const f = 1", "(function f(n: number): number { return n === 0 ? 0 : f(n - 1) })(3)"],
      0,
    ],
    [
      "a named class expression sees itself",
      ["const A = 1", "new (class A { self() { return A.name } })().self()"],
      "A",
    ],
    ["a label is no variable", ["const loop = 1", "loop: for (;;) { break loop }\nloop"], 1],
    [
      "keys and members are no variables",
      [
        "const a = 1",
        "const o = { a: 2, get b() { return a }, ['c']: a }; class K { a = 3 }\n[o.a, o.b, o.c, new K().a]",
      ],
      [2, 1, 1, 3],
    ],
    [
      "default parameters see earlier names",
      ["const a = 1", "const f = (b = a, { c = a } = {}) => [b, c]; f()"],
      [1, 1],
    ],
    [
      "a closure sees a redeclared function",
      ["function one() { return 1 }\nfunction both() { return one() }", "function one() { return 10 }", "both()"],
      10,
    ],
    ["a method is called with its object", ["const o = { v: 3, get() { return this.v } }", "o.get()"], 3],
    [
      "a function is called without an object",
      ["function self(this: unknown) { return this === undefined }", "[self(), (self)(), self?.(), self!()]"],
      [true, true, true, true],
    ],
    [
      "a tag is called without an object",
      [
        "function tag(this: unknown, s: TemplateStringsArray, ...v: number[]) { return [this === undefined, s.join('|'), v] }",
        "tag`a${1}b`",
      ],
      [true, "a|b", [1]],
    ],
    ["recursion sees the latest", ["let f = (n: number): number => n <= 1 ? 1 : n * f(n - 1)", "f(5)"], 120],
    ["a name used before its cell redeclares it", ["let x = 1", "const y = x + 1", "x = 5; y"], 2],
  ];
  it.each(cases)("%s", async (_name, cells, expected) => {
    expect(await run(cells)).toEqual(expected);
  });
});

describe("functions and classes", () => {
  const cases: readonly Case[] = [
    [
      "names are kept",
      [
        "function f() {}\nconst g = () => {}; let h = function () {}; const C = class {}; class D {}\nconst { k = () => {} } = {} as { k?: () => void }",
        "let m; m = () => {}\n[f, g, h, C, D, k, m].map((x) => x.name)",
      ],
      ["f", "g", "h", "C", "D", "k", "m"],
    ],
    ["a parenthesised arrow keeps its name", ["const g = (() => 1) as () => number", "g.name"], "g"],
    [
      "a method of an object keeps its name",
      ["const o = { run() {} , walk: () => {} }", "[o.run.name, o.walk.name]"],
      ["run", "walk"],
    ],
    ["generators", ["function* count(n: number) { for (let i = 0; i < n; i++) yield i }", "[...count(3)]"], [0, 1, 2]],
    [
      "async generators",
      [
        "async function* count(n: number) { for (let i = 0; i < n; i++) yield i }",
        "const all = []; for await (const i of count(3)) all.push(i)\nall",
      ],
      [0, 1, 2],
    ],
    [
      "overloads",
      [
        "function f(a: string): string\nfunction f(a: number): number\nfunction f(a: unknown) { return a }",
        "[f('a'), f(1)]",
      ],
      ["a", 1],
    ],
    [
      "mutual recursion",
      [
        "function even(n: number): boolean { return n === 0 || odd(n - 1) }\nfunction odd(n: number): boolean { return n !== 0 && even(n - 1) }",
        "even(10)",
      ],
      true,
    ],
    [
      "inheritance across cells",
      [
        "class A { constructor(readonly v: number) {} hi() { return 'A' + this.v } }",
        "class B extends A { override hi() { return super.hi() + 'B' } }",
        "new B(1).hi()",
      ],
      "A1B",
    ],
    [
      "static fields that use the class",
      ["class A { static readonly made = new A(); static again = A.made; v = 1 }", "A.again.v"],
      1,
    ],
    [
      "private names and accessors",
      [
        "class A { #n = 1; accessor m = 2; get sum() { return this.#n + this.m } static count = 0; static { A.count = 5 } }",
        "[new A().sum, A.count]",
      ],
      [3, 5],
    ],
    [
      "abstract classes and parameter properties",
      [
        "abstract class S { abstract area(): number }\nclass Q extends S { constructor(private side: number) { super() } area() { return this.side ** 2 } }",
        "new Q(3).area()",
      ],
      9,
    ],
    [
      "standard decorators",
      [
        "const log: string[] = []\nfunction logged<T extends (...a: never[]) => unknown>(f: T, c: ClassMethodDecoratorContext) { log.push(String(c.name)); return f }\nfunction sealed(c: new (...a: never[]) => object, k: ClassDecoratorContext) { log.push('class ' + k.name) }",
        "@sealed class A { @logged run() { return 1 } }\nnew A().run()",
        "log",
      ],
      ["run", "class A"],
    ],
    [
      "enums of every kind",
      ["enum A { X, Y = 5, Z }\nconst enum B { P = 'p' }\nenum C { N = A.Y * 2 }", "[A.Z, A[5], B.P, C.N]"],
      [6, "Y", "p", 10],
    ],
    ["an enum of two declarations", ["enum A { X }\nenum A { Y = 1 }", "[A.X, A.Y]"], [0, 1]],
    [
      "a namespace",
      [
        "namespace N { export const a = 1; const hidden = 2; export function f() { return a + hidden } }",
        "[N.a, N.f()]",
      ],
      [1, 3],
    ],
    [
      "a function with a namespace",
      ["function f() { return f.extra }\nnamespace f { export const extra = 4 }", "f()"],
      4,
    ],
    ["a class with a namespace", ["class K { v = K.start }\nnamespace K { export const start = 3 }", "new K().v"], 3],
    ["new with a name of another cell", ["class A { v = 1 }", "new A().v + new (A)().v"], 2],
    ["instanceof", ["class A {}", "const a: unknown = new A()", "a instanceof A"], true],
  ];
  it.each(cases)("%s", async (_name, cells, expected) => {
    expect(await run(cells)).toEqual(expected);
  });
});

describe("types", () => {
  // Cells run in this process, and libraries go through lists with for … in.
  afterAll(() => void Reflect.deleteProperty(Array.prototype, "second"));

  const cases: readonly Case[] = [
    ["interfaces of earlier cells", ["interface P { name: string }", "const p: P = { name: 'a' }\np.name"], "a"],
    [
      "an interface replaced by another",
      ["interface P { name: string }", "interface P { age: number }", "const p: P = { age: 1 }; p"],
      { age: 1 },
    ],
    [
      "generic aliases, keyof, satisfies and as const",
      [
        "type Box<T> = { v: T }\nconst o = { a: 1, b: 2 } as const satisfies Record<string, number>",
        "const k: keyof typeof o = 'b'; const b: Box<number> = { v: o[k] }; b.v",
      ],
      2,
    ],
    [
      "a type and a value of one name",
      [
        "interface Kind { n: number }\nconst Kind = { make: (): Kind => ({ n: 1 }) }",
        "const k: Kind = Kind.make(); k.n",
      ],
      1,
    ],
    ["a let that widens a literal of an earlier const", ["const a = 1", "let b = a", "b = 2; b"], 2],
    ["ambient declarations", ["declare const structuredClone: <T>(v: T) => T", "structuredClone([1])"], [1]],
    [
      "a global that an earlier cell augments",
      [
        "declare global { interface Array<T> { second(): T | undefined } }\nArray.prototype.second = function () { return this[1] }",
        "[1, 2].second()",
      ],
      2,
    ],
    ["type-only cells give nothing", ["type A = number", "interface B {}"], undefined],
    ["unannotated parameters", ["function f(x) { return x.y }", "f({ y: 1 })"], 1],
    ["an empty array that grows", ["const rows = []; rows.push({ a: 1 })", "rows[0].a"], 1],
    ["an empty array that grows in a later cell", ["const rows = []", "rows.push({ a: 2 })", "rows[0].a"], 2],
    ["a caught error", ["try { throw new Error('x') } catch (e) { e.message }", "1"], 1],
  ];
  it.each(cases)("%s", async (_name, cells, expected) => {
    expect(await run(cells)).toEqual(expected);
  });
});

describe("results", () => {
  const cases: readonly Case[] = [
    ["an object literal in parentheses", ["({ a: 1 })"], { a: 1 }],
    ["an assignment", ["let a = 1", "a = 5"], 5],
    ["a promise is awaited", ["Promise.resolve(3)"], 3],
    ["a function expression", ["(() => 4)"], expect.any(Function)],
    ["a default export", ["export default 6"], 6],
    ["nothing after an if", ["if (true) { 5 }"], undefined],
    ["nothing in an empty cell", [""], undefined],
    ["nothing in a comment", ["// only a comment"], undefined],
    [
      "exported declarations are tolerated",
      [
        "export const a = 1\nexport function f() { return 2 }\nexport class C {}\nexport { a as b }",
        "[a, f(), typeof C]",
      ],
      [1, 2, "function"],
    ],
    ["CRLF, a byte order mark and emoji", ["\ufeffconst a = '😀'\r\nconst b = 2\r\n", "a + b"], "😀2"],
    ["falsy values", ["[0, '', false, null, 0n]"], [0, "", false, null, 0n]],
    ["a line that starts with a parenthesis", ["const a = 1\n;(a + 1)"], 2],
    ["a directive", ["'use strict'"], "use strict"],
    ["a hashbang", ["#!/usr/bin/env node\n5"], 5],
  ];
  it.each(cases)("%s", async (_name, cells, expected) => {
    expect(await run(cells)).toEqual(expected);
  });
});

describe("a cell that begins with a brace", () => {
  const cases: readonly Case[] = [
    ["two properties", ["{ a: 1, b: 2 }"], { a: 1, b: 2 }],
    ["one property, which could be a label", ["{ a: 1 }"], { a: 1 }],
    ["nested, which could be labels", ["{ a: { b: { c: 1 } } }"], { a: { b: { c: 1 } } }],
    ["nothing", ["{}"], {}],
    ["a name", ["const x = 5", "{ x }"], { x: 5 }],
    ["names", ["const x = 5, y = 6", "{ x, y }"], { x: 5, y: 6 }],
    [
      "names, properties and a spread",
      ["const x = 5, rest = { r: 1 }", "{ x, 'a-b': 2, [`k`]: 3, ...rest }"],
      { x: 5, "a-b": 2, k: 3, r: 1 },
    ],
    ["await", ["{ a: await Promise.resolve(3), b: [await Promise.resolve(4)] }"], { a: 3, b: [4] }],
    [
      "methods",
      ["{ f() { return 1 }, get g() { return 2 }, async h() { await null } }"],
      { f: expect.any(Function), g: 2, h: expect.any(Function) },
    ],
    [
      "types, classes and a private name",
      [
        "{ id: (<T>(value: T): T => value)<number>(7), k: new (class { #own = 8; get() { return this.#own } })().get() }",
      ],
      { id: 7, k: 8 },
    ],
    ["a template", ["{ a: 1, b: `t${{ c: 2 }.c}` }"], { a: 1, b: "t2" }],
    ["a semicolon", ["{ a: 1, b: 2 };"], { a: 1, b: 2 }],
    [
      "comments before and after",
      ["/* first */ // note\n{ a: 1, /** said */ b: 2 } // after\n/* last */"],
      { a: 1, b: 2 },
    ],
    ["CRLF and a byte order mark", ["\ufeff\r\n{ a: 1,\r\n  b: 2 }\r\n"], { a: 1, b: 2 }],
    ["an assertion after it", ["{ a: 1, b: 2 } as const satisfies { a: 1; b: 2 }"], { a: 1, b: 2 }],
    ["a property of it", ["{ a: 1, b: 2 }.b"], 2],
    ["an assignment in it", ["let n = 1", "{ m: (n = 4) }", "n"], 4],
    ["a block with a declaration", ["{ const inner = 1; inner + 1 }"], undefined],
    [
      "… with a call and an empty block, which could be a method",
      ["let n = 1; const f = () => (n = 2)", "{ f()\n{} }", "n"],
      2,
    ],
    ["… with an if, which could be a method", ["let n = 1", "{ if (n) { n = 9 } }", "n"], 9],
    ["… with an assignment, which could be a default", ["let n = 1", "{ n = 3 }", "n"], 3],
    ["… with labels and a loop", ["let n = 0", "{ outer: for (;;) { n++; break outer } }", "n"], 1],
    ["a block before other statements", ["let n = 1", "{ a: 1 }\nn = 6"], 6],
  ];
  it.each(cases)("%s", async (_name, cells, value) => {
    expect(await run(cells)).toEqual(value);
  });

  const mistakes: readonly (readonly [name: string, code: string, problems: readonly string[]])[] = [
    ["an unknown name", "{ a: 1, b: nope }", ["2304 1:12 Cannot find name 'nope'."]],
    ["… in a later line, below a comment", "// note\n{\n  a: 1,\n  b: nope,\n}", ["2304 4:6 Cannot find name 'nope'."]],
    [
      "a wrong type",
      "{ a: 1, b: (2 as number).length };",
      ["2339 1:26 Property 'length' does not exist on type 'number'."],
    ],
    [
      "a key twice",
      "{ a: 1, b: 2, a: 3 }",
      ["1117 1:15 An object literal cannot have multiple properties with the same name."],
    ],
    ["a missing value", "{ a: 1, b: }", ["1109 1:12 Expression expected."]],
    ["a missing brace", "{ a: 1, b: 2", ["1005 1:13 '}' expected."]],
    ["a mistake in a block", "{ const q = 1; q( }", ["1135 1:19 Argument expression expected."]],
    [
      "a message that was silenced, and another",
      "{ a: 1,\n  // @ts-ignore\n  b: nope,\n  c: gone }",
      ["2304 4:6 Cannot find name 'gone'."],
    ],
  ];
  it.each(mistakes)("%s", async (_name, code, problems) => {
    expect(await new Notebook().problems(code)).toEqual(problems);
  });
});
