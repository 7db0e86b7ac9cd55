import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, resultOf, tracebackOf } from "../support/kernel-client.js";

/** What tsc writes of `export default class Dog …` as CommonJS. */
const COMPILED =
  '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.named = void 0;\nclass Dog { bark() { return "wuff" } }\nexports.default = Dog;\nexports.named = 5;\n';
const COMPILED_TYPES = "export default class Dog { bark(): string }\nexport declare const named: number;\n";

/** A notebook's folder with local files and the kinds of packages that there are. */
const FILES: Readonly<Record<string, string>> = {
  "dog.ts": "export default class Dog { name = 'rex' }\nexport const legs = 4;\n",
  "twice.ts": "export default function twice(n: number) { return 2 * n }\n",
  "settings.ts": "export default { depth: 3 };\n",
  "types.ts":
    "export interface Point { x: number }\nexport type Id = string;\nexport const origin: Point = { x: 0 };\nexport default interface Whole { a: 1 }\n",
  "barrel.ts": "export { Point, origin } from './types';\nexport * from './twice';\n",
  "renaming-barrel.ts":
    "import Whole, { Id, origin as start } from './types';\nimport { AzureOpenAI, ClientOptions } from 'openai';\nexport { Whole, Id as Key, start };\nexport { AzureOpenAI, ClientOptions };\nexport { Point as P } from './barrel';\n",
  "bad.ts": "export const a = 1;\nconst x = = 1;\n",
  "bad-inside.ts": "interface Gone { a: 1 }\n\nimport { a } from './bad';\nexport const b = a;\n",
  "bad-js.js": "export const a = 1;\nconst y = ;\n",
  "bad-mjs.mjs": "export const a = 1;\nfunction (\n",
  "bad-inside-js.mjs": "import { a } from './bad-mjs.mjs';\nexport const b = a;\n",
  "bad-cjs.cjs": "exports.a = 1;\nconst z = = 1;\n",
  "wrong-name.ts": "interface Gone { a: 1 }\n\nimport { nope } from './types';\nexport const q = nope;\n",
  "wrong-export.ts": "export { nope } from './types';\n",
  "wrong-js.mjs": "\nimport { nope } from './bad-cjs2.mjs';\nexport const q = nope;\n",
  "bad-cjs2.mjs": "export const yes = 1;\n",
  "names.cts": "export const one: number = 1;\nexport default class Common { kind = 'c' }\n",
  "whole.cts":
    "import names = require('./names.cts');\nconst two: number = names.one + 1;\nexport = { two, file: __filename };\n",
  // What V8 alone refuses.
  "twice-declared.ts": "export interface Gone { a: 1 }\n\nconst a = 1;\nconst a = 2;\n",
  "twice-inside.ts": "export { a } from './twice-declared';\n",
  "plain-await.mjs": "export function f() {\n  await f();\n}\n",
  "break.js": "export const n = 1;\nbreak;\n",
  "return.ts": "export const n = 1;\nreturn n;\n",
  "twice-cjs.cjs": "exports.a = 1;\nconst b = 1, b = 2;\n",
  "requires-bad.cjs": "module.exports = require('./bad-cjs.cjs');\n",
  "not-there.ts": "export { nowhere };\n",
  "export-equals.ts": "const whole = { a: 1 };\nexport = whole;\n",
  "bad.json": '{\n  "a": 1,\n  "b": ,\n  "c": 2\n}\n',
  "cut.json": '{\n  "a": [1, 2',
  "imports-json.ts": "import data from './bad.json';\nexport const x = data;\n",
  // Types that leave nothing, and imports as CommonJS has them.
  "default-type.ts": "import { Point } from './types';\nexport default Point;\nexport const n = 1;\n",
  "default-interface.ts":
    "interface Own { a: 1 }\nexport default Own;\nexport { type Own };\nexport * from './types-alone';\nexport const n = 2;\n",
  "types-alone.ts": "export type Alone = 1;\n",
  "import-equals.ts":
    "import path = require('node:path');\nexport import dog = require('./dog');\nexport const both = [path.sep, dog.legs];\n",
  "no-endings.ts":
    "import { g } from './lib/plain-js';\nimport { i } from './lib';\nimport data from './lib/data';\nexport const all = [g, i, data.q];\n",
  "lib/plain-js.js": "export const g = 7;\n",
  "lib/index.mjs": "export const i = 8;\n",
  "lib/data.json": '{ "q": 9 }',
  "folder/inner.ts": "export const inner = 1;\n",
  // Imports that lead nowhere.
  "lost-package.ts": "export const z = 1;\n\nimport _ from 'not-there-either';\nexport const q = _;\n",
  "lost-file.ts": "import { legs } from './dogg';\nexport const q = legs;\n",
  "lost-nested.ts": "export * from './lost-file';\n",
  "lost.mjs": "import { legs } from './dog.mjs';\nexport const q = legs;\n",
  "late-plain.mjs":
    "export const js = () => import('./bad-js.js');\nexport const early = () => import('./ends-early.mjs');\nexport const json = () => import('./late.json', { with: { type: 'json' } });\nexport const name = () => import('./wrong-js.mjs');\n",
  "late.ts":
    "export const twice = () => import('./twice-late.mjs');\nexport const name = () => import('./wrong-name');\n",
  "late.cjs": "exports.cjs = () => require('./bad-cjs.cjs');\n",
  "twice-late.mjs": "const a = 1;\nconst a = 2;\n",
  "ends-early.mjs": "export const a = {\n",
  "late.json": '{ "a": 1,\n  b }\n',
  "lost-late.ts": "export const late = async () => import('./dogg');\n",
  "lost.cjs": "module.exports = require('./names');\n",
  "uses-packages.ts":
    "import part from 'plain/part';\nimport whole from 'whole';\nimport { AzureOpenAI } from 'openai';\nexport const used = [part(1), whole('ab'), typeof AzureOpenAI];\n",
  // Compiled by tsc to CommonJS, without a package.json, with one of each kind, and with its types.
  "out/dog.js": COMPILED,
  "out/dog.cjs": COMPILED,
  "out-empty/package.json": "{}",
  "out-empty/dog.js": COMPILED,
  "out-commonjs/package.json": '{ "type": "commonjs" }',
  "out-commonjs/dog.js": COMPILED,
  "out-module/package.json": '{ "type": "module" }',
  "out-module/dog.cjs": COMPILED,
  "out-typed/dog.js": COMPILED,
  "out-typed/dog.d.ts": COMPILED_TYPES,
  "out-es/whole.js": "export default { a: 1, default: 2 };\n",
  "out-plain/whole.js": "module.exports = { a: 1, default: 2 };\n",
  // The package is its default export, as front-matter is.
  "node_modules/whole/package.json": '{ "name": "whole", "version": "1.0.0", "types": "index.d.ts" }',
  "node_modules/whole/index.d.ts": "declare function whole(text: string): number;\nexport default whole;\n",
  "node_modules/whole/index.js": "module.exports = (text) => text.length;\n",
  // The package is its default export and carries it too, as Ajv does.
  "node_modules/both/package.json": '{ "name": "both", "version": "1.0.0", "types": "index.d.ts" }',
  "node_modules/both/index.d.ts": "export declare class Both { kind(): string }\nexport default Both;\n",
  "node_modules/both/index.js":
    "class Both { kind() { return 'both' } }\nmodule.exports = exports = Both;\nexports.Both = Both;\nObject.defineProperty(exports, '__esModule', { value: true });\nexports.default = Both;\n",
  // The package carries its default export, as what Babel and TypeScript write does.
  "node_modules/transpiled/package.json": '{ "name": "transpiled", "version": "1.0.0", "types": "index.d.ts" }',
  "node_modules/transpiled/index.d.ts":
    "export default function transpiled(n: number): number;\nexport declare const named: string;\n",
  "node_modules/transpiled/index.js":
    "Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = (n) => n + 1;\nexports.named = 'n';\n",
  // An object made at run time, as lodash is: Node finds no names in it.
  "node_modules/made/package.json": '{ "name": "made", "version": "1.0.0", "types": "index.d.ts" }',
  "node_modules/made/index.d.ts": "declare const made: { chunk(n: number): number[] };\nexport = made;\n",
  "node_modules/made/index.js":
    "module.exports = Object.fromEntries([['chunk', (n) => [n]], ['__proto__', 1]]);\nObject.defineProperty(module.exports, 'late', { enumerable: true, get() { throw new Error('called') } });\n",
  "node_modules/untyped/package.json": '{ "name": "untyped", "version": "1.0.0" }',
  "node_modules/untyped/index.js": "module.exports = Object.fromEntries([['size', 7]]);\n",
  // A package without "exports", as dayjs and lodash are.
  "node_modules/dual/package.json":
    '{ "name": "dual", "version": "1.0.0", "exports": { ".": { "types": "./a.d.cts", "import": "./a.mjs", "require": "./a.cjs" }, "./other": { "types": "./a.d.mts", "default": "./a.mjs" } } }',
  "node_modules/dual/a.mjs": "export const build = 'import';\nexport default { build };\n",
  "node_modules/dual/a.d.mts":
    "export declare const build: string;\ndeclare const all: { build: string };\nexport default all;\n",
  "node_modules/dual/a.cjs":
    "exports.__esModule = true;\nexports.build = 'require';\nexports.cjs = 7;\nexports.default = { build: 'require' };\n",
  "node_modules/dual/a.d.cts":
    "export declare const build: string;\nexport declare const cjs: number;\ndeclare const all: { build: string };\nexport default all;\n",
  "node_modules/plain/package.json": '{ "name": "plain", "version": "1.0.0" }',
  "node_modules/plain/part.js": "module.exports = (n) => n * 10;\n",
  "node_modules/plain/part.d.ts": "declare function part(n: number): number;\nexport = part;\n",
  "node_modules/plain/fp.js": "exports.fp = 'file';\n",
  "node_modules/plain/fp/index.js": "exports.fp = 'folder';\n",
  "node_modules/plain/sub/index.js": "exports.sub = 'index';\n",
  "node_modules/plain/other/package.json": '{ "main": "deep/main.js" }',
  "node_modules/plain/other/deep/main.js": "exports.main = 'main';\n",
};

describe("modules that a cell imports", () => {
  const folder = mkdtempSync(join(tmpdir(), "tunelab-modules-"));
  let kernel: TestKernel;
  beforeAll(async () => {
    for (const [path, text] of Object.entries(FILES)) write(folder, path, text);
    kernel = await TestKernel.start({ directory: folder });
  });

  it.each([
    ...["out/dog.js", "out/dog.cjs", "out/dog", "out-empty/dog.js", "out-commonjs/dog.js", "out-module/dog.cjs"],
    ...["out-typed/dog.js", "out-typed/dog"],
  ])("give what tsc compiled to CommonJS in %s as it was written", async (path) => {
    for (const code of [
      `import Dog from "./${path}"; new Dog().bark()`,
      `import { default as D } from "./${path}"; new D().bark()`,
      `import Cur, { named as n } from "./${path}"; n === 5 ? new Cur().bark() : "no name"`,
      `import * as all from "./${path}"; all.named === 5 ? new all.default().bark() : "no name"`,
      `const late = await import("./${path}"); late.named === 5 ? new late.default().bark() : "no name"`,
      `import req = require("./${path}"); req.named === 5 ? new req.default().bark() : "no name"`,
    ]) {
      const executed = await kernel.execute(code);
      expect(`${tracebackOf(executed)}${resultOf(executed)}`, code).toBe("'wuff'");
    }
  });

  it.each([
    ["bad-mjs.mjs", "bad-mjs.mjs:2:10)\n  2 | function ("],
    ["bad-inside-js.mjs", "bad-mjs.mjs:2:10)\n  2 | function ("],
    ["plain-await.mjs", "plain-await.mjs:2:3)\n  2 |   await f();"],
  ])("say after a failed import of %s what is wrong with it by require too", async (path, said) => {
    expect((await kernel.execute(`import "./${path}"`)).reply.status).toBe("error");
    for (let run = 0; run < 2; run += 1) {
      expect(tracebackOf(await kernel.execute(`require("./${path}")`))).toContain(said);
    }
  });

  it("say of a JavaScript file that was mended after its import, or is being loaded, what to do", async () => {
    write(folder, "mended.mjs", "export const = 3;\n");
    await kernel.execute('import "./mended.mjs"');
    write(folder, "mended.mjs", "export const x = 3;\n");
    expect(tracebackOf(await kernel.execute('import { x } from "./mended.mjs"; x'))).toContain(
      "Node loads a JavaScript module once, so restart the kernel.",
    );
    const { reply } = await kernel.execute('require("./mended.mjs")');
    expect(reply.evalue).toBe(
      `require cannot load ${join(folder, "mended.mjs")}: an import of it, or of a file that it imports, has failed or still goes on.`,
    );
  });

  it("leave a file as Node has it that has not the mark of a compiler", async () => {
    for (const path of ["out-es/whole.js", "out-plain/whole.js"]) {
      expect(resultOf(await kernel.execute(`import whole from "./${path}"; whole`)), path).toBe("{ a: 1, default: 2 }");
    }
  });

  afterAll(async () => {
    await kernel.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const cases: readonly (readonly [
    what: string,
    cells: string | readonly string[],
    results: string | readonly string[],
  ])[] = [
    ["the default of a local file, a class", 'import Dog from "./dog"; new Dog().name', "'rex'"],
    ["… by the name default", 'import { default as D } from "./dog"; new D().name', "'rex'"],
    ["… with import()", 'new (await import("./dog")).default().name', "'rex'"],
    ["… in a whole module", 'import * as dogs from "./dog"; new dogs.default().name', "'rex'"],
    ["… a function", 'import twice from "./twice"; twice(4)', "8"],
    ["… an object, and a name beside", 'import s from "./settings"; import { legs } from "./dog"; s.depth + legs', "7"],
    ["a local file by import =", 'import req = require("./dog"); [req.legs, new req.default().name]', "[ 4, 'rex' ]"],
    ["a package that is its default export", 'import whole from "whole"; whole("abc")', "3"],
    ["… with import()", '(await import("whole")).default("abcd")', "4"],
    [
      "… that carries it too",
      'import Both, { Both as B } from "both"; [new Both().kind(), B === Both]',
      "[ 'both', true ]",
    ],
    ["… as Node has it", 'import both from "both"; const C = both.default; new C().kind()', "'both'"],
    ["a package that carries its default export", 'import t from "transpiled"; t(1)', "2"],
    ["… as Node has it", 'import tn from "transpiled"; [tn.default(1), tn.named]', "[ 2, 'n' ]"],
    ["… with import()", '(await import("transpiled")).default(2)', "3"],
    ["… as a whole", 'import * as tw from "transpiled"; [tw.default(3), tw.named]', "[ 4, 'n' ]"],
    ["a package in which Node finds no names", 'import * as made from "made"; made.chunk(2)', "[ 2 ]"],
    ["… its default and a name", 'import m, { chunk } from "made"; m.chunk === chunk', "true"],
    ["… without types", 'import * as untyped from "untyped"; untyped.size', "7"],
    ["a file of a package without its ending", 'import part from "plain/part"; part(2)', "20"],
    ["… a file before a folder", 'import { fp } from "plain/fp"; fp', "'file'"],
    ["… a folder", 'import { sub } from "plain/sub"; sub', "'index'"],
    ["… a folder with a package.json", 'import { main } from "plain/other"; main', "'main'"],
    [
      "… with import() and import =",
      'import pr = require("plain/part"); (await import("plain/part")).default === pr',
      "true",
    ],
    [
      "a package with two builds: the one of the types",
      'import two = require("dual"); import other = require("dual/other"); [two.cjs, two.build, other.build]',
      "[ 7, 'require', 'import' ]",
    ],
    ["a .cts file", 'import { one } from "./names.cts"; one', "1"],
    ["… its default", 'import Common from "./names.cts"; new Common().kind', "'c'"],
    [
      "… that exports a whole",
      'import whole2 from "./whole.cts"; [whole2.two, whole2.file.endsWith("whole.cts")]',
      "[ 2, true ]",
    ],
    ["… by import =", 'import whole3 = require("./whole.cts"); whole3.two', "2"],
    ["… by the name that it would be built as", 'import { one as built } from "./names.cjs"; built', "1"],
    [
      "types that a file exports again",
      'import { origin, Point } from "./barrel"; const p: Point = origin; p',
      "{ x: 0 }",
    ],
    [
      "… under other names and of packages",
      'import { start, Key, P, Whole, AzureOpenAI as A } from "./renaming-barrel"; [start, typeof A]',
      "[ { x: 0 }, 'function' ]",
    ],
    [
      "a type as the default of a file",
      'import { n as n1 } from "./default-type"; import { n as n2 } from "./default-interface"; [n1, n2]',
      "[ 1, 2 ]",
    ],
    ["import = of a local file", 'import { both, dog } from "./import-equals"; [both, dog.legs]', "[ [ '/', 4 ], 4 ]"],
    [
      "files without their endings, from a local file",
      'import { all as noEndings } from "./no-endings"; noEndings',
      "[ 7, 8, 9 ]",
    ],
    [
      "export import of a file, in a later cell",
      ['export import xi = require("./dog"); xi.legs', "new xi.default().name"],
      ["4", "'rex'"],
    ],
    [
      "import = of a namespace's member, in later cells too",
      [
        "namespace Outer { export const v = 5; export namespace In { export const w = 6 } export class K {} export type T = number }\nimport v = Outer.v; import w = Outer.In.w; import K = Outer.K; import T = Outer.T; const typed: T = 7; [v, w, new K(), typed]",
        "export import In = Outer.In; In.w",
        "In.w + v",
        "namespace Other { export import P = Outer.In }\nOther.P.w",
      ],
      ["[ 5, 6, K {}, 7 ]", "6", "11", "6"],
    ],
    ["… of an enum", "enum Kind { a, b }\nimport kb = Kind.b; kb", "1"],
    ["the same from a local file", 'import { used } from "./uses-packages"; used', "[ 10, 2, 'function' ]"],
  ];
  it.each(cases)("%s", async (_what, cells, results) => {
    const shown: (string | undefined)[] = [];
    for (const cell of [cells].flat()) shown.push(resultOf(await kernel.execute(cell)));
    expect(shown).toEqual([results].flat());
  });

  it.each([
    ['import _ from "not-there"', "What to do: Install it beside the notebook: %npm install not-there"],
    ['import d from "./dogs"', 'What to do: Did you mean "./dog"?'],
    ['import "./folder"', 'What to do: Import one of its files, such as "./folder/inner".'],
    ['require("./folder")', 'What to do: Import one of its files, such as "./folder/inner".'],
    ['require("not-there")', "What to do: Install it beside the notebook: %npm install not-there"],
    ['require.resolve("./bad-cjss.cjs")', 'What to do: Did you mean "./bad-cjs.cjs"?'],
    ['await import("not-" + "there")', "What to do: Install it beside the notebook: %npm install not-there"],
    ['await import("./do" + "gs")', 'What to do: Did you mean "./dog"?'],
    ['await import("node:fss" as string)', 'What to do: Node.js has no such module. Did you mean "node:fs"?'],
    [
      "neverDeclared + 1",
      "What to do: No cell has declared it since the kernel started: run the cells above, if one of them does.",
    ],
  ])("say what to do about what is not there: %s", async (cell, advice) => {
    const { reply } = await kernel.execute(cell);
    expect((reply.traceback as string[]).join("\n").split("\n")).toContain(advice);
  });

  it("say once which name was meant", async () => {
    const { reply } = await kernel.execute("consol.log(1)");
    expect(reply.evalue).toContain("Did you mean 'console'?");
    expect((reply.traceback as string[]).join("\n")).not.toContain("What to do");
  });

  it.each([
    ["lost-package.ts", "3:15", "  3 | import _ from 'not-there-either';", "%npm install not-there-either"],
    ["lost-file.ts", "1:22", "  1 | import { legs } from './dogg';", 'Did you mean "./dog"?'],
    ["lost-nested.ts", "1:22", "  1 | import { legs } from './dogg';", 'Did you mean "./dog"?'],
    ["lost.mjs", "1:22", "  1 | import { legs } from './dog.mjs';", 'Did you mean "./dog.ts"?'],
    ["lost.cjs", "1:26", "  1 | module.exports = require('./names');", 'Did you mean "./names.cts"?'],
  ])("say in which line %s imports what is not there", async (name, place, line, hint) => {
    const { reply } = await kernel.execute(`await import("./${name}")`);
    const file = name === "lost-nested.ts" ? "lost-file.ts" : name;
    const [said = "", shown] = (reply.evalue as string).split("\n");
    expect(said.endsWith(`(${join(folder, file)}:${place})`), said).toBe(true);
    expect(shown).toBe(line);
    const traceback = (reply.traceback as string[]).join("\n");
    expect(traceback).toContain(hint);
    expect(traceback).not.toContain("dist/kernel");
  });

  it("say the same of an import that a function of a local file makes later", async () => {
    const { reply } = await kernel.execute('import { late } from "./lost-late"; await late()');
    expect(reply.evalue).toContain(`${join(folder, "lost-late.ts")}:1:40`);
    expect((reply.traceback as string[]).join("\n")).toContain('Did you mean "./dog"?');
  });

  it.each([
    ["./late-plain.mjs", "js", "Expression expected.", "bad-js.js", "2:11", "  2 | const y = ;"],
    ["./late-plain.mjs", "early", "'}' expected.", "ends-early.mjs", "2:1", "  2 | "],
    [
      "./late-plain.mjs",
      "json",
      "This is not valid JSON: Expected double-quoted property name.",
      "late.json",
      "2:3",
      "  2 |   b }",
    ],
    [
      "./late-plain.mjs",
      "name",
      "The requested module './bad-cjs2.mjs' does not provide an export named 'nope'",
      "wrong-js.mjs",
      "2:10",
      "  2 | import { nope } from './bad-cjs2.mjs';",
    ],
    ["./late", "twice", "Identifier 'a' has already been declared", "twice-late.mjs", "2:7", "  2 | const a = 2;"],
    [
      "./late",
      "name",
      "The requested module './types' does not provide an export named 'nope'",
      "wrong-name.ts",
      "3:10",
      "  3 | import { nope } from './types';",
    ],
    ["./late.cjs", "cjs", "Unexpected token '='", "bad-cjs.cjs", "2:11", "  2 | const z = = 1;"],
  ])("say where a file is wrong that %s imports later: %s", async (specifier, name, message, file, place, line) => {
    const { reply } = await kernel.execute(`await (await import(${JSON.stringify(specifier)})).${name}()`);
    expect((reply.evalue as string).split("\n").slice(0, 2)).toEqual([
      `${message} (${join(folder, file)}:${place})`,
      line,
    ]);
  });

  it("leave an error of syntax in code that a cell makes where it is", async () => {
    const failed = await kernel.execute("\nnew Function('const = 1')");
    expect(tracebackOf(failed)).toContain("at Cell ");
  });

  it("leave the error of require with its code", async () => {
    const code = 'try { require("not-there") } catch (error) { console.log((error as any).code) }';
    expect((await kernel.execute(code)).stdout).toBe("MODULE_NOT_FOUND\n");
  });

  it.each(["./dog", "./dog.ts", "./names.cts", `${folder}/dog`])(
    "say of a TypeScript file that require does not load it: %s",
    async (name) => {
      const { reply } = await kernel.execute(`require(${JSON.stringify(name)})`);
      expect(reply.evalue).toMatch(/^require cannot load the TypeScript file .*(dog\.ts|names\.cts)\.$/);
      expect((reply.traceback as string[]).join("\n")).toContain(`Import it: import * as it from "${name}";`);
    },
  );

  const IN = (name: string, place: string): string => `(${join(folder, name)}:${place})`;
  it.each([
    ["./bad", "Expression expected.", IN("bad.ts", "2:11"), "  2 | const x = = 1;"],
    ["./bad-inside", "Expression expected.", IN("bad.ts", "2:11"), "  2 | const x = = 1;"],
    ["./bad-js.js", "Expression expected.", IN("bad-js.js", "2:11"), "  2 | const y = ;"],
    ["./bad-mjs.mjs", "Identifier expected.", IN("bad-mjs.mjs", "2:10"), "  2 | function ("],
    ["./bad-inside-js.mjs", "Identifier expected.", IN("bad-mjs.mjs", "2:10"), "  2 | function ("],
    ["./bad-cjs.cjs", "Unexpected token '='", IN("bad-cjs.cjs", "2:11"), "  2 | const z = = 1;"],
    [
      "./wrong-name",
      "The requested module './types' does not provide an export named 'nope'",
      IN("wrong-name.ts", "3:10"),
      "  3 | import { nope } from './types';",
    ],
    [
      "./wrong-export",
      "The requested module './types' does not provide an export named 'nope'",
      IN("wrong-export.ts", "1:10"),
      "  1 | export { nope } from './types';",
    ],
    [
      "./wrong-js.mjs",
      "The requested module './bad-cjs2.mjs' does not provide an export named 'nope'",
      IN("wrong-js.mjs", "2:10"),
      "  2 | import { nope } from './bad-cjs2.mjs';",
    ],
    [
      "./twice-declared",
      "Identifier 'a' has already been declared",
      IN("twice-declared.ts", "4:7"),
      "  4 | const a = 2;",
    ],
    [
      "./twice-inside",
      "Identifier 'a' has already been declared",
      IN("twice-declared.ts", "4:7"),
      "  4 | const a = 2;",
    ],
    ["./plain-await.mjs", "Unexpected reserved word", IN("plain-await.mjs", "2:3"), "  2 |   await f();"],
    ["./break.js", "Illegal break statement", IN("break.js", "2:1"), "  2 | break;"],
    ["./return", "Illegal return statement", IN("return.ts", "2:1"), "  2 | return n;"],
    [
      "./not-there",
      "Export 'nowhere' is not defined in module",
      IN("not-there.ts", "1:10"),
      "  1 | export { nowhere };",
    ],
    [
      "./export-equals",
      "Export assignment cannot be used when targeting ECMAScript modules. Consider using 'export default' or another module format instead.",
      IN("export-equals.ts", "2:1"),
      "  2 | export = whole;",
    ],
  ])("say where %s is wrong", async (specifier, message, place, line) => {
    const { reply } = await kernel.execute(`await import(${JSON.stringify(specifier)})`);
    expect(reply.ename).toBe("SyntaxError");
    const [said, shown] = (reply.evalue as string).split("\n");
    expect([said, shown]).toEqual([`${message} ${place}`, line]);
  });

  it.each([
    ["./bad-cjs.cjs", "Unexpected token '='", IN("bad-cjs.cjs", "2:11"), "  2 | const z = = 1;"],
    ["./requires-bad.cjs", "Unexpected token '='", IN("bad-cjs.cjs", "2:11"), "  2 | const z = = 1;"],
    [
      "./twice-cjs.cjs",
      "Identifier 'b' has already been declared",
      IN("twice-cjs.cjs", "2:14"),
      "  2 | const b = 1, b = 2;",
    ],
    ["./bad.json", "This is not valid JSON: Unexpected token ','.", IN("bad.json", "3:8"), '  3 |   "b": ,'],
  ])("say where %s is wrong that is required", async (specifier, message, place, line) => {
    const { reply } = await kernel.execute(`require(${JSON.stringify(specifier)})`);
    expect((reply.evalue as string).split("\n").slice(0, 2)).toEqual([`${message} ${place}`, line]);
  });

  it.each([
    ["./bad.json", "Unexpected token ','", IN("bad.json", "3:8"), '  3 |   "b": ,'],
    ["./imports-json", "Unexpected token ','", IN("bad.json", "3:8"), '  3 |   "b": ,'],
    ["./cut.json", "Expected ',' or ']' after array element", IN("cut.json", "2:13"), '  2 |   "a": [1, 2'],
  ])("say where the JSON of %s is wrong", async (specifier, reason, place, line) => {
    const { reply } = await kernel.execute(`await import(${JSON.stringify(specifier)} as string)`);
    expect((reply.evalue as string).split("\n").slice(0, 2)).toEqual([
      `This is not valid JSON: ${reason}. ${place}`,
      line,
    ]);
  });

  it("run when the mistake is mended", async () => {
    write(folder, "mended.ts", "export const a = = 1;\n");
    expect((await kernel.execute('import { a } from "./mended"; a')).reply.status).toBe("error");
    write(folder, "mended.ts", "export const a = 1;\n");
    expect(resultOf(await kernel.execute('import { a } from "./mended"; a'))).toBe("1");
  });

  it("show stacks as typed though a cell deleted what writes them", async () => {
    const { reply } = await kernel.execute(
      "delete (Error as any).prepareStackTrace;\nconst late = 1;\n(null as any).late",
    );
    expect((reply.traceback as string[]).join("\n")).toMatch(/at Cell \d+:3:15/);
    const next = await kernel.execute("function fail() { throw new Error('x') }\nfail()");
    expect((next.reply.traceback as string[]).join("\n")).toMatch(/at fail \(Cell \d+:1:25\)/);
  });

  it("stand beside valid TypeScript that an .mts file could not hold", async () => {
    expect(resultOf(await kernel.execute("const id = <T>(x: T) => x; id(4)"))).toBe("4");
    expect(resultOf(await kernel.execute("<number>5"))).toBe("5");
  });

  it("check a default of a local file by its type", async () => {
    expect((await kernel.execute('import t2 from "./twice"; t2("x")')).reply.evalue).toContain("TS2345");
  });
});

/** Node reads a `package.json` once, so each needs a kernel of its own folder, but not of its own process. */
describe("the default of a local file", () => {
  const folder = mkdtempSync(join(tmpdir(), "tunelab-modules-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(["{}", '{ "type": "commonjs" }', '{ "type": "module" }', '{ "private": true, "dependencies": {} }'])(
    "is the same beside a package.json of %s",
    async (manifest) => {
      const directory = mkdtempSync(join(folder, "notebook-"));
      write(directory, "package.json", manifest);
      write(directory, "dog.ts", FILES["dog.ts"]!);
      const kernel = await TestKernel.start({ directory });
      try {
        expect(resultOf(await kernel.execute('import Dog from "./dog"; new Dog().name'))).toBe("'rex'");
        expect((await kernel.execute("new Dog().nme")).reply.evalue).toContain("TS2551");
      } finally {
        await kernel.stop();
      }
    },
  );
});

function write(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
