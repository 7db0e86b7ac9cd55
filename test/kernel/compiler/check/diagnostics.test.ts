import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type CompileOutcome, createTypeScriptCompiler } from "../../../../src/kernel/compiler/index.js";
import { Notebook, sharedCompiler } from "../notebook.js";

type Case = readonly [name: string, earlier: readonly string[], cell: string, problems: readonly string[]];

describe("a cell that is wrong", () => {
  const cases: readonly Case[] = [
    ["a wrong type", [], "const x: number = 'a'", ["2322 1:7 Type 'string' is not assignable to type 'number'."]],
    ["an unknown name", [], "1\n  unheardOf + 1", ["2304 2:3 Cannot find name 'unheardOf'."]],
    ["a typing error", [], "consle.log(1)", ["2552 1:1 Cannot find name 'consle'. Did you mean 'console'?"]],
    [
      "a property that is not there",
      ["const o = { a: 1 }"],
      "o.b",
      ["2339 1:3 Property 'b' does not exist on type '{ a: number; }'."],
    ],
    [
      "a missing argument",
      ["function f(a: number, b: string) {}"],
      "f(1)",
      ["2554 1:1 Expected 2 arguments, but got 1."],
    ],
    ["an earlier const", ["const c = 1"], "c = 2", ["2588 1:1 Cannot assign to 'c' because it is a constant."]],
    [
      "an earlier const of a large type",
      ["const c = { a: 1 }"],
      "c = { a: 2 }",
      ["2588 1:1 Cannot assign to 'c' because it is a constant."],
    ],
    ["an earlier function", ["function f() {}"], "f = 1", ["2630 1:1 Cannot assign to 'f' because it is a function."]],
    ["an earlier class", ["class A {}"], "A = 1", ["2629 1:1 Cannot assign to 'A' because it is a class."]],
    [
      "an earlier import",
      ["import fs from 'node:fs'"],
      "fs = 1",
      ["2632 1:1 Cannot assign to 'fs' because it is an import."],
    ],
    [
      "an earlier let of another type",
      ["let n = 1"],
      "n = 'a'",
      ["2322 1:1 Type 'string' is not assignable to type 'number'."],
    ],
    [
      "a type of an earlier cell by its name",
      ["interface P { a: number }"],
      "const p: P = { a: 'x' }",
      ["2322 1:16 Type 'string' is not assignable to type 'number'."],
    ],
    [
      "two types of one name by their cells",
      ["interface P { a: number }", "let p: P = { a: 1 }", "interface P { b: string }"],
      "const q: P = p",
      ["2741 1:7 Property 'b' is missing in type 'P (Cell 1)' but required in type 'P (Cell 3)'."],
    ],
    [
      "nested reasons on lines of their own",
      ["const o = { a: { b: 1 } }"],
      "const q: { a: { b: string } } = o",
      [
        "2322 1:7 Type '{ a: { b: number; }; }' is not assignable to type '{ a: { b: string; }; }'.\n  The types of 'a.b' are incompatible between these types.\n    Type 'number' is not assignable to type 'string'.",
      ],
    ],
    [
      "a name declared twice",
      [],
      "let a = 1\nlet a = 2",
      ["2451 1:5 Cannot redeclare block-scoped variable 'a'.", "2451 2:5 Cannot redeclare block-scoped variable 'a'."],
    ],
    [
      "a name used before it is declared",
      ["const a = 1"],
      "a + 1\nconst a = 2",
      [
        "2448 1:1 Block-scoped variable 'a' used before its declaration.",
        "2454 1:1 Variable 'a' is used before being assigned.",
      ],
    ],
    [
      "null where it cannot be",
      ["declare const s: string | undefined"],
      "s.length",
      ["18048 1:1 's' is possibly 'undefined'."],
    ],
    [
      "a key that is not there",
      ["const o = { a: 1 }"],
      "o['b']",
      [
        "7053 1:1 Element implicitly has an 'any' type because expression of type '\"b\"' can't be used to index type '{ a: number; }'.\n  Property 'b' does not exist on type '{ a: number; }'.",
      ],
    ],
    [
      "a module that is not there",
      [],
      "import x from 'no-such-package'",
      ["2307 1:15 Cannot find module 'no-such-package' or its corresponding type declarations."],
    ],
    [
      "an export that is not there",
      [],
      "import { nothing } from 'node:fs'",
      ["2305 1:10 Module '\"node:fs\"' has no exported member 'nothing'."],
    ],
    ["a syntax error", [], "const a = ;", ["1109 1:11 Expression expected."]],
    ["an unclosed brace", [], "function f() {\n  return 1", ["1005 2:11 '}' expected."]],
    ["an unclosed template", [], "`abc", ["1160 1:5 Unterminated template literal."]],
    ["an unclosed comment", [], "1 /* abc", ["1010 1:9 '*/' expected."]],
    [
      "return outside of a function",
      [],
      "return 1",
      ["1108 1:1 A 'return' statement can only be used within a function body."],
    ],
    [
      "a name that a class was replaced by",
      ["class A { a = 1 }", "class A { b = 1 }"],
      "new A().a",
      ["2339 1:9 Property 'a' does not exist on type 'A'."],
    ],
    ["columns in UTF-16 units after CRLF", [], "const a = '😀'\r\n'😀'; b", ["2304 2:7 Cannot find name 'b'."]],
    [
      "an implementation that does not match",
      [],
      "class A implements Iterable<number> {}",
      [
        "2420 1:7 Class 'A' incorrectly implements interface 'Iterable<number>'.\n  Property '[Symbol.iterator]' is missing in type 'A' but required in type 'Iterable<number>'.",
      ],
    ],
  ];
  it.each(cases)("names %s", async (_name, earlier, cell, problems) => {
    const notebook = new Notebook();
    for (const code of earlier) await notebook.value(code);
    expect(await notebook.problems(cell)).toEqual(problems);
  });

  it("quotes the line and the length of what is wrong", () => {
    const notebook = new Notebook();
    const outcome = notebook.compiler.compile({ label: "Cell 1", code: "1\n  nope()  \n", directory: "/" });
    expect(outcome).toEqual({
      ok: false,
      diagnostics: [
        {
          code: 2304,
          message: "Cannot find name 'nope'.",
          hint: "No cell has declared it since the kernel started: run the cells above, if one of them does.",
          line: 2,
          column: 3,
          length: 4,
          sourceLine: "  nope()  ",
        },
      ],
    });
  });

  it("leaves the names of the notebook as they were", async () => {
    const notebook = new Notebook();
    await notebook.value("const a = 1");
    await notebook.problems("const a = 'x'; const b: number = a");
    expect(await notebook.value("const n: number = a; n")).toBe(1);
    expect(await notebook.problems("b")).toEqual(["2304 1:1 Cannot find name 'b'."]);
  });

  it("does not declare anything until it is committed", () => {
    const { compiler } = new Notebook();
    compiler.compile({ label: "Cell 1", code: "const a = 1", directory: "/" });
    expect(compiler.compile({ label: "Cell 2", code: "a", directory: "/" }).ok).toBe(false);
    compiler.commit();
    expect(compiler.compile({ label: "Cell 3", code: "a", directory: "/" }).ok).toBe(false);
  });
});

describe("comments to the checker", () => {
  it("silence the next line", async () => {
    const notebook = new Notebook();
    expect(await notebook.value("// @ts-ignore\nconst a: number = 'x'\na")).toBe("x");
    expect(await notebook.value("// @ts-expect-error\n// because\n\nconst b: number = 'y'\nb")).toBe("y");
    expect(await notebook.value("// @ts-nocheck\nconst c: number = 'z'\nc")).toBe("z");
  });

  it("silence no other line", async () => {
    expect(await new Notebook().problems("// @ts-ignore\n1\nconst a: number = 'x'")).toEqual([
      "2322 3:7 Type 'string' is not assignable to type 'number'.",
    ]);
  });

  it("are wrong when they expect an error that is not there", async () => {
    expect(await new Notebook().problems("1\n// @ts-expect-error\nconst a = 1")).toEqual([
      "2578 2:1 Unused '@ts-expect-error' directive.",
    ]);
  });
});

describe("forgetting", () => {
  it("takes away the names given", async () => {
    const notebook = new Notebook();
    await notebook.value("const a = 1, b = { c: 2 }");
    notebook.compiler.forget(["a"]);
    expect(await notebook.problems("a")).toEqual(["2304 1:1 Cannot find name 'a'."]);
    expect(await notebook.value("b.c")).toBe(2);
  });

  it("takes away everything, also what was added to globals", async () => {
    const notebook = new Notebook();
    await notebook.value("declare global { interface Array<T> { third(): T } }\nconst a = 1");
    expect(await notebook.problems("[1].third(a, 2)")).toEqual(["2554 1:11 Expected 0 arguments, but got 2."]);
    notebook.compiler.forget();
    expect(await notebook.problems("[1].third()")).toEqual([
      "2339 1:5 Property 'third' does not exist on type 'number[]'.",
    ]);
  });

  it("keeps a type alive that a value of another cell needs", async () => {
    const notebook = new Notebook();
    await notebook.value("interface P { a: number }");
    await notebook.value("const p: P = { a: 1 }");
    notebook.compiler.forget(["P"]);
    expect(await notebook.value("p.a.toFixed(1)")).toBe("1.0");
  });
});

describe("a name of a cell that was refused", () => {
  const hintOf = (outcome: CompileOutcome): string | undefined => (outcome.ok ? "ok" : outcome.diagnostics[0]?.hint);
  const [typed, user] = ["const limit: number = 'a'; type Row = { a: 1 }", "limit + 1"];
  const REFUSED = (cell: string, name: string): string =>
    `${cell} declares ${name}, but it was not run because of a mistake: mend that cell and run it first.`;

  it("is told with the cell, until one declares it", () => {
    const compiler = createTypeScriptCompiler();
    const compile = (label: string, code: string): CompileOutcome => {
      const outcome = compiler.compile({ label, code, directory: tmpdir() });
      if (outcome.ok) compiler.commit();
      return outcome;
    };
    compile("Cell 1", typed);
    expect(hintOf(compile("Cell 2", user))).toBe(REFUSED("Cell 1", "limit"));
    expect(hintOf(compile("Cell 3", "let row: Row"))).toBe(REFUSED("Cell 1", "Row"));
    // A mistake of the language's, and one that follows from another.
    compile("Cell 4", "function half(x: number) { return x / }");
    expect(hintOf(compile("Cell 5", "const all = half(4)"))).toBe(REFUSED("Cell 4", "half"));
    expect(hintOf(compile("Cell 6", "all"))).toBe(REFUSED("Cell 5", "all"));
    compile("Cell 7", "import { nothing } from 'node:fs'");
    expect(hintOf(compile("Cell 8", "nothing()"))).toBe(REFUSED("Cell 7", "nothing"));
    expect(compile("Cell 9", "const limit = 1").ok).toBe(true);
    expect(compile("Cell 10", user).ok).toBe(true);
    // Refused anew, it is still what it was.
    compile("Cell 11", typed);
    expect(compile("Cell 12", user).ok).toBe(true);
    compiler.forget();
    expect(hintOf(compile("Cell 13", "half(1)"))).toMatch(/No cell has declared it/);
  });
});

describe("a cell that names what is not there", () => {
  /** One that never saw the names, for what is said depends on whether a cell declared them before. */
  const fresh = createTypeScriptCompiler();
  const folder = mkdtempSync(join(tmpdir(), "tunelab-missing-"));
  mkdirSync(join(folder, "node_modules/lodash"), { recursive: true });
  writeFileSync(join(folder, "node_modules/lodash/package.json"), '{ "name": "lodash", "version": "1.0.0" }');
  writeFileSync(join(folder, "helpers.ts"), "export const a = 1;\n");
  writeFileSync(join(folder, "rows.json"), "[]\n");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const NOT_DECLARED = "No cell has declared it since the kernel started: run the cells above, if one of them does.";
  const CHECK_NAME =
    "Paths of imports start in the folder of the notebook, or of the file that imports; check the name, or create the file there.";

  const cases: readonly (readonly [cell: string, problem: string, hint: string])[] = [
    [
      "readFile('a.txt')",
      "2304 1:1 Cannot find name 'readFile'.",
      'import { readFile } from "node:fs/promises"; brings the one of node:fs/promises. If a cell declares or imports it, run that cell first.',
    ],
    [
      "path.join('a', 'b')",
      "2304 1:1 Cannot find name 'path'.",
      'import path from "node:path"; brings the one of node:path. If a cell declares or imports it, run that cell first.',
    ],
    [
      "new AzureOpenAI()",
      "2304 1:5 Cannot find name 'AzureOpenAI'.",
      'import { AzureOpenAI } from "openai"; brings the one of openai. If a cell declares or imports it, run that cell first.',
    ],
    [
      "readChatDataset('a.jsonl')",
      "2304 1:1 Cannot find name 'readChatDataset'.",
      'import { readChatDataset } from "tunelab"; brings the one of tunelab. If a cell declares or imports it, run that cell first.',
    ],
    ["zzqxjk", "2304 1:1 Cannot find name 'zzqxjk'.", NOT_DECLARED],
    [
      "import a from 'dayjs'",
      "2307 1:15 Cannot find module 'dayjs' or its corresponding type declarations.",
      "Install it beside the notebook: %npm install dayjs",
    ],
    [
      "import a from '@org/kit/part'",
      "2307 1:15 Cannot find module '@org/kit/part' or its corresponding type declarations.",
      "Install it beside the notebook: %npm install @org/kit",
    ],
    [
      "await import('dayjs/plugin/utc')",
      "2307 1:14 Cannot find module 'dayjs/plugin/utc' or its corresponding type declarations.",
      "Install it beside the notebook: %npm install dayjs",
    ],
    [
      "import 'dayjs'",
      "2882 1:8 Cannot find module or type declarations for side-effect import of 'dayjs'.",
      "Install it beside the notebook: %npm install dayjs",
    ],
    [
      "import a from 'openia'",
      "2307 1:15 Cannot find module 'openia' or its corresponding type declarations.",
      'Did you mean "openai"? If not, install it beside the notebook: %npm install openia',
    ],
    [
      "import a from 'lodash/nothing'",
      "2307 1:15 Cannot find module 'lodash/nothing' or its corresponding type declarations.",
      'lodash is installed, but has nothing to import at "lodash/nothing".',
    ],
    [
      "import a from 'node:pth'",
      "2307 1:15 Cannot find module 'node:pth' or its corresponding type declarations.",
      'Node.js has no such module. Did you mean "node:path"?',
    ],
    [
      "import a from 'fs '",
      "2307 1:15 Cannot find module 'fs ' or its corresponding type declarations.",
      'There is a space in the name: did you mean "fs"?',
    ],
    [
      "import a from 'npm:dayjs@1'",
      "2307 1:15 Cannot find module 'npm:dayjs@1' or its corresponding type declarations.",
      'Install it with %npm install dayjs, and import it as "dayjs".',
    ],
    [
      "import a from 'https://esm.sh/dayjs'",
      "2307 1:15 Cannot find module 'https://esm.sh/dayjs' or its corresponding type declarations.",
      "Cells import packages and files, not addresses: install the package with %npm install.",
    ],
    [
      "import a from '@/a'",
      "2307 1:15 Cannot find module '@/a' or its corresponding type declarations.",
      'Short forms of paths (tsconfig.json, package.json "imports") are not known here: write "./…".',
    ],
    [
      "import a from ' $(id)'",
      "2307 1:15 Cannot find module ' $(id)' or its corresponding type declarations.",
      "This is not the name of a package; those of files begin with ./",
    ],
    ["import a from './missing'", `2307 1:15 There is no such file: ./missing (from ${folder}).`, CHECK_NAME],
    ["import './missing.ts'", `2307 1:8 There is no such file: ./missing.ts (from ${folder}).`, CHECK_NAME],
    [
      "import a from './helper'",
      `2307 1:15 There is no such file: ./helper (from ${folder}).`,
      'Did you mean "./helpers"?',
    ],
    [
      "import a from './Helpers.ts'",
      `2307 1:15 There is no such file: ./Helpers.ts (from ${folder}).`,
      'Did you mean "./helpers.ts"?',
    ],
    [
      "import a from './row.json'",
      `2307 1:15 There is no such file: ./row.json (from ${folder}).`,
      'Did you mean "./rows.json"?',
    ],
    [
      "import a from './lib/a'",
      `2307 1:15 There is no such file: ./lib/a (from ${folder}).`,
      `There is no folder ${join(folder, "lib")} either.`,
    ],
    ["rows.length", "2304 1:1 Cannot find name 'rows'.", NOT_DECLARED],
    ["let t: Rows", "2304 1:8 Cannot find name 'Rows'.", NOT_DECLARED],
    ["let t: Shapes.Square", "2503 1:8 Cannot find namespace 'Shapes'.", NOT_DECLARED],
    [
      "({ rows })",
      "18004 1:4 No value exists in scope for the shorthand property 'rows'. Either declare one or provide an initializer.",
      NOT_DECLARED,
    ],
    ["$(1)", "2304 1:1 Cannot find name '$'.", NOT_DECLARED],
    [
      "describe('a', () => 1)",
      "2304 1:1 Cannot find name 'describe'.",
      'import { describe } from "tunelab"; brings the one of tunelab. If a cell declares or imports it, run that cell first.',
    ],
    [
      "document.title",
      "2304 1:1 Cannot find name 'document'.",
      "Cells run in Node.js, which has no page of a browser. If a cell declares the name, run that cell first.",
    ],
  ];
  it("is told of packages by their names, not by where they lie on this machine", async () => {
    const notebook = new Notebook(fresh, folder);
    expect(await notebook.problems("import * as t from 'openai'; t.opnai")).toEqual([
      "2551 1:32 Property 'opnai' does not exist on type 'typeof import(\"openai\")'. Did you mean 'OpenAI'?",
    ]);
    expect(await notebook.problems("import * as t from 'tunelab'; t.opnai")).toEqual([
      "2339 1:33 Property 'opnai' does not exist on type 'typeof import(\"tunelab\")'.",
    ]);
  });

  it.each(cases)("is told what to do: %s", async (cell, problem, hint) => {
    const notebook = new Notebook(fresh, folder);
    expect(await notebook.problems(cell)).toEqual([problem]);
    expect(await notebook.hints(cell)).toEqual([hint]);
  });

  it("is told of a local file without what TypeScript adds to its name", async () => {
    expect(await new Notebook(fresh, folder).problems("import * as a from './helpers'; new a()")).toEqual([
      `2351 1:37 This expression is not constructable.\n  Type 'typeof import("${folder}/helpers")' has no construct signatures.`,
    ]);
  });

  it("is told that a name was forgotten", async () => {
    const notebook = new Notebook(sharedCompiler(), folder);
    await notebook.value("const kept = { a: 1 }");
    notebook.compiler.forget();
    expect(await notebook.hints("kept.a")).toEqual([
      "It is gone since %reset or the end of the cell runner: run the cell that declares it again.",
    ]);
    await notebook.value("const kept = 2");
    expect(await notebook.value("kept")).toBe(2);
  });
});

it("names the module of an export that is not there as the import does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tunelab-exports-"));
  try {
    writeFileSync(join(folder, "tools.ts"), "export const add = 1;\nexport interface Sum {}");
    const notebook = new Notebook(sharedCompiler(), folder);
    expect(await notebook.problems('import add, { addd } from "./tools"; export { nothing } from "./tools"')).toEqual([
      `2613 1:8 Module '"./tools"' has no default export. Did you mean to use 'import { add } from "./tools"' instead?`,
      `2724 1:15 '"./tools"' has no exported member named 'addd'. Did you mean 'add'?`,
      `2305 1:47 Module '"./tools"' has no exported member 'nothing'.`,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("a promise that is taken for its value", () => {
  const advice = "It is a promise, not yet its value: write `await` before it.";
  it.each([
    ["a property of it", "ask().text"],
    ["as the value", "const n: { text: string } = ask()"],
    ["as a list", "for (const x of list()) x"],
    ["as a condition", "if (ask()) 1"],
    ["as an argument", "take(ask())"],
    ["with an operator", "count() + 1"],
  ])("%s", async (_name, cell) => {
    const notebook = new Notebook();
    await notebook.value(
      [
        "async function ask() { return { text: 'olá' } }",
        "async function list() { return [1] }",
        "async function count() { return 1 }",
        "function take(o: { text: string }) {}",
      ].join("\n"),
    );
    expect(await notebook.hints(cell)).toEqual([advice]);
  });

  it("is not said of another mistake", async () => {
    const notebook = new Notebook();
    await notebook.value("async function ask() { return { text: 'olá' } }");
    expect(await notebook.hints("ask().nothing; (await ask()).nothing")).toEqual([undefined, undefined]);
  });
});
