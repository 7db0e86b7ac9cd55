import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, resultOf, tracebackOf, typesOf } from "../support/kernel-client.js";

describe("cells", () => {
  let kernel: TestKernel;
  let folder: string;
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "tunelab-cells-")));
    kernel = await TestKernel.start({ directory: folder });
  });
  afterAll(async () => {
    await kernel.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ["0", "0"],
    ["''", "''"],
    ["false", "false"],
    ["null", "null"],
    ["0n", "0n"],
    ["NaN", "NaN"],
    ["undefined", undefined],
    ["const quiet = 1", undefined],
    ["await Promise.resolve([1])", "[ 1 ]"],
    ["for await (const x of [1, 2]) console.log(x)", undefined],
    ["'😀'.length", "2"],
    ["function* two() { yield 1; yield 2 }\n[...two()]", "[ 1, 2 ]"],
    [
      "const log: string[] = [];\nfunction logged<T>(method: T, { name }: ClassMethodDecoratorContext) { log.push(String(name)); return method }\nclass Robot { @logged walk() {} }\nlog",
      "[ 'walk' ]",
    ],
  ])("shows the result of %s as %s", async (code, expected) => {
    expect(resultOf(await kernel.execute(code))).toBe(expected);
  });

  it("redeclares const, let, class, function and interface across cells", async () => {
    await kernel.execute("const a = 1; let b = 'x'; class C { n = 1 } function f() { return 1 } interface I { a: 1 }");
    const again = await kernel.execute(
      "const a = 'one'; const b = 2; class C { m = 2 } function f() { return 'f' } interface I { b: string }\nconst i: I = { b: 'b' }; [a, b, new C().m, f(), i.b]",
    );
    expect(resultOf(again)).toBe("[ 'one', 2, 2, 'f', 'b' ]");
    expect(resultOf(await kernel.execute("let a = 1; a += 1; a"))).toBe("2");
    expect(resultOf(await kernel.execute("function a() { return 'a function' } a()"))).toBe("'a function'");
  });

  it("stops a cell with a type error before anything of it runs", async () => {
    const executed = await kernel.execute("console.log('ran');\nconst n: number = 'text';");
    expect(executed.reply).toMatchObject({ status: "error", ename: "TypeScriptError" });
    expect(executed.reply.evalue).toContain("TS2322");
    expect(executed.stdout).toBe("");
    expect(tracebackOf(executed)).toContain("  2 | const n: number = 'text';");
    expect(typesOf(executed.messages)).toEqual(["busy", "execute_input", "error", "idle"]);
  });

  it("sends a syntax error as an error message", async () => {
    const executed = await kernel.execute("const = 1");
    expect(executed.reply.ename).toBe("TypeScriptError");
    expect(typesOf(executed.messages)).toContain("error");
  });

  it("shows the cell and line as typed, with the source line, and no frame of the kernel", async () => {
    await kernel.execute(
      "interface Row { readonly name: string }\n\nfunction parse(row: Row): never {\n  throw new RangeError(`bad ${row.name}`);\n}",
    );
    const label = (await kernel.execute("1")).reply.execution_count as number;
    const executed = await kernel.execute("const input = { name: 'x' };\nparse(input);");
    const traceback = tracebackOf(executed);
    expect(executed.reply).toMatchObject({ ename: "RangeError", evalue: "bad x" });
    expect(traceback).toContain(`at parse (Cell ${label - 1}:4:9)`);
    expect(traceback).toContain("4 |   throw new RangeError(`bad ${row.name}`);");
    expect(traceback).toMatch(new RegExp(`at Cell ${label + 1}:2:\\d`));
    expect(traceback).toContain("2 | parse(input);");
    expect(traceback).not.toMatch(/dist\/kernel|node:/);
  });

  it.each([
    ["let notCallable: any = 3; notCallable()", "notCallable is not a function"],
    ["notCallable`text`", "notCallable is not a function"],
    ["new notCallable()", "notCallable is not a constructor"],
    ["const holder: any = {}; holder.missing()", "holder.missing is not a function"],
    ["const $cell = 1; notCallable()", "notCallable is not a function"],
  ])("names things as typed in the error of %s", async (code, evalue) => {
    await kernel.execute("let notCallable: any = 3;");
    const executed = await kernel.execute(code);
    expect(executed.reply).toMatchObject({ status: "error", ename: "TypeError", evalue });
    expect(tracebackOf(executed)).toContain(`: ${evalue}\n`);
    expect(tracebackOf(executed)).not.toContain("$cell.scope");
  });

  it.each([
    ["try { notCallable() } catch (e) { console.log(e.message) }", "notCallable is not a function"],
    [
      "try { holder.missing() } catch ({ name, message }) { console.log(name, message) }",
      "TypeError holder.missing is not a function",
    ],
    [
      "try { const { part } = nothing } catch (e) { console.log(String(e)) }",
      "TypeError: Cannot destructure property 'part' of 'nothing' as it is undefined.",
    ],
    [
      "const later = async () => { try { await new notCallable() } catch (e) { return e.message } }; console.log(await later())",
      "notCallable is not a constructor",
    ],
    ["try { throw 'text' } catch (e) { console.log(e) }", "text"],
    ["try { throw Object.freeze(new Error('frozen')) } catch (e) { console.log(e.message) }", "frozen"],
  ])("names things as typed in a catch of the cell's own: %s", async (code, printed) => {
    await kernel.execute("let notCallable: any = 3; const holder: any = {}, nothing: any = undefined;");
    expect((await kernel.execute(code)).stdout).toBe(`${printed}\n`);
  });

  it("shows no frame of the library in an error of the library, nor of what it puts around node:fs", async () => {
    const executed = await kernel.execute(
      'import { readChatDataset } from "tunelab";\nconst load = () => readChatDataset("missing.jsonl");\nawait load();',
    );
    const traceback = tracebackOf(executed);
    expect(executed.reply).toMatchObject({ ename: "TunelabError", evalue: "The file missing.jsonl cannot be read." });
    expect(traceback).toContain("3 | await load();");
    expect(traceback).toContain("What to do: Check the name");
    expect(traceback).not.toContain("dist/");
    const read = await kernel.execute('import { readFileSync } from "node:fs";\nreadFileSync("missing.txt");');
    expect(tracebackOf(read)).toMatch(/ENOENT[^]*2 \| readFileSync/);
    expect(tracebackOf(read)).not.toContain("dist/");
  });

  it("names an error by its class where the class left the name at Error", async () => {
    const { reply } = await kernel.execute("class QuotaError extends Error {}\nthrow new QuotaError('used up');");
    expect(reply).toMatchObject({ ename: "QuotaError", evalue: "used up" });
  });

  it("maps a stack that the cell prints itself", async () => {
    const { stdout, reply } = await kernel.execute("type T = 1;\nconst e = new Error('here');\nconsole.log(e.stack);");
    expect(stdout).toBe(`Error: here\n    at Cell ${reply.execution_count}:2:11\n`);
  });

  it("shows causes and the parts of an AggregateError", async () => {
    const cause = await kernel.execute(
      "throw new Error('outer', { cause: new TypeError('inner', { cause: 'root' }) })",
    );
    expect(tracebackOf(cause)).toMatch(/Error: outer[^]*Caused by: TypeError: inner[^]*Caused by: 'root'/);
    const all = await kernel.execute("throw new AggregateError([new Error('one'), 2], 'both failed')");
    expect(tracebackOf(all)).toMatch(
      /AggregateError: both failed[^]*\[error 1 of 2\]: Error: one[^]*\[error 2 of 2\]: 2/,
    );
    const circular = await kernel.execute("const loop = new Error('loop'); loop.cause = loop; throw loop");
    expect(tracebackOf(circular)).toContain("an error that is shown above");
  });

  it.each([
    ["throw 'text'", "text"],
    ["throw null", "null"],
    ["throw undefined", "undefined"],
    ["throw { code: 7 }", "{ code: 7 }"],
    ["await Promise.reject(5)", "5"],
  ])("explains what %s threw", async (code, evalue) => {
    expect((await kernel.execute(code)).reply).toMatchObject({ status: "error", ename: "Uncaught", evalue });
  });

  it("survives a thrown value that cannot be described", async () => {
    const { reply } = await kernel.execute(
      "throw new Proxy({}, { get() { throw new Error('trap') }, has() { throw new Error('trap') } })",
    );
    expect(reply.status).toBe("error");
    expect(resultOf(await kernel.execute("'alive'"))).toBe("'alive'");
  });

  it("shows the hint of an error that carries one", async () => {
    const executed = await kernel.execute('await import("no-such-package-at-all" as string)');
    expect(executed.reply.evalue).toContain("no-such-package-at-all");
    expect(tracebackOf(executed)).toContain("%npm install no-such-package-at-all");
  });

  it("reports a rejection that nobody awaited in the cell that made it, and lives on", async () => {
    const { reply, stderr } = await kernel.execute("void Promise.reject(new Error('forgotten')); 1");
    expect(reply.status).toBe("ok");
    expect(stderr).toContain("forgotten");
    const thrown = await kernel.send("execute_request", {
      code: "setTimeout(() => { throw new Error('in a timer') }, 150); 2",
    });
    await kernel.executed(thrown.id);
    await kernel.execute("await new Promise((r) => setTimeout(r, 400))");
    const late = kernel.messagesOf(thrown.id).find(({ type }) => type === "stream");
    expect(late?.content).toMatchObject({ name: "stderr", text: expect.stringContaining("in a timer") });
    expect(resultOf(await kernel.execute("'alive'"))).toBe("'alive'");
  });

  it("imports Node's modules, packages of tunelab, tunelab itself, and JSON from any folder", async () => {
    writeFileSync(join(folder, "data.json"), '\uFEFF{"rows": [1, 2]}');
    expect(resultOf(await kernel.execute('import { join } from "node:path"; join("a", "b")'))).toBe("'a/b'");
    expect(resultOf(await kernel.execute('import OpenAI from "openai"; typeof OpenAI'))).toBe("'function'");
    expect(
      resultOf(
        await kernel.execute(
          'import { TunelabError } from "tunelab"; new TunelabError("m", { code: "c", hint: "h" }).code',
        ),
      ),
    ).toBe("'c'");
    expect(resultOf(await kernel.execute('import data from "./data.json" with { type: "json" }; data.rows'))).toBe(
      "[ 1, 2 ]",
    );
    expect(resultOf(await kernel.execute('import plain from "./data.json"; plain.rows[1]'))).toBe("2");
    expect(resultOf(await kernel.execute('import manifest from "tunelab/package.json"; manifest.name'))).toBe(
      "'tunelab'",
    );
    writeFileSync(join(folder, "reads-json.ts"), 'import data from "./data.json";\nexport const rows = data.rows;\n');
    writeFileSync(join(folder, "data.json"), '{"rows": [3]}');
    expect(resultOf(await kernel.execute('import { rows } from "./reads-json.ts"; rows'))).toBe("[ 3 ]");
    writeFileSync(join(folder, "broken.json"), '{"rows": [1,');
    expect(tracebackOf(await kernel.execute('await import("./broken.json")'))).toContain(
      `This is not valid JSON: Unexpected end of JSON input. (${join(folder, "broken.json")}:1:13)`,
    );
    expect(resultOf(await kernel.execute('(await import("node:os")).EOL.length'))).toBe("1");
    expect(resultOf(await kernel.execute('require("node:path").sep'))).toBe("'/'");
  });

  it("prefers a package in a nearer node_modules", async () => {
    const near = join(folder, "node_modules/zod");
    mkdirSync(near, { recursive: true });
    writeFileSync(
      join(near, "package.json"),
      '{"name":"zod","version":"0.0.1","main":"index.js","types":"index.d.ts"}',
    );
    writeFileSync(join(near, "index.js"), "exports.nearer = true;");
    writeFileSync(join(near, "index.d.ts"), "export declare const nearer: boolean;");
    expect(resultOf(await kernel.execute('import { nearer } from "zod"; nearer'))).toBe("true");
  });

  it("reads a local TypeScript file again when it, or what it imports, has changed", async () => {
    writeFileSync(join(folder, "deep.ts"), "export const deep: number = 1;\n");
    writeFileSync(
      join(folder, "helper.ts"),
      'import { deep } from "./deep.ts";\nexport function help(): number { return deep; }\n',
    );
    const code = 'import { help } from "./helper.ts"; help()';
    expect(resultOf(await kernel.execute(code))).toBe("1");
    writeFileSync(join(folder, "deep.ts"), "export const deep: number = 22;\n");
    expect(resultOf(await kernel.execute(code))).toBe("22");
    writeFileSync(
      join(folder, "helper.ts"),
      "type N = number;\n\nexport function help(): N {\n  throw new Error('in the file');\n}\n",
    );
    expect(tracebackOf(await kernel.execute(code))).toContain(`at help (${join(folder, "helper.ts")}:4:9)`);
  });

  it("is not harmed by a cell that replaces JSON.stringify, console or Buffer", async () => {
    const fresh = await TestKernel.start();
    try {
      await fresh.execute(
        "JSON.stringify = (() => 'broken') as any; JSON.parse = (() => 5) as any; (globalThis as any).console = undefined; (globalThis as any).setImmediate = undefined; (globalThis as any).Buffer = undefined; Promise.resolve().then(() => 1);",
      );
      expect(resultOf(await fresh.execute("2 + 3"))).toBe("5");
    } finally {
      await fresh.stop();
    }
  });
});
