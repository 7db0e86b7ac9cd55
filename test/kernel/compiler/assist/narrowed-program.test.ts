import { describe, expect, it } from "vitest";
import { CellChecker } from "../../../../src/kernel/compiler/check/cell-checker.js";
import { KERNEL_GLOBALS } from "../../../../src/kernel/compiler/check/kernel-globals.js";
import { narrowedProgram } from "../../../../src/kernel/compiler/assist/narrowed-program.js";
import { typescript } from "../../../../src/kernel/compiler/typescript/typescript-api.js";
import { findProjectRoot } from "../../../../src/core/essentials/index.js";

const checker = new CellChecker(findProjectRoot(), KERNEL_GLOBALS, 500);
const { file } = checker.addDraft(1, { label: "", code: "const parseMine = 1;", directory: "/" }, "export {};\n");

const namesInScope = (typed: string): string[] =>
  narrowedProgram(checker.host, checker.checker, typed)
    .getTypeChecker()
    .getSymbolsInScope(file.endOfFileToken, typescript.SymbolFlags.Value)
    .map(({ name }) => name)
    .sort();

describe("a program narrowed to what was typed", () => {
  // Names with two underscores may be what the checker keeps a private name under.
  const kept = ["__dirname", "__filename"];

  it("offers names that begin with it, in either case, for the language service to describe", () => {
    expect(namesInScope("PARSE")).toEqual([...kept, "parseFloat", "parseInt", "parseMine"]);
    expect(namesInScope("nobodyHas")).toEqual(kept);
  });

  it("offers all of them where nothing was typed", () => expect(namesInScope("").length).toBeGreaterThan(100));
});
