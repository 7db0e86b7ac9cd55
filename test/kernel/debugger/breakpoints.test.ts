import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DebugClient } from "../support/debug-client.js";
import { TestKernel, resultOf } from "../support/kernel-client.js";

describe("breakpoints", () => {
  let kernel: TestKernel;
  let debug: DebugClient;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    debug = new DebugClient(kernel);
  }, 60_000);
  afterAll(() => kernel?.stop());
  afterEach(async () => {
    await debug.request("disconnect");
  });

  const CLASS = `class Person {
  constructor(readonly name: string) {
  }
  greet(): string {
    return "Hi " + this.name;
  }
}
interface Named {
  name: string;
}
type Words = string[];

const ada = new Person("Ada");
ada.greet();
// the end`;
  const LITERAL = `const list = [
  1,
  2,
];
const next = (n: number) => {
  return n + 1;
};
next(list.length);`;
  const RETURN = `function half(n: number): number {
  if (n > 1) {
    const whole = Math.floor(n / 2);
    return whole;
  }
  return n;
}
half(5)`;

  it.each([
    ["on a comment move to the next line", "// one\n\nconst x = 1;\nx", 1, 3],
    ["on an empty line move to the next line", "// one\n\nconst x = 1;\nx", 2, 3],
    ["on an interface move behind it", CLASS, 8, 13],
    ["on the head of a method move into it", CLASS, 4, 5],
    ["in a method", CLASS, 5, 5],
    ["on a call", CLASS, 14, 14],
    ["behind an astral character", "const s = '😀😀'; const t = s.length;\nt", 2, 2],
    ["between Windows' line ends", "const a = 1;\r\nconst b = 2;\r\na + b", 2, 2],
    ["on a line of a list move behind it", LITERAL, 2, 5],
    ["in an arrow function", LITERAL, 6, 6],
    ["on a return of a block's own name", RETURN, 4, 4],
    ["under a magic", "%time\nconst m = 1;\nm + 1", 2, 2],
  ])(
    "%s",
    async (_name, code, wanted, line) => {
      await debug.start();
      await debug.setBreakpoints(code, [wanted]);
      const { id } = await kernel.send("execute_request", { code });
      await debug.event("stopped");
      const [top] = await debug.frames();
      expect(top!.line).toBe(line);
      expect(await debug.setBreakpoints(code, [wanted]), "the line that is drawn once the cell ran").toEqual([line]);
      await debug.setBreakpoints(code, []);
      await debug.request("continue", { threadId: 1 });
      expect((await kernel.executed(id)).reply.status).toBe("ok");
    },
    60_000,
  );

  it("on the head of a function stop when it is called, not where it is declared", async () => {
    const code = "function late(n: number) {\n  return n;\n}\nconst before = 1;\nlate(before)";
    await debug.start();
    await debug.setBreakpoints(code, [1]);
    const { id } = await kernel.send("execute_request", { code });
    expect(await debug.stopped()).toMatch(/^late:2 < Cell \d+:5$/);
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(id))).toBe("1");
  }, 60_000);

  it("behind the last line, in a cell that is empty or has a type error, stop nothing and break nothing", async () => {
    await debug.start();
    expect(await debug.setBreakpoints("", [1])).toEqual([1]);
    expect((await kernel.execute("")).reply.status).toBe("ok");
    await debug.setBreakpoints("const n: number = 'x';\nn", [1, 2]);
    expect((await kernel.execute("const n: number = 'x';\nn")).reply).toMatchObject({ status: "error" });
    await debug.setBreakpoints("1 + 1", [7]);
    expect(resultOf(await kernel.execute("1 + 1"))).toBe("2");
    await debug.setBreakpoints("type T = string;\ninterface I {}", [1]);
    expect((await kernel.execute("type T = string;\ninterface I {}")).reply.status).toBe("ok");
    expect((await debug.ask("setBreakpoints", {})).success).toBe(true);
  }, 60_000);

  it("go when they are taken away, and with the text of the cell", async () => {
    const code = "const changing = 1;\nchanging";
    await debug.start();
    await debug.setBreakpoints(code, [2]);
    expect(resultOf(await kernel.execute("const changing = 2;\nchanging"))).toBe("2");
    await debug.setBreakpoints(code, []);
    expect(resultOf(await kernel.execute(code))).toBe("1");
  }, 60_000);

  it("in a cell that ran before the debugger was turned on stop in its functions", async () => {
    const code = "function earlier(n: number) {\n  const m = n + 1;\n  return m;\n}";
    await kernel.execute(code);
    await debug.start();
    expect(await debug.setBreakpoints(code, [2])).toEqual([2]);
    const { id } = await kernel.send("execute_request", { code: "earlier(4)" });
    expect(await debug.stopped()).toMatch(/^earlier:2 < Cell \d+:1$/);
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(id))).toBe("5");
  }, 60_000);

  const loopOf = (turns: number): string => `let sum = 0;
const limit = 9_000;
for (let turn = 0; turn < ${turns}; turn += 1) {
  sum += turn;
}
sum`;

  it("with a condition stop where it holds, nine thousand turns on", async () => {
    const code = loopOf(10_000);
    await debug.start();
    await debug.setBreakpoints(code, [{ line: 4, condition: "turn === limit" }]);
    const first = await kernel.send("execute_request", { code });
    await debug.event("stopped");
    expect((await debug.scopes()).Block).toEqual(["turn: 9000"]);
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(first.id))).toBe("49995000");
  }, 60_000);

  it("with a count or a message stop where they say, and a condition that fails stops nowhere", async () => {
    const code = loopOf(1_000);
    await debug.start();
    await debug.setBreakpoints(code, [{ line: 4, hitCondition: "100" }]);
    const second = await kernel.send("execute_request", { code });
    await debug.event("stopped");
    expect((await debug.scopes()).Block).toEqual(["turn: 99"]);
    await debug.request("continue", { threadId: 1 });
    await kernel.executed(second.id);

    await debug.setBreakpoints(code, [
      { line: 4, condition: "turn % 500 === 0", logMessage: "turn {turn} of {limit}" },
    ]);
    const third = await kernel.execute(code);
    expect(third.stdout).toBe("turn 0 of 9000\nturn 500 of 9000\n");

    await debug.setBreakpoints(code, [{ line: 4, condition: "nobody.knows" }]);
    expect(resultOf(await kernel.execute(code))).toBe("499500");
  }, 60_000);

  it("in a local file stop before it was ever loaded and after, and show its code", async () => {
    const path = join(kernel.directory, "helper.ts");
    const source = `interface Size { n: number }

export function half(size: Size): number {
  const result: number = size.n / 2;
  return result;
}
export const loaded: string = "yes";
`;
    writeFileSync(path, source);
    await debug.start();
    const { breakpoints } = await debug.request("setBreakpoints", {
      source: { path },
      breakpoints: [{ line: 4 }, { line: 7 }],
    });
    expect(breakpoints.map(({ verified }: { verified: boolean }) => verified)).toEqual([true, true]);
    const { id } = await kernel.send("execute_request", { code: 'import { half } from "./helper";\nhalf({ n: 8 })' });
    expect(await debug.stopped()).toBe("helper.ts:7");
    expect(await debug.go("continue")).toMatch(/^half:4 < Cell \d+:2$/);
    expect((await debug.scopes()).Locals).toEqual(["size: {n: 8}", "result: undefined"]);
    const [top] = await debug.frames();
    expect(top!.source).toEqual({ name: "helper.ts", path });
    expect((await debug.request("source", { source: { path } })).content).toBe(source);
    expect(await debug.go("next")).toMatch(/^half:5 < /);
    expect(await debug.request("modules")).toEqual({
      modules: [{ id: path, name: "helper.ts", path }],
      totalModules: 1,
    });
    await debug.request("setBreakpoints", { source: { path }, breakpoints: [] });
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(id))).toBe("4");
    expect(resultOf(await kernel.execute("half({ n: 2 })"))).toBe("1");
  }, 60_000);

  it("leave a worker of a cell running", async () => {
    const code = `import { Worker } from "node:worker_threads";
const worker = new Worker("require('node:worker_threads').parentPort.on('message', (n) => require('node:worker_threads').parentPort.postMessage(n * 2))", { eval: true });
const answer = new Promise<number>((done) => worker.once("message", done));
worker.postMessage(21);
const got = await answer;
await worker.terminate();
got`;
    await debug.start();
    await debug.setBreakpoints(code, [5]);
    const { id } = await kernel.send("execute_request", { code });
    await debug.event("stopped");
    expect(await debug.go("next")).toMatch(/^Cell \d+:6$/);
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(id))).toBe("42");
  }, 60_000);
});

describe("while a cell stands still", () => {
  let kernel: TestKernel;
  let debug: DebugClient;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    debug = new DebugClient(kernel);
    await debug.start();
  }, 60_000);
  afterAll(() => kernel?.stop());

  it("a local is evaluated, changed, shown and given to the notebook, whose later cells know it and its type", async () => {
    const code = `const rate = 2;
class Meter {
  #unit = "m";
  read(length: number): string {
    let value = length * rate;
    const text = value + this.#unit;
    return text;
  }
}
new Meter().read(4)`;
    await debug.setBreakpoints(code, [6]);
    const { id } = await kernel.send("execute_request", { code });
    await debug.event("stopped");
    const [frame] = await debug.frames();
    expect(frame).toMatchObject({ name: "read", line: 6, column: 18, source: { name: "Cell 1" } });
    const frameId = frame!.id;
    expect(await debug.scopes()).toEqual({
      Locals: ["this: Meter {}", "length: 4", "value: 8", "text: undefined"],
      Notebook: ["rate: 2", "Meter: class Meter"],
    });
    const evaluate = async (expression: string): Promise<string> =>
      (await debug.request("evaluate", { expression, frameId, context: "watch" })).result;
    expect(await evaluate("value * rate")).toBe("16");
    expect(await evaluate("this.read === undefined")).toBe("false");
    expect(await evaluate("(value as number) + 1")).toBe("9");
    expect(await evaluate("const twice = value * 2; twice")).toBe("16");
    expect(await evaluate("value = 10")).toBe("10");
    const rich = await debug.request("richInspectVariables", { variableName: "value", frameId });
    expect(rich.data).toEqual({ "text/plain": "10" });
    expect(
      await debug.request("copyToGlobals", {
        srcVariableName: "value",
        dstVariableName: "copied",
        srcFrameId: frameId,
      }),
    ).toEqual({});
    expect(
      await debug.ask("copyToGlobals", { srcVariableName: "value", dstVariableName: "no name", srcFrameId: frameId }),
    ).toMatchObject({ success: false });
    await debug.setBreakpoints(code, []);
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(id))).toBe("'10m'");
    expect(resultOf(await kernel.execute("copied + 1"))).toBe("11");
    expect((await kernel.execute("copied.length")).reply.evalue).toContain("TS2339");
  }, 60_000);
});
