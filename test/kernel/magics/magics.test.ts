import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  MAGICS,
  awaitsMoreText,
  completeMagics,
  magicHelp,
  scanLineStarts,
  translateMagics,
} from "../../../src/kernel/magics/index.js";
import { runEnv } from "../../../src/kernel/magics/runtime/index.js";
import { TestKernel, resultOf, tracebackOf } from "../support/kernel-client.js";

const RUN = '(this as any)["tunelab.magics"]';

describe("translating magics", () => {
  it.each([
    ["const x = 7 % 2;", "const x = 7 % 2;"],
    ["const a = `\n%env X\n`;", "const a = `\n%env X\n`;"],
    ["/*\n%pwd\n*/ 1", "/*\n%pwd\n*/ 1"],
    ["const n = 7\n  % 2", "const n = 7\n  % 2"],
    ["f(\n%pwd\n)", "f(\n%pwd\n)"],
    ["const a = 1;\n%cd ..\na", `const a = 1;\nawait ${RUN}.run("cd", "..");\na`],
    ['\n%%sh\necho "a"\n', `await ${RUN}.run("sh", "", "echo \\"a\\"");\n\n\n`],
    ["%sh\n   wget x\n   wget y", `await ${RUN}.run("sh", "", "wget x\\nwget y");\n\n`],
    ["%sql \n   CREATE VOLUME a.b.c;", `await ${RUN}.run("sql", "", "CREATE VOLUME a.b.c;")\n`],
    ["%%sql rows <<\nSELECT 1", `const rows: any = await ${RUN}.run("sql", "", "SELECT 1");\n`],
    ["%%time\nf()", `;${RUN}.startTimer();\nf()`],
    ["%time f()\ng()", `;${RUN}.startTimer();f()\n;${RUN}.stopTimer();g()`],
    ["%time f(\n1)\ng()", `;${RUN}.startTimer();f(\n1)\n;${RUN}.stopTimer();g()`],
    ["%time f()", `;${RUN}.startTimer();f()`],
  ])("of %j keeps every line in its place", (code, expected) => {
    const translated = translateMagics(code);
    expect(translated).toEqual({ ok: true, code: expected });
  });

  it.each([
    ["%%nosuch\nx", /no magic %%nosuch/, 1],
    ["%%cd ..", /one %/, 1],
    ["1\n%sh ls", /first line/, 2],
    ["\n%md title", /no magic %md/, 2],
  ])("explains %j", (code, message, line) => {
    expect(translateMagics(code)).toMatchObject({ ok: false, message: expect.stringMatching(message), line });
  });

  it("knows where lines begin inside templates, strings and comments", () => {
    expect(scanLineStarts("a = `${{\n}}`;\n'`'\n// `\nx").map(({ inCode }) => inCode)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(scanLineStarts("`\n${1}\n`").map(({ inCode }) => inCode)).toEqual([true, false, false]);
  });

  it.each([
    ["%%sh", true],
    ["%%sh\nls", true],
    ["%%sh\nls\n", false],
    ["\n%%sql rows <<\nSELECT 1", true],
    ["%sql", true],
    ["%sql SELECT 1", false],
    ["%sh\nls\n  ", false],
    ["%%time", true],
    ["%%time\nf()", false],
    ["%time f()", false],
    ["%pwd", false],
    ["const a = 1", false],
  ])("of %j: more text may follow is %s", (code, expected) => {
    expect(awaitsMoreText(code)).toBe(expected);
  });

  it("completes and explains every magic", () => {
    expect(completeMagics("%p", 2, "/")).toEqual({ matches: ["%pwd", "%pip"], start: 0, end: 2 });
    expect(completeMagics("%%s", 3, "/")?.matches).toEqual(["%%sh", "%%sql"]);
    expect(completeMagics("a % b", 5, "/")).toBeUndefined();
    for (const { name, usage } of MAGICS) expect(magicHelp(name)).toContain(usage);
  });
});

describe("paths after a magic", () => {
  const folder = mkdtempSync(join(tmpdir(), "tunelab-paths-"));
  for (const name of ["data", "data/deep folder", "docs", ".git"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, ".env"), "");
  writeFileSync(join(folder, "data.csv"), "");
  symlinkSync(join(folder, "docs"), join(folder, "link"));
  symlinkSync(join(folder, "nowhere"), join(folder, "broken"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["%cd ", ["data/", "docs/", "link/"], 4],
    ["%cd ./", ["data/", "docs/", "link/"], 6],
    ["%cd ./d", ["data/", "docs/"], 6],
    ["%cd data/", ["deep folder/"], 9],
    ["%cd data/deep f", ["deep folder/"], 9],
    ['%cd "da', ["data/"], 5],
    ["1\n  %cd da", ["data/"], 8],
    ["%cd .", [".git/"], 4],
    ["%cd ..", ["../"], 4],
    ["%cd data/../do", ["docs/"], 12],
    ["%cd nowhere/", [], 12],
    ["%load_env .e", [".env"], 10],
    ["%load_env da", ["data.csv", "data/"], 10],
  ])("completes %j", (code, matches, start) => {
    expect(completeMagics(code, code.length, folder)).toEqual({ matches, start, end: code.length });
  });

  it("completes from the folder of its own", () => {
    expect(completeMagics(`%cd ${folder}/da`, folder.length + 7, "/")?.matches).toEqual(["data/"]);
    expect(completeMagics("%pwd d", 6, folder)).toBeUndefined();
  });
});

describe("environment magics", () => {
  it("hide values of secrets", () => {
    expect(runEnv("", { AZURE_OPENAI_API_KEY: "abc", HOME: "/h" })).toBe(
      "AZURE_OPENAI_API_KEY=•••• (set, hidden)\nHOME=/h",
    );
    expect(runEnv("MY_TOKEN=abc", {})).not.toContain("abc");
    expect(runEnv("NOPE", {})).toBe("NOPE is not set.");
  });
});

describe("magics in cells", () => {
  let kernel: TestKernel;
  let folder: string;
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "tunelab-magics-")));
    kernel = await TestKernel.start({ directory: folder });
  });
  afterAll(async () => {
    await kernel.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("work though a cell declares a Symbol of its own", async () => {
    expect((await kernel.execute("const Symbol = 2")).reply.status).toBe("ok");
    expect((await kernel.execute("%pwd")).stdout).toBe(`${folder}\n`);
    expect((await kernel.execute("class Symbol {}\n%pwd")).stdout).toBe(`${folder}\n`);
    await kernel.execute("%reset");
  });

  it("work though a cell declares a globalThis of its own", async () => {
    expect((await kernel.execute("const globalThis = 2")).reply.status).toBe("ok");
    expect((await kernel.execute("%pwd")).stdout).toBe(`${folder}\n`);
    expect((await kernel.execute("%%sh\necho shell")).stdout).toBe("shell\n");
    expect(resultOf(await kernel.execute("%time\nfunction globalThis() { return 3 }\nglobalThis()"))).toBe("3");
    expect((await kernel.execute("%pwd")).stdout).toBe(`${folder}\n`);
    await kernel.execute("%reset");
  });

  it("complete folders from where %cd led", async () => {
    mkdirSync(join(folder, "outer/inner"), { recursive: true });
    const complete = async (code: string): Promise<unknown> =>
      (await kernel.request("complete_request", { code, cursor_pos: code.length })).content.matches;
    expect(await complete("%cd ./")).toEqual(["outer/"]);
    await kernel.execute("%cd outer");
    expect(await complete("%cd ")).toEqual(["inner/"]);
    await kernel.execute("%cd");
  });

  it("run the shell, stream its output, and show a failing exit status", async () => {
    const ok = await kernel.execute("%%sh\necho one\necho two >&2\npwd");
    expect(ok.stdout).toBe(`one\n${folder}\n`);
    expect(ok.stderr).toBe("two\n");
    const failed = await kernel.execute("%sh\n  echo before\n  exit 3");
    expect(failed.stdout).toBe("before\n");
    expect(failed.reply.evalue).toContain("exit status 3");
  });

  it("map paths of volumes in the shell", async () => {
    await kernel.execute(
      `(globalThis as any)[Symbol.for("tunelab.pathMapper")] = (path: string) => path.replace("/Volumes", ${JSON.stringify(folder)});`,
    );
    const { stdout } = await kernel.execute('%sh\necho "/Volumes/cat/default/x.jsonl" /Volumes/y');
    expect(stdout).toBe(`${folder}/cat/default/x.jsonl ${folder}/y\n`);
  });

  it("hand SQL to the registered engine, and show or assign what it returns", async () => {
    await kernel.execute(
      '(globalThis as any)[Symbol.for("tunelab.sqlEngine")] = { query: async (sql: string) => ({ asked: sql }) };',
    );
    expect(resultOf(await kernel.execute("%%sql\nSELECT 1"))).toBe("{ asked: 'SELECT 1' }");
    const assigned = await kernel.execute("%%sql rows <<\nSELECT 2");
    expect(resultOf(assigned)).toBeUndefined();
    expect(resultOf(await kernel.execute("rows.asked"))).toBe("'SELECT 2'");
  });

  it("time a statement and a cell, keeping the result", async () => {
    const statement = await kernel.execute(
      "%time const waited = await new Promise((r) => setTimeout(() => r(5), 20))\nwaited",
    );
    expect(statement.stdout).toMatch(/^Wall time: \d+(\.\d+)? m?s\n$/);
    expect(resultOf(statement)).toBe("5");
    const cell = await kernel.execute("%%time\n1 + 1");
    expect(cell.stdout).toMatch(/^Wall time: /);
    expect(resultOf(cell)).toBe("2");
  });

  it("set, load and show environment variables", async () => {
    writeFileSync(join(folder, ".env"), "FROM_FILE=yes\nSOME_KEY=hidden-value\n");
    const loaded = await kernel.execute("%load_env .env\n%env FROM_FILE\n%env SOME_KEY\n%env LEVEL=debug");
    expect(loaded.stdout).toBe(
      "Set 2 variables from .env: FROM_FILE, SOME_KEY\nFROM_FILE=yes\nSOME_KEY=•••• (set, hidden)\nLEVEL=debug\n",
    );
    expect(resultOf(await kernel.execute("[process.env.LEVEL, process.env.SOME_KEY!.length]"))).toBe("[ 'debug', 12 ]");
    expect((await kernel.execute("%load_env nowhere.env")).reply.evalue).toContain("nowhere.env");
  });

  it("change the folder, list names, and reset", async () => {
    expect((await kernel.execute("%cd /\n%pwd")).stdout).toBe("/\n/\n");
    expect((await kernel.execute("%cd")).stdout).toBe(`${folder}\n`);
    expect((await kernel.execute("%cd nowhere")).reply.evalue).toContain("nowhere");
    await kernel.execute("const listed = [1]");
    expect((await kernel.execute("%who")).stdout).toMatch(/^listed +Array$/m);
    await kernel.execute("%reset");
    expect((await kernel.execute("listed")).reply.evalue).toContain("TS2304");
    expect((await kernel.execute("%who")).stdout).toBe("No cell has defined a name yet.\n");
  });

  it("page their help and are completed and inspected", async () => {
    const { reply } = await kernel.execute("%help sql");
    expect(reply.payload).toEqual([{ source: "page", data: { "text/plain": magicHelp("sql") }, start: 0 }]);
    expect((await kernel.request("complete_request", { code: "1\n%lo", cursor_pos: 5 })).content).toMatchObject({
      matches: ["%load_env"],
      cursor_start: 2,
      cursor_end: 5,
    });
    expect((await kernel.request("complete_request", { code: "%help fo", cursor_pos: 8 })).content).toMatchObject({
      matches: ["format"],
      cursor_start: 6,
      cursor_end: 8,
    });
    expect((await kernel.request("inspect_request", { code: "%who", cursor_pos: 3 })).content).toMatchObject({
      found: true,
    });
  });

  it("%format puts the code as Prettier writes it in the place of the cell, with its magics, and runs nothing", async () => {
    const code = "%format\n// é 🏰\nconst formatted=1\n%time await   f( )\nlet  k='sk-proj-abcdefghijklmnopqrstuvwx'\n";
    const { reply } = await kernel.execute(code);
    expect(reply.payload).toEqual([
      {
        source: "set_next_input",
        replace: true,
        text: '// é 🏰\nconst formatted = 1;\n%time await   f( )\nlet k = "sk-proj-abcdefghijklmnopqrstuvwx";',
      },
    ]);
    expect((await kernel.execute("formatted")).reply).toMatchObject({ status: "error" });
  });

  it("%format says where in the cell code is not whole, without Prettier's own stack, and leaves the cell as it is", async () => {
    const executed = await kernel.execute("\n%format\n%time f()\nconst a = ;");
    expect(executed.reply).toMatchObject({ status: "error", payload: [] });
    expect(executed.reply.evalue).toMatch(/^The cell cannot be formatted\. Expression expected\. \(4:11\)\n/);
    expect(executed.reply.evalue).toContain("  3 | %time f()\n> 4 | const a = ;");
    expect(tracebackOf(executed)).not.toMatch(/prettier|Caused by/);
  });

  it.each([
    ["%format const  before={a:1}\nlet  after", "const before = { a: 1 };\nlet after;"],
    ["%%format foo", "foo;"],
    ["%format\n%%time\nlet  a", "%%time\nlet a;"],
  ])("the formatter loses no code: %j", async (code, text) => {
    const { reply } = await kernel.execute(code);
    expect(reply.payload).toEqual([{ source: "set_next_input", replace: true, text }]);
  });

  it.each([
    ["%format", "It has no code."],
    ["%format\n\n", "It has no code."],
    ["%format\n%%sh\nls   -l", "%%sh takes text that is no TypeScript."],
    ["%format\n\n%sql SELECT   1", "%sql takes text that is no TypeScript."],
    ["%format %%sql t <<\nSELECT   1", "%%sql takes text that is no TypeScript."],
  ])("the formatter leaves what it cannot read as it is: %j", async (code, why) => {
    const { reply } = await kernel.execute(code);
    expect(reply).toMatchObject({ status: "error", payload: [], evalue: `The cell cannot be formatted. ${why}` });
  });

  it("show mistakes at their own line", async () => {
    const executed = await kernel.execute("%pwd\nconst n: number = 'x';");
    expect(tracebackOf(executed)).toContain("2 | const n: number = 'x';");
    const timed = await kernel.execute("%time const m: number = 'y'");
    expect(tracebackOf(timed)).toContain("1 | %time const m: number = 'y'\n                  ~");
    const unknown = await kernel.execute("%nosuch");
    expect(unknown.reply).toMatchObject({ ename: "MagicError", evalue: expect.stringContaining("%help") });
  });

  it("give tslab's display functions under tslab's name", async () => {
    const { messages } = await kernel.execute(
      'import * as tslab from "tslab"; tslab.display.html("<b>x</b>"); const d = tslab.newDisplay(); d.text("1"); d.text("2");',
    );
    const shown = messages
      .filter(({ type }) => type.includes("display"))
      .map(({ type, content }) => [type, content.data["text/html"] ?? content.data["text/plain"]]);
    expect(shown).toEqual([
      ["display_data", "<b>x</b>"],
      ["display_data", "1"],
      ["update_display_data", "2"],
    ]);
  });

  it("explain the scope of installs and refuse what is no install", async () => {
    expect((await kernel.execute("%npm run build")).reply.evalue).toContain("not supported");
    expect((await kernel.execute("%pip")).reply.evalue).toContain("not supported");
  });
});
