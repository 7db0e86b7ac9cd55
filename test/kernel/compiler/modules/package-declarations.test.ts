import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cellCompilerOptions } from "../../../../src/kernel/compiler/modules/library-program.js";
import { ModuleResolver } from "../../../../src/kernel/compiler/modules/module-resolution.js";
import { ADDING_NOTHING } from "../../../../src/kernel/compiler/modules/package-declarations.js";
import { typescript } from "../../../../src/kernel/compiler/typescript/typescript-api.js";
import { Notebook, sharedCompiler } from "../notebook.js";

const ROOT = resolve(import.meta.dirname, "../../../..");

/** Files that are left out of the rule, with what they hold. */
const JUDGED_BY_HAND = [
  // `declare global { interface Event {} }`, which Node's types declare too.
  "node_modules/@azure/abort-controller/dist/esm/index.d.ts",
  "node_modules/@azure/abort-controller/dist/commonjs/index.d.ts",
  // `declare const …`, no part of what the package exports: nothing can import it.
  "node_modules/yaml/dist/schema/json-schema.d.ts",
];

describe("the packages whose types are parsed when they are asked for", () => {
  it("add nothing to the global scope or to another package, and neither does what they import", () => {
    const options = cellCompilerOptions(ROOT);
    const resolver = new ModuleResolver(options, typescript.sys, ROOT);
    const folders = ["dist", ...[...ADDING_NOTHING].map((name) => `node_modules/${name}`)];
    const waiting = folders.flatMap(declarationsBelow);
    const seen = new Set(waiting);
    const adding: string[] = [];
    for (const fileName of waiting) {
      const text = readFileSync(fileName, "utf8");
      const about = typescript.preProcessFile(text, true, true);
      if (addsSomething(text, about)) adding.push(fileName.slice(ROOT.length + 1));
      for (const { fileName: specifier } of about.importedFiles) {
        const mode = resolver.formatOf(fileName);
        const target = resolver.resolve(specifier, fileName, mode).resolvedModule?.resolvedFileName;
        if (target === undefined || seen.has(target) || !target.endsWith("ts") || isOfNode(target)) continue;
        seen.add(target);
        waiting.push(target);
      }
    }
    expect(seen.size).toBeGreaterThan(1500);
    expect(adding.sort()).toEqual([...JUDGED_BY_HAND].sort());
  });

  it.each([
    [
      "a function of tunelab",
      'import { openLab } from "tunelab"; await openLab(1)',
      [/^2345 1:50 Argument of type '1' is not assignable to parameter of type '"welcome" \| "fine-tune" /],
    ],
    [
      "a name that tunelab lacks",
      'import { openLap } from "tunelab";',
      [/^2724 1:10 .*has no exported member named 'openLap'\. Did you mean 'openLab'\?$/],
    ],
    [
      "a client of openai",
      'import OpenAI from "openai"; const n: number = new OpenAI().baseURL',
      [/^2322 1:36 Type 'string' is not assignable to type 'number'\.$/],
    ],
    [
      "a chat",
      'import OpenAI from "openai"; await new OpenAI().chat.completions.create({ model: "m", messages: 1 })',
      [/^2769 1:\d+ No overload matches this call\./],
    ],
    [
      "a data frame",
      'import * as danfo from "danfojs-node"; const s: string = new danfo.DataFrame([]).shape',
      [/^2322 1:46 Type 'number\[\]' is not assignable to type 'string'\.$/],
    ],
    [
      "a schema of zod",
      'import { z } from "zod"; const n: number = z.object({ a: z.string() }).parse({}).a',
      [/^2322 1:32 Type 'string' is not assignable to type 'number'\.$/],
    ],
  ])("type %s as an editor does", async (_what, code, expected) => {
    const outcome = await new Notebook().run(code);
    const found = "diagnostics" in outcome ? outcome.diagnostics : [];
    expect(found.map(({ code, line, column, message }) => `${code} ${line}:${column} ${message}`)).toEqual(
      expected.map((text) => expect.stringMatching(text)),
    );
  });

  it("have one class for tunelab and for cells, private members and all", async () => {
    const compiler = sharedCompiler();
    compiler.forget();
    const code = `import type OpenAI from "openai";\nimport { openLab } from "tunelab";\nconst c: OpenAI = (await openLab("welcome")).client; c.chat`;
    const outcome = compiler.compile({ label: "Cell 1", code, directory: ROOT });
    expect(outcome.ok ? [] : outcome.diagnostics).toEqual([]);
  });
});

describe("what a notebook brings itself", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tunelab-packages-"));
    const own = join(folder, "node_modules/zod");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "package.json"), '{ "name": "zod", "version": "9.0.0", "types": "index.d.ts" }');
    writeFileSync(join(own, "index.d.ts"), 'import "./more";\nexport declare const z: 9;\n');
    writeFileSync(join(own, "more.d.ts"), "export {};\ndeclare global { var addedByZod: 7; }\n");
    writeFileSync(
      join(folder, "local.ts"),
      'import OpenAI from "openai";\nexport const client = (): OpenAI => new OpenAI();\n',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is loaded as a whole under a name that is on the list, as another version may add to the global scope", async () => {
    const outcome = await new Notebook(undefined, folder).run('import { z } from "zod"; const n: 8 = addedByZod');
    expect("diagnostics" in outcome && outcome.diagnostics.map(({ message }) => message)).toEqual([
      "Type '7' is not assignable to type '8'.",
    ]);
  });

  it("has the same types in a local file", async () => {
    const code =
      'import { client } from "./local"; import OpenAI from "openai"; const n: number = client() satisfies OpenAI';
    const outcome = await new Notebook(undefined, folder).run(code);
    expect("diagnostics" in outcome && outcome.diagnostics.map(({ message }) => message)).toEqual([
      "Type 'OpenAI' is not assignable to type 'number'.",
    ]);
  });
});

function declarationsBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.d\.[cm]?ts$/.test(name) && !name.includes("node_modules"))
    .map((name) => join(ROOT, folder, name));
}

function addsSomething(text: string, about: ReturnType<typeof typescript.preProcessFile>): boolean {
  return (
    !/^\s*(?:export|import)\b/m.test(text) ||
    /^\s*declare global\b/m.test(text) ||
    (about.ambientExternalModules ?? []).length > 0 ||
    about.referencedFiles.length > 0 ||
    about.libReferenceDirectives.length > 0 ||
    about.typeReferenceDirectives.some(({ fileName }) => fileName !== "node")
  );
}

const isOfNode = (fileName: string): boolean => /\/node_modules\/(?:@types\/node|undici-types)\//.test(fileName);
