import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { toAscii } from "../../scripts/build/to-ascii.mjs";

const DIST = resolve(import.meta.dirname, "../../dist");

describe("a bundle without characters beyond ASCII", () => {
  it.each([
    ["const a = `… ${1} 🚀`;", "const a = `\\u2026 ${1} \\ud83d\\ude80`;"],
    ['const b = "\\\\é";', 'const b = "\\\\\\u00e9";'],
    ["/^[“”]🚀$/u", "/^[\\u201c\\u201d]\\ud83d\\ude80$/u"],
    ["plain", "plain"],
  ])("%s", (code, expected) => {
    expect(toAscii(code)).toBe(expected);
  });

  it("is what it was where it is run", () => {
    const code = 'JSON.stringify(["… é 🚀 ﻿", /^[“”]🚀$/u.test("“🚀"), `│${1}`])';
    expect(eval(toAscii(code))).toBe(eval(code));
  });

  it.each(["'\\…'", "String.raw`é`"])("is refused where an escape would mean something else: %s", (code) => {
    expect(() => toAscii(code)).toThrow("in a bundle cannot be written as an escape.");
  });

  it.each([
    "kernel/bundle/compiler.cjs",
    "kernel/bundle/kernel.cjs",
    "kernel/runner/child/bundle/main.js",
    "bundle/library.js",
  ])("is the build's %s, which V8 would keep in two bytes a character", (file) => {
    expect(/[^\x00-\x7f]/.exec(readFileSync(join(DIST, file), "utf8"))?.[0]).toBeUndefined();
  });
});
