import { describe, expect, it } from "vitest";
import { sharedCompiler } from "../notebook.js";

describe("isComplete", () => {
  it.each([
    "",
    "1 + 1",
    "const x = 5;",
    "for (const x of [1]) {\n  x\n}",
    "await fetch('x')",
    "for await (const x of y) {}",
    "async () => { await 1 }",
    "type A<T> = { a: T }",
    "`a\nb`",
    "// only a comment",
    "/* done */",
    "class A { #a = 1 }",
    "@sealed class A {}",
    "let a = b\n",
    "a < b",
    "x = /re/g",
    "using x = y",
    "{ a: 1, b: 2 }",
    "{ a: 1, f() { return 1 } };",
    "{ const a = 1 }",
    "import x from 'y' with { type: 'json' }",
  ])("says that %j is complete", (code) => {
    expect(sharedCompiler().isComplete(code)).toEqual({ status: "complete" });
  });

  it.each([
    ["function f() {", "  "],
    ["function f() {\n  if (x) {", "    "],
    ["function f() {\n  if (x) {\n    y()\n  }", "  "],
    ["foo(", "  "],
    ["foo(1,", "  "],
    ["const a = [\n  1,", "  "],
    ["const o = {\n  a: 1,\n  b: {", "    "],
    ["const f = () =>", "  "],
    ["const f = async (a: number): Promise<void> => {", "  "],
    ["const x =", ""],
    ["1 +", "  "],
    ["a.", ""],
    ["a ?", "  "],
    ["`unclosed", ""],
    ["`unclosed ${a", "  "],
    ["`a ${b} c\nd", ""],
    ["x = /unclosed", ""],
    ["/* unclosed", ""],
    ["/**\n * unclosed", ""],
    ["const m = new Map<string,", ""],
    ["let a: Array<", ""],
    ["function f<T", "  "],
    ["if (a)", "  "],
    ["if (a) {\n} else", "  "],
    ["try {\n  a()\n}", ""],
    ["class A {\n  method() {", "    "],
    ["interface A {", "  "],
    ["switch (a) {\n  case 1:", "    "],
    ["do {\n  a()\n} while (", "  "],
    ["import { a } from", "  "],
    ["let x,", ""],
    ["@decorated", ""],
    ["foo( // explains", "  "],
    ["{", "  "],
    ["{ a: 1, b: 2,", "  "],
    ["{ a: 1, b: 2 // two", "  "],
    ["{\n  a: 1,\n  b: {", "    "],
    ["{ a: 1, b: foo(", "  "],
    ["{ a: 1, b: `x", ""],
    ["{ const a = 1", "  "],
    ["'a\\", ""],
    ["({ a: 1,", "  "],
    ["\tif (a) {", "    "],
  ])("says that %j wants more and is indented by %j", (code, indent) => {
    const { status, indent: proposed } = sharedCompiler().isComplete(code);
    expect([status, proposed]).toEqual(["incomplete", indent]);
  });

  it.each([
    "const = 1",
    "a b c",
    ")",
    "foo(]",
    "'unclosed",
    "function (",
    "let x: = 5",
    "class { } }",
    "if (a) { ) ",
    "{ a: 1, b: 2 })",
    "{ a: 1, b: }",
  ])("says that %j is invalid", (code) => {
    expect(sharedCompiler().isComplete(code)).toEqual({ status: "invalid" });
  });
});
