import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellCompilerOptions } from "../../../../src/kernel/compiler/modules/library-program.js";
import { ModuleResolver } from "../../../../src/kernel/compiler/modules/module-resolution.js";
import { typescript } from "../../../../src/kernel/compiler/typescript/typescript-api.js";
import { Notebook, sharedCompiler } from "../notebook.js";

let folder = "";

function write(path: string, text: string): void {
  const fileName = join(folder, path);
  mkdirSync(dirname(fileName), { recursive: true });
  writeFileSync(fileName, text);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tunelab-imports-"));
  write("helper.ts", "export const helped: number = 1;\nexport interface Help { n: number }\nexport default 'd';\n");
  write("sub/index.ts", "export const inner = 'i';\n");
  write("data.json", '{ "rows": [{ "a": 1 }] }\n');
  write(
    "node_modules/typed/package.json",
    '{ "name": "typed", "version": "1.0.0", "exports": { "./part": { "types": "./part.d.ts", "default": "./part.js" } } }',
  );
  write(
    "node_modules/typed/part.d.ts",
    "export declare function part(n: number): string;\nexport declare const enum Level { Low = 3 }\n",
  );
  write("node_modules/typed/part.js", "exports.part = (n) => String(n);\n");
  write("node_modules/untyped/package.json", '{ "name": "untyped", "version": "1.0.0", "main": "index.js" }');
  write("node_modules/untyped/index.js", "exports.anything = 1;\n");
  write(
    "node_modules/openai/package.json",
    '{ "name": "openai", "version": "0.0.1", "types": "index.d.ts", "main": "index.js" }',
  );
  write("node_modules/openai/index.d.ts", "export declare const nearer: 'yes';\n");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const here = (): Notebook => new Notebook(sharedCompiler(), folder);

describe("the types of imports", () => {
  const cases: readonly (readonly [name: string, cell: string, problems: readonly string[]])[] = [
    [
      "of Node's modules",
      "import { readFileSync } from 'node:fs'\nconst b: number = readFileSync('x')",
      ["2322 2:7 Type 'NonSharedBuffer' is not assignable to type 'number'."],
    ],
    [
      "of a local file",
      "import { helped } from './helper.ts'\nconst s: string = helped",
      ["2322 2:7 Type 'number' is not assignable to type 'string'."],
    ],
    [
      "of a local file named as built",
      "import { helped } from './helper.js'\nconst s: string = helped",
      ["2322 2:7 Type 'number' is not assignable to type 'string'."],
    ],
    [
      "of a local file without extension",
      "import { helped } from './helper'\nconst s: string = helped",
      ["2322 2:7 Type 'number' is not assignable to type 'string'."],
    ],
    [
      "of a local folder",
      "import { inner } from './sub'\nconst n: number = inner",
      ["2322 2:7 Type 'string' is not assignable to type 'number'."],
    ],
    [
      "of JSON",
      "import data from './data.json' with { type: 'json' }\nconst s: string = data.rows[0]!.a",
      ["2322 2:7 Type 'number' is not assignable to type 'string'."],
    ],
    [
      "of JSON without an attribute, as Node does not allow it",
      "import data from './data.json'\nconst s: string = data.rows[0]!.a",
      ["2322 2:7 Type 'number' is not assignable to type 'string'."],
    ],
    [
      "of one of Node's modules that no other needs",
      "import { gzipSync } from 'node:zlib'\nconst n: number = gzipSync('x')",
      ["2322 2:7 Type 'NonSharedBuffer' is not assignable to type 'number'."],
    ],
    [
      "of such a module, named in a type",
      "const h: typeof import('http2') = 1",
      ["2322 1:7 Type 'number' is not assignable to type 'typeof import(\"http2\")'."],
    ],
    [
      "of a package with subpath exports only",
      "import { part } from 'typed/part'\npart('x')",
      ["2345 2:6 Argument of type 'string' is not assignable to parameter of type 'number'."],
    ],
    [
      "of a nearer package of the same name",
      "import { nearer } from 'openai'\nconst n: 'no' = nearer",
      ["2322 2:7 Type '\"yes\"' is not assignable to type '\"no\"'."],
    ],
    [
      "of import()",
      "const { part } = await import('typed/part')\npart('x')",
      ["2345 2:6 Argument of type 'string' is not assignable to parameter of type 'number'."],
    ],
    [
      "of an import type",
      "const h: import('./helper.ts').Help = { n: 'x' }",
      ["2322 1:41 Type 'string' is not assignable to type 'number'."],
    ],
  ];
  it.each(cases)("%s are known", async (_name, cell, problems) => {
    expect(await here().problems(cell)).toEqual(problems);
  });

  it("of tunelab and of the packages that the labs import are known in any folder", async () => {
    const notebook = new Notebook(sharedCompiler(), tmpdir());
    expect(await notebook.problems("import { TunelabError } from 'tunelab'\nnew TunelabError(1)")).toEqual([
      "2554 2:1 Expected 2 arguments, but got 1.",
    ]);
    expect(
      await notebook.problems("import OpenAI, { AzureOpenAI } from 'openai'\nnew OpenAI().models.list(1, 2, 3)"),
    ).toEqual(["2554 2:29 Expected 0-1 arguments, but got 3."]);
    expect(
      await notebook.problems("import { zodResponseFormat } from 'openai/helpers/zod'\nzodResponseFormat()"),
    ).toEqual(["2554 2:1 Expected 2-3 arguments, but got 0."]);
  });

  it("of a package without types are anything", () => {
    const outcome = sharedCompiler().compile({
      label: "Cell 1",
      code: "import { anything } from 'untyped'\nanything.at.all()",
      directory: folder,
    });
    expect(outcome.ok).toBe(true);
  });

  it("of a package without types that tunelab brings are anything too, in any folder", () => {
    write("elsewhere/node_modules/bare/package.json", '{ "name": "bare", "version": "1.0.0", "main": "./lib" }');
    write("elsewhere/node_modules/bare/lib.js", "module.exports = 1;\n");
    const resolver = new ModuleResolver(cellCompilerOptions(folder), typescript.sys, join(folder, "elsewhere"));
    const find = (specifier: string): string | undefined =>
      resolver.resolve(specifier, join(tmpdir(), "__cell_1.ts"), typescript.ModuleKind.ESNext).resolvedModule
        ?.resolvedFileName;
    expect(find("bare")).toBe(join(folder, "elsewhere/node_modules/bare/lib.js"));
    expect(find("bare-not")).toBe(undefined);
  });

  it("follow a local file when it changes", async () => {
    const notebook = here();
    write("changing.ts", "export const value = 1;\n");
    expect(await notebook.problems("import { value } from './changing.ts'\nconst s: 's' = value")).toEqual([
      "2322 2:7 Type '1' is not assignable to type '\"s\"'.",
    ]);
    write("changing.ts", "export const value = 's';\n");
    utimesSync(join(folder, "changing.ts"), new Date(), new Date(Date.now() + 5_000));
    expect(await notebook.problems("import { value } from './changing.ts'\nconst s: 't' = value")).toEqual([
      "2322 2:7 Type '\"s\"' is not assignable to type '\"t\"'.",
    ]);
  });

  it("of a package that is installed later are found", async () => {
    const notebook = here();
    const cell = "import { late } from 'late-package'\nconst s: string = late";
    expect(await notebook.problems(cell)).toEqual([
      "2307 1:22 Cannot find module 'late-package' or its corresponding type declarations.",
    ]);
    write(
      "node_modules/late-package/package.json",
      '{ "name": "late-package", "version": "1.0.0", "types": "i.d.ts" }',
    );
    write("node_modules/late-package/i.d.ts", "export declare const late: number;\n");
    expect(await notebook.problems(cell)).toEqual(["2322 2:7 Type 'number' is not assignable to type 'string'."]);
  });
});

describe("imports", () => {
  it("bind defaults, names, renamed names and whole modules for later cells", async () => {
    const notebook = new Notebook();
    await notebook.value(
      "import fs, { existsSync as exists, statSync } from 'node:fs'\nimport * as path from 'node:path'\nimport 'node:url'",
    );
    expect(
      await notebook.value("[typeof fs.readFileSync, exists('/'), statSync('/').isDirectory(), path.basename('/a/b')]"),
    ).toEqual(["function", true, true, "b"]);
    expect(notebook.imported.map(({ specifier }) => specifier)).toEqual(["node:fs", "node:path", "node:url"]);
  });

  it("of types alone load nothing", async () => {
    const notebook = new Notebook();
    await notebook.value(
      "import type { Stats } from 'node:fs'\nimport { type Dirent, BigIntStats } from 'node:fs'\nlet s: Stats | Dirent | BigIntStats | undefined",
    );
    expect(notebook.imported).toEqual([]);
    expect(await notebook.value("const t: Stats | undefined = undefined; t")).toBe(undefined);
  });

  it("pass their attributes on", async () => {
    const notebook = here();
    notebook.load = () => Promise.resolve({ default: { rows: [{ a: 1 }] } });
    expect(await notebook.value("import data from './data.json' with { type: 'json' }\ndata.rows[0]!.a")).toBe(1);
    await notebook.value("await import('./data.json', { with: { type: 'json' } })");
    expect(notebook.imported).toEqual([
      { specifier: "./data.json", options: { with: { type: "json" } } },
      { specifier: "./data.json", options: { with: { type: "json" } } },
    ]);
  });

  it("run before the code and after nothing, wherever they stand", async () => {
    const notebook = new Notebook();
    expect(await notebook.value("const b = basename('/a/b')\nimport { basename } from 'node:path'\nb")).toBe("b");
  });

  it("take names of CommonJS packages that Node did not find", async () => {
    const notebook = here();
    notebook.load = () => Promise.resolve({ default: { hidden: 7 } });
    expect(await notebook.value("import { hidden } from 'untyped'\nhidden")).toBe(7);
  });

  it("say when a module has no such export", async () => {
    const notebook = new Notebook();
    notebook.load = () => Promise.resolve({ a: 1 });
    await expect(notebook.value("import { basename } from 'node:path'")).rejects.toThrow(
      new SyntaxError("The requested module 'node:path' does not provide an export named 'basename'"),
    );
  });

  it("stand for import(), import = require and re-exports too", async () => {
    const notebook = new Notebook();
    expect(await notebook.value("const { basename } = await import('node:path')\nbasename('/x/y')")).toBe("y");
    expect(await notebook.value("import path = require('node:path')\npath.basename('/x/z')")).toBe("z");
    await notebook.value("export * from 'node:os'\nexport { sep } from 'node:path'");
    expect(notebook.imported.map(({ specifier }) => specifier)).toEqual([
      "node:path",
      "node:path",
      "node:os",
      "node:path",
    ]);
  });

  it("of constant enums that exist in types alone are written as their values", async () => {
    const notebook = new Notebook(sharedCompiler(), folder);
    expect(await notebook.value("import { Level } from 'typed/part'\nLevel.Low")).toBe(3);
    expect(await notebook.value("Level.Low + 1")).toBe(4);
    expect(notebook.imported).toEqual([]);
  });

  it("of parts of a namespace follow the namespace", async () => {
    const notebook = new Notebook();
    await notebook.value("namespace Outer { export namespace Inner { export const v = 5 } }");
    await notebook.value("import Inner = Outer.Inner");
    expect(await notebook.value("Inner.v")).toBe(5);
  });

  it("know where the cell stands", async () => {
    const notebook = new Notebook(sharedCompiler(), "/notebooks/my lab");
    expect(await notebook.value("[import.meta.dirname, import.meta.filename, import.meta.url]")).toEqual([
      "/notebooks/my lab",
      "/notebooks/my lab/Cell 1",
      "file:///notebooks/my%20lab/Cell%201",
    ]);
  });
});
