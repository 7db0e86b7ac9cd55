import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DebugClient } from "../support/debug-client.js";
import { TestKernel, resultOf } from "../support/kernel-client.js";

describe("what the debugger shows of values", () => {
  let kernel: TestKernel;
  let debug: DebugClient;
  const secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
  beforeAll(async () => {
    kernel = await TestKernel.start({ env: { LAB_API_KEY: secret } });
    debug = new DebugClient(kernel);
    await debug.start();
  }, 60_000);
  afterAll(() => kernel?.stop());

  /** Runs a cell, then the notebook's variables. */
  const after = async (code: string): Promise<Map<string, { value: string; variablesReference: number }>> => {
    const { reply } = await kernel.execute(code);
    expect(reply.status, JSON.stringify(reply)).toBe("ok");
    const { variables } = await debug.request("inspectVariables");
    return new Map(variables.map((one: { name: string }) => [one.name, one]));
  };
  const partsOf = async (reference: number): Promise<string[]> =>
    (await debug.variables(reference)).map(({ name, value }) => `${name}: ${value}`);

  it.each([
    ["const v1 = 'a\"b'", "v1", '"a\\"b"'],
    ["const v2 = -0", "v2", "-0"],
    ["const v3 = 10n", "v3", "10n"],
    ["let v4: undefined", "v4", "undefined"],
    ["const v5 = null", "v5", "null"],
    ["const v6 = Symbol('s')", "v6", "Symbol(s)"],
    ["const v7 = [1, , 'x', { a: 1 }, []]", "v7", '[1, "x", {…}, [], 1 empty]'],
    ["const v8 = new Map<unknown, number>([['a', 1], [{ k: 1 }, 2]])", "v8", 'Map(2) {"a" => 1, {…} => 2}'],
    ["const v9 = new Set([1, 2])", "v9", "Set(2) {1, 2}"],
    ["const v10 = new Date(0)", "v10", "1970-01-01T00:00:00.000Z"],
    ["const v11 = new Date(NaN)", "v11", "Invalid Date"],
    ["const v12 = /a+/g", "v12", "/a+/g"],
    ["const v13 = new RangeError('too\\nfar')", "v13", "RangeError: too\\nfar"],
    ["const v14 = new Float32Array([1, 2])", "v14", "Float32Array(2) [1, 2]"],
    ["class V15 { x = 1 }; const v15 = new V15()", "v15", "V15 {x: 1}"],
    ["class V16 {}", "V16", "class V16"],
    ["const v17 = (a: number) => a", "v17", "ƒ v17"],
    ["const v18 = Promise.resolve(4)", "v18", "Promise { 4 }"],
    ["const v19 = { get now(): number { throw new Error('ran') } }", "v19", "{now: (getter)}"],
    ["const v20: Record<string, unknown> = { a: 1 }; v20.self = v20", "v20", "{a: 1, self: {…}}"],
    ["const v21 = Object.create(null) as object", "v21", "{}"],
    ["const v22 = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "v22", "[1, 2, 3, 4, 5, 6, 7, 8, … 2 more]"],
  ])("of %s", async (code, name, value) => {
    expect((await after(code)).get(name)?.value).toBe(value);
  });

  it("runs no getter, no trap and no toString, and names what is behind them", async () => {
    const code = `const touched: string[] = [];
const trap = new Proxy({ a: 1 }, { get: () => { touched.push("get"); return 1; }, ownKeys: () => { touched.push("ownKeys"); return []; } });
const holder = { trap, get bad(): number { touched.push("getter"); return 1; }, toString() { touched.push("toString"); return ""; }, toJSON() { touched.push("toJSON"); } };`;
    const variables = await after(code);
    expect(variables.get("trap")?.value).toContain("Proxy");
    expect(await partsOf(variables.get("holder")!.variablesReference)).toEqual([
      expect.stringContaining("trap: Proxy"),
      "bad: (getter)",
      "toString: ƒ toString",
      "toJSON: ƒ toJSON",
    ]);
    expect((await after("touched.length")).get("touched")?.value).toBe("[]");
  });

  it("follows a circle as far as one asks", async () => {
    let reference = (await after("const ring: { next?: unknown } = {}; ring.next = ring")).get(
      "ring",
    )!.variablesReference;
    for (let step = 0; step < 5; step += 1) {
      const [next] = await debug.variables(reference);
      expect(next).toMatchObject({ name: "next", value: "{next: {…}}" });
      reference = next!.variablesReference as number;
    }
  });

  it("cuts a long and a huge text and says how long they are", async () => {
    const names = await after("const huge = 'x'.repeat(50_000_000), long = 'x'.repeat(5_000), short = 'x'.repeat(400)");
    for (const name of ["huge", "long"]) {
      expect(names.get(name)!.value.length).toBeLessThan(600);
      expect(names.get(name)!.value).toMatch(/^"xxx/);
    }
    expect(names.get("huge")!.value).toMatch(/… \(50,000,000 characters\)$/);
    expect(names.get("long")!.value).toMatch(/x… \(5,000 characters\)$/);
    expect(names.get("short")!.value).toMatch(/x"$/);
  });

  it("shows a list of a million in pages of a hundred", async () => {
    const list = (await after("const million = Array.from({ length: 1_000_000 }, (_, at) => at)")).get("million")!;
    expect(list.value).toBe("[0, 1, 2, 3, 4, 5, 6, 7, … 999,992 more]");
    const pages = await debug.variables(list.variablesReference);
    expect(pages.length).toBe(100);
    expect(pages[99]).toMatchObject({ name: "[990000 … 999999]" });
    const tens = await debug.variables(pages[99]!.variablesReference as number);
    expect(tens.map(({ name }) => name).slice(-1)).toEqual(["[999900 … 999999]"]);
    const last = await debug.variables(tens.at(-1)!.variablesReference as number);
    expect(last.length).toBe(100);
    expect(last.at(-1)).toMatchObject({ name: "999999", value: "999999" });
    const { variables } = await debug.request("variables", {
      variablesReference: tens.at(-1)!.variablesReference,
      start: 2,
      count: 2,
    });
    expect(variables.map(({ name }: { name: string }) => name)).toEqual(["999902", "999903"]);
  });

  it("shows a map, an object and a sparse list of very many in pages too", async () => {
    const variables =
      await after(`const manyKeys = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => ["k" + at, at]));
const manyEntries = new Map(Object.entries(manyKeys));
const sparse: number[] = new Array(3_000_000_000); sparse[7] = 1;`);
    for (const name of ["manyKeys", "manyEntries"]) {
      const pages = await debug.variables(variables.get(name)!.variablesReference);
      expect(pages.map((page) => page.name as string).slice(0, 2)).toEqual(["[0 … 9999]", "[10000 … 19999]"]);
      const inner = await debug.variables(pages[1]!.variablesReference as number);
      const [first] = await debug.variables(inner[0]!.variablesReference as number);
      expect(first).toMatchObject({ name: name === "manyKeys" ? "k10000" : '"k10000"', value: "10000" });
    }
    expect((await debug.variables(variables.get("sparse")!.variablesReference)).length).toBeLessThanOrEqual(100);
  });

  it("shows private members of a class", async () => {
    const { variablesReference } = (
      await after(
        "class Account { #balance = 5; #owner = { name: 'Ada' }; open = true }\nconst account = new Account();",
      )
    ).get("account")!;
    expect(await partsOf(variablesReference)).toEqual(["open: true", "#balance: 5", '#owner: {name: "Ada"}']);
  });

  it("shows no secret: not by name, not by value, not by shape, and not half of one that is cut", async () => {
    const shaped = `sk-proj-${"Ab3".repeat(40)}`;
    const variables = await after(
      `const apiKey = "abcdef123456"; const copied = { note: process.env.LAB_API_KEY };
const shaped = ["${shaped}"]; const behind = "${"y".repeat(480)}" + process.env.LAB_API_KEY; const inside = { password: "hunter22x" };`,
    );
    const all = JSON.stringify([...variables.values()]);
    for (const text of ["abcdef123456", secret, secret.slice(0, 16), shaped.slice(0, 30), "hunter22x"]) {
      expect(all).not.toContain(text);
    }
    expect(variables.get("apiKey")?.value).toContain("[redacted]");
    expect(await partsOf(variables.get("inside")!.variablesReference)).toEqual([expect.stringContaining("[redacted]")]);
    expect(JSON.stringify(await debug.request("evaluate", { expression: "process.env.LAB_API_KEY" }))).not.toContain(
      secret,
    );
    expect(
      JSON.stringify(await debug.ask("evaluate", { expression: "(() => { throw new Error('no ' + copied.note) })()" })),
    ).not.toContain(secret);
    const rich = await debug.request("richInspectVariables", { variableName: "copied" });
    expect(JSON.stringify(rich)).not.toContain(secret);
  });

  it("makes the bundle of a variable: a DataFrame as a table, a display of one's own, one that is made later", async () => {
    await after(`class Badge { [Symbol.for("Jupyter.display")]() { return { "text/html": "<b>badge</b>", "text/plain": "badge" } } }
class Slow { async [Symbol.for("Jupyter.display")]() { return { "text/plain": "slow one" } } }
const badge = new Badge(); const slow = new Slow();
import * as dfd from "danfojs-node"; const frame = new dfd.DataFrame([{ a: 1, b: "x" }]);`);
    const rich = async (variableName: string): Promise<unknown> =>
      (await debug.request("richInspectVariables", { variableName })).data;
    expect(await rich("badge")).toEqual({ "text/html": "<b>badge</b>", "text/plain": "badge" });
    expect(await rich("slow")).toEqual({ "text/plain": "slow one" });
    expect(await rich("frame")).toMatchObject({ "text/html": expect.stringContaining("<table") });
    expect(await debug.ask("richInspectVariables", { variableName: "nobody" })).toMatchObject({
      success: false,
      message: "ReferenceError: nobody is not defined",
    });
  }, 60_000);

  it("evaluates TypeScript, expressions and statements, over the notebook's names", async () => {
    await after("let total = 5; const word = { text: 'hi' } as { text?: string };");
    const evaluate = async (expression: string): Promise<string> =>
      (await debug.request("evaluate", { expression })).result;
    expect(await evaluate("total * 2")).toBe("10");
    expect(await evaluate("(total as number) + 1")).toBe("6");
    expect(await evaluate("word!.text as string")).toBe('"hi"');
    expect(await evaluate("const a: number = 3; a + total")).toBe("8");
    expect(await evaluate("{ text: total }")).toBe("{text: 5}");
    await debug.request("evaluate", { expression: "total = 50" });
    expect(resultOf(await kernel.execute("total"))).toBe("50");
    expect(await debug.ask("evaluate", { expression: "total +" })).toMatchObject({
      success: false,
      message: expect.stringContaining("SyntaxError"),
    });
    expect(resultOf(await kernel.execute("typeof (globalThis as any).total"))).toBe("'undefined'");
  });

  it("ends an expression that never ends", async () => {
    expect(await debug.ask("evaluate", { expression: "(() => { for (;;); })()" })).toMatchObject({ success: false });
    expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");
  }, 60_000);
});
