import { beforeAll, describe, expect, it } from "vitest";
import { Notebook, sharedCompiler } from "../notebook.js";

const source = (code: string) => ({ label: "", code, directory: "/" });
const messages = (code: string): string[] =>
  sharedCompiler()
    .diagnose(source(code))
    .map(({ code, line, column, length }) => `${code} at ${line}:${column}+${length}`);

describe("a cell that is being typed", () => {
  let notebook: Notebook;
  beforeAll(async () => {
    notebook = new Notebook();
    await notebook.value("interface Person { name: string }\nconst ada: Person = { name: 'Ada' }\nlet count = 1");
  });

  it.each([
    ["const n: number = 'a'", ["2322 at 1:7+1"]],
    ["count = 2\nada.nme", ["2551 at 2:5+3"]],
    ["ada.name.length", []],
    ["missing + 1", ["2304 at 1:1+7"]],
    ["const rows = [", ["1005 at 1:15+0"]],
    ["import openai from 'openai'; new openai.OpenAI({ apiKey: 'none' }).chat", []],
    ["declare global { var added: number }\nadded + 'a'.nothing", []],
    ["", []],
  ])("has the mistakes of %j", (code, expected) => expect(messages(code)).toEqual(expected));

  it("leaves no name behind, and the cell that was compiled ready to be committed", async () => {
    const compiler = sharedCompiler();
    expect(compiler.compile(source("const later = 1")).ok).toBe(true);
    expect(messages("const draft = 1; later")).toEqual(["2304 at 1:18+5"]);
    compiler.commit();
    expect(messages("later; draft")).toEqual(["2304 at 1:8+5"]);
  });

  it.each([
    ["await readFile('a')", "readFile", { offset: 0, text: 'import { readFile } from "node:fs/promises";\n' }],
    ["new OpenAI()", "OpenAI", { offset: 0, text: 'import OpenAI from "openai";\n' }],
    ["// a note\npath.join('a')", "path", { offset: 0, text: 'import path from "node:path";\n' }],
    ['import { openLab } from "tunelab";\ntable([])', "table", { offset: 16, text: ", table" }],
    [
      'import type { Table } from "tunelab";\ntable([])',
      "table",
      { offset: 0, text: 'import { table } from "tunelab";\n' },
    ],
  ])("%j gets the import of %s", (code, name, expected) =>
    expect(sharedCompiler().importFor(source(code), name)).toEqual(expected),
  );

  it.each([
    ["ada.name.path", "path"],
    ["const path = 1; path", "path"],
    ["'readFile'", "readFile"],
    ["count", "count"],
    ["nobodyHasThis", "nobodyHasThis"],
    ["URL", "URL"],
  ])("%j gets no import of %s", (code, name) => expect(sharedCompiler().importFor(source(code), name)).toBeUndefined());

  const offered = (marked: string, withImports: boolean): string[] => {
    const offset = marked.indexOf("|");
    const { items } = sharedCompiler().complete(marked.replace("|", ""), offset, "/", withImports);
    return items.map(({ text, type }) => `${text}:${type}`);
  };

  it("is offered names that an import brings, where asked for", () => {
    expect(offered("readFil|", true)).toEqual(["readFile:from node:fs/promises", "readFileSync:from node:fs"]);
    expect(offered("await openLa|", true)).toEqual(["openLab:from tunelab"]);
    expect(offered("readFil|", false)).toEqual([]);
  });

  it.each(["x(openLa|", "const a = openLa|", "`${openLa|", "({ a: openLa|"])("is offered an import at %j", (marked) =>
    expect(offered(marked, true)).toEqual(["openLab:from tunelab"]),
  );

  it.each([
    "ada.readFil|",
    "'readFil|'",
    "// readFil|",
    "const readFil|",
    "r|",
    "let a: readFil|",
    "import { readFil|",
    "const readFileSync = 1; readFileS|",
  ])("is offered no import at %j", (marked) =>
    expect(offered(marked, true).filter((item) => item.includes(":from "))).toEqual([]),
  );
});
