import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTypeScriptCompiler } from "../../../../src/kernel/compiler/index.js";
import { ModuleResolver } from "../../../../src/kernel/compiler/modules/module-resolution.js";
import { NodeDeclarations } from "../../../../src/kernel/compiler/modules/node-declarations.js";
import { typescript } from "../../../../src/kernel/compiler/typescript/typescript-api.js";
import { Notebook, sharedCompiler } from "../notebook.js";

const ROOT = resolve(import.meta.dirname, "../../../..");
const TYPES = join(ROOT, "node_modules/@types/node");

describe("the types of Node's modules, which are parsed when they are asked for", () => {
  it.each([
    [
      "a global that they declare",
      "crypto.randomUUID().foo",
      ["2339 1:21 Property 'foo' does not exist on type '`${string}-${string}-${string}-${string}-${string}`'."],
    ],
    [
      "the types of fetch",
      "const n: number = (await fetch('x')).headers",
      ["2322 1:7 Type 'Headers' is not assignable to type 'number'."],
    ],
    [
      "a global that names them",
      "const s: string = process.stdout.write('x')",
      ["2322 1:7 Type 'boolean' is not assignable to type 'string'."],
    ],
    [
      "a module that only has a name with node:",
      "import { test } from 'node:test'; test(1, 2, 3, 4)",
      ["2554 1:49 Expected 0-3 arguments, but got 4."],
    ],
    [
      "a module that stands in the file of another",
      "import { isDate } from 'node:util/types'; isDate()",
      ["2554 1:43 Expected 1 arguments, but got 0."],
    ],
    [
      "a module that is exported as a whole",
      "import assert from 'node:assert'; assert.equal(1)",
      ["2554 1:42 Expected 2-3 arguments, but got 1."],
    ],
    [
      "a type of another module in one",
      "import http from 'http'; http.createServer((request) => { const n: number = request.rawHeaders })",
      ["2322 1:65 Type 'string[]' is not assignable to type 'number'."],
    ],
    [
      "what a cell adds to one",
      "declare module 'node:fs' { interface Stats { mine: number } }\nimport fs from 'node:fs'; const s: string = fs.statSync('x').mine",
      ["2322 2:33 Type 'number' is not assignable to type 'string'."],
    ],
    [
      "a package that is none of them",
      "import x from 'test'",
      ["2307 1:15 Cannot find module 'test' or its corresponding type declarations."],
    ],
  ])("are those that an editor shows: %s", async (_name, cell, problems) => {
    expect(await new Notebook().problems(cell)).toEqual(problems);
  });

  it("have documentation", () => {
    const code = "import { readFileSync } from 'node:fs'; readFileSync";
    const { plain } = sharedCompiler().inspect(code, code.length, 0, ROOT);
    expect(plain).toContain("Returns the contents of the `path`.");
  });

  it("are left out of no file that declares a global which cells would then lack", () => {
    const options = { module: typescript.ModuleKind.NodeNext };
    const declarations = new NodeDeclarations(ROOT, options, new ModuleResolver(options, typescript.sys, ROOT));
    const files = readdirSync(TYPES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".d.ts"));
    const deferred = files.filter((name) => declarations.isDeferred(join(TYPES, name)));
    expect(deferred).toContain("fs/promises.d.ts");
    const globals = deferred.flatMap((name) => {
      const block = /^ {4}global \{\n([^]*?)^ {4}\}/m.exec(readFileSync(join(TYPES, name), "utf8"))?.[1] ?? "";
      return [...block.matchAll(/^ {8}(?:var|let|const|function|interface|class|namespace|type) (\w+)/gm)].map(
        ([, global]) => global!,
      );
    });
    expect(globals.length).toBeGreaterThan(10);
    for (const name of globals)
      expect(declarations.globals, name).toMatch(new RegExp(`^declare (var|function) ${name}\\b`, "m"));
  });
});

describe("a package that adds to Node's modules outside a module", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tunelab-hiding-"));
    const at = join(folder, "node_modules/hiding");
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, "package.json"), '{ "name": "hiding", "version": "1.0.0", "types": "index.d.ts" }');
    writeFileSync(join(at, "index.d.ts"), '/// <reference path="./more.d.ts" />\nexport declare const n: number;\n');
    writeFileSync(join(at, "more.d.ts"), 'declare module "os" { export function mine(): "mine"; }\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("does not hide what is there", async () => {
    const notebook = new Notebook(createTypeScriptCompiler(), folder);
    expect(
      await notebook.problems(
        "import { n } from 'hiding'\nimport { mine, cpus } from 'os'\nconst a: 1 = mine(); const b: 2 = cpus().length; const c: 3 = performance.now()",
      ),
    ).toEqual([
      "2322 3:7 Type '\"mine\"' is not assignable to type '1'.",
      "2322 3:28 Type 'number' is not assignable to type '2'.",
      "2322 3:56 Type 'number' is not assignable to type '3'.",
    ]);
  });
});
