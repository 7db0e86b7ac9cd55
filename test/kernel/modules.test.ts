import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, resultOf } from "./support/kernel-client.js";

/** A notebook's folder with local files and the kinds of packages that there are. */
const FILES: Readonly<Record<string, string>> = {
  "dog.ts": "export default class Dog { name = 'rex' }\nexport const legs = 4;\n",
  "twice.ts": "export default function twice(n: number) { return 2 * n }\n",
  "settings.ts": "export default { depth: 3 };\n",
  "uses-packages.ts":
    "import part from 'plain/part';\nimport whole from 'whole';\nimport { AzureOpenAI } from 'openai';\nexport const used = [part(1), whole('ab'), typeof AzureOpenAI];\n",
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
  afterAll(async () => {
    await kernel.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const cases: readonly (readonly [what: string, cell: string, result: string])[] = [
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
    ["the same from a local file", 'import { used } from "./uses-packages"; used', "[ 10, 2, 'function' ]"],
  ];
  it.each(cases)("%s", async (_what, cell, result) => {
    expect(resultOf(await kernel.execute(cell))).toBe(result);
  });

  it.each([
    ['import _ from "not-there"', "What to do: Install it beside the notebook: %npm install not-there"],
    ['import d from "./dogs"', 'What to do: Did you mean "./dog"?'],
    [
      "neverDeclared + 1",
      "What to do: No cell has declared it since the kernel started: run the cells above, if one of them does.",
    ],
  ])("say what to do about what is not there: %s", async (cell, advice) => {
    const { reply } = await kernel.execute(cell);
    expect((reply.traceback as string[]).join("\n").split("\n")).toContain(advice);
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

describe("valid TypeScript that an .mts file could not hold", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.stop());

  it("runs", async () => {
    expect(resultOf(await kernel.execute("const id = <T>(x: T) => x; id(4)"))).toBe("4");
    expect(resultOf(await kernel.execute("<number>5"))).toBe("5");
  });
});
