import { tmpdir } from "node:os";
import { beforeAll, describe, expect, it } from "vitest";
import { Notebook, sharedCompiler } from "./notebook.js";

/** Completes at `|` and gives the first items as `text:kind`, and what they replace. */
function complete(marked: string, directory = "/"): { items: string[]; replaces: string } {
  const offset = marked.indexOf("|");
  const code = marked.replace("|", "");
  const { items, start, end } = sharedCompiler().complete(code, offset, directory);
  return { items: items.map(({ text, type }) => `${text}:${type}`), replaces: code.slice(start, end) };
}

describe("completion", () => {
  beforeAll(async () => {
    const notebook = new Notebook();
    await notebook.value(`
      /** Adds. */ function addUp(a: number, b: number) { return a + b }
      interface Person { name: string; nickname?: string; greet(): void }
      const person: Person = { name: 'a', greet() {} }
      let counted = 1
      class Boxed<T> { constructor(public value: T) {} static make() { return new Boxed(1) } get twice() { throw new Error('ran') } }
      enum Colour { Red, Green }
      namespace Shapes { export const square = 4 }
      const trap = { get danger(): { inside: number } { throw new Error('ran') } }`);
    await notebook.value(
      "const bound = (value: Function, context: ClassMethodDecoratorContext) => {}; import { readFile as readIt } from 'node:fs/promises'",
    );
    await notebook.value("import OpenAI, { type AzureOpenAI } from 'openai'\nimport fs from 'node:fs'");
  });

  const cases: readonly (readonly [name: string, marked: string, items: readonly string[], replaces: string])[] = [
    ["names of earlier cells with their kind", "addU|", ["addUp:function"], "addU"],
    ["constants", "perso|", ["person:const"], "perso"],
    ["variables", "counte|", ["counted:let"], "counte"],
    ["classes", "new Boxe|", ["Boxed:class"], "Boxe"],
    ["enums and their members", "Colour.|", ["Green:enum member", "Red:enum member"], ""],
    ["namespaces", "Shapes.sq|", ["square:const"], "sq"],
    ["types", "let p: Perso|", ["Person:interface"], "Perso"],
    ["members after a dot", "person.|", ["greet:method", "name:property", "nickname:property"], ""],
    ["… in an object that is the cell", "{ a: 1, b: person.na| }", ["name:property"], "na"],
    ["… in one that is not finished", "{ a: 1, b: person.na|", ["name:property"], "na"],
    ["names in an object that is the cell", "{ perso| }", ["person:const"], "perso"],
    ["members after a dot in the middle of a name", "person.na|me.length", ["name:property"], "name"],
    ["members after ?.", "person?.nick|", ["nickname:property"], "nick"],
    ["members in any case", "person.NICK|", ["nickname:property"], "NICK"],
    ["members over lines", "person\n  .gre|", ["greet:method"], "gre"],
    ["members of what a call gives", "addUp(1, 2).toF|", ["toFixed:method"], "toF"],
    ["members of what a getter would give, without running it", "trap.danger.|", ["inside:property"], ""],
    ["static members", "Boxed.ma|", ["make:method"], "ma"],
    ["members of an imported class", "new OpenAI({}).chat.|", ["completions:property"], ""],
    ["members of an imported module", "fs.readFileS|", ["readFileSync:function"], "readFileS"],
    ["private names behind #", "class A { #x = 1; y = 2; get() { this.#| } }", ["#x:property"], "#"],
    ["… that have begun", "class A { #xy = 1; get() { this.#x| } }", ["#xy:property"], "#x"],
    ["… of another instance", "class A { #x = 1; get(a: A) { return a.#| } }", ["#x:property"], "#"],
    ["nothing behind a # that begins no private name", "1 + #|", [], ""],
    ["nothing behind a # at the start", "#|", [], ""],
    ["nothing behind a name after such a #", "#to|", [], ""],
    ["… in a string that may be one", "const a: keyof { '#red': 1; 'x#red': 1 } = '#|'", ["#red:string"], "#"],
    ["functions of the notebook behind @", "@b|", ["bound:const"], "b"],
    ["… before a member", "class A { @bou| m() {} }", ["bound:const"], "bou"],
    ["… imported ones", "@readI| class A {}", ["readIt:function"], "readI"],
    ["… of the cell itself", "function mine() {} @min| class A {}", ["mine:function"], "min"],
    ["nothing else behind @", "@Arr|", [], ""],
    ["nothing behind an @ in a string", "const a = 'x@b|'", [], ""],
    [
      "keys of an object that is being written",
      "const p: Person = { |",
      ["greet:method", "name:property", "nickname:property"],
      "",
    ],
    ["keys of a pattern", "const { nick| } = person", ["nickname:property"], "nick"],
    ["keys in brackets", "person['nick|", ["nickname:property"], "nick"],
    ["literals of a union", "let s: 'left' | 'right' = 'r|'".replace("' | '", "' \u0001 '"), ["right:string"], "r"],
    ["names in a template", "`${perso|", ["person:const"], "perso"],
    ["names of this cell", "const mine = { inner: 1 }\nmin|", ["mine:const"], "min"],
    [
      "parameters",
      "function f(argument: string) { return argu|",
      ["argument:parameter", "arguments:local var"],
      "argu",
    ],
    ["keywords", "awai|", ["await:keyword"], "awai"],
    ["globals of Node and of the kernel", "promptS|", ["promptSecret:function"], "promptS"],
    ["Node's modules", "import fs from 'node:zl|'", ["node:zlib:external module name"], "node:zl"],
    ["tunelab in any folder", "import {} from 'tune|", ["tunelab:external module name"], "tune"],
    ["packages in a call of import", "await import('js-tik|')", ["js-tiktoken:external module name"], "js-tik"],
    ["exports of a module", "import { readFileS| } from 'node:fs'", ["readFileSync:function"], "readFileS"],
    ["nothing in a comment", "// perso|", [], ""],
    ["nothing in a string", "'perso|'", [], ""],
    ["nothing after a name that is not there", "unheardOf.|", [], ""],
  ];
  it.each(cases)("offers %s", (_name, marked, items, replaces) => {
    const { items: found, replaces: replaced } = completeUnion(marked);
    expect({ items: found.sort(), replaces: replaced }).toEqual({ items: [...items].sort(), replaces });
  });

  /** The mark stands as \u0001 where the code has a bar of its own. */
  function completeUnion(marked: string): { items: string[]; replaces: string } {
    if (!marked.includes("\u0001")) return complete(marked);
    const bar = marked.indexOf("|");
    const code = marked.replace("|", "").replace("\u0001", "|");
    const { items, start, end } = sharedCompiler().complete(code, bar, "/");
    return { items: items.map(({ text, type }) => `${text}:${type}`), replaces: code.slice(start, end) };
  }

  it("offers names of the notebook before globals, and no more than a person reads", () => {
    const { items } = complete("|");
    expect(items.length).toBeLessThanOrEqual(500);
    expect(items.indexOf("person:const")).toBeLessThan(items.indexOf("Array:var"));
    expect(items).toContain("counted:let");
  });

  it("offers the files next to the notebook", () => {
    expect(complete("import x from './noteb|'", import.meta.dirname)).toEqual({
      items: ["notebook.ts:script"],
      replaces: "noteb",
    });
  });

  it("offers a require no TypeScript files, which it does not load, and an import = all", () => {
    expect(complete("require('./noteb|", import.meta.dirname).items).toEqual([]);
    expect(complete("const x = require('./|')", import.meta.dirname).items).toContain("modules:directory");
    expect(complete("import x = require('./noteb|", import.meta.dirname).items).toEqual(["notebook:script"]);
  });

  it("answers whatever the cursor", () => {
    const compiler = sharedCompiler();
    for (const offset of [-5, 0, 3, 9_999, Number.MAX_SAFE_INTEGER, Number.NaN]) {
      for (const code of ["", "person.", "😀", "\ufeffa", "a\r\nb", "`${", "{".repeat(50), "\0"]) {
        const { start, end } = compiler.complete(code, offset, tmpdir());
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(code.length);
        compiler.inspect(code, offset, 0, tmpdir());
      }
    }
  });
});

it("completion leaves a cell that was compiled ready to be committed", () => {
  const { compiler } = new Notebook();
  compiler.compile({ label: "Cell 1", code: "const fresh = [1]", directory: "/" });
  compiler.complete("fre", 3, "/");
  compiler.commit();
  expect(complete("fres|").items).toEqual(["fresh:const"]);
});
