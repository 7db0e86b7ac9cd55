import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DebugClient } from "../support/debug-client.js";
import { TestKernel, resultOf } from "../support/kernel-client.js";

const SCALE = `function scale(n: number): number {
  // doubles
  const doubled = n * 2;
  return doubled;
}
const ada = { name: "Ada", age: 36 };`;

const SUM = `let total = 0;
for (const n of [1, 2]) {
  total += scale(n);
}
await new Promise((done) => setTimeout(done, 10));
total + 1`;

describe("the debugger", () => {
  let kernel: TestKernel;
  let debug: DebugClient;
  beforeEach(async () => {
    kernel = await TestKernel.start();
    debug = new DebugClient(kernel);
  }, 60_000);
  afterEach(() => kernel?.stop());

  it("says before it is turned on how cells are named, and refuses what needs it to be on", async () => {
    expect(await debug.request("debugInfo")).toEqual({
      isStarted: false,
      hashMethod: "Murmur2",
      hashSeed: 3339675911,
      tmpFilePrefix: "/tunelab-cells/",
      tmpFileSuffix: ".ts",
      breakpoints: [],
      stoppedThreads: [],
      richRendering: true,
      exceptionPaths: ["TypeScript Exceptions"],
      copyToGlobals: true,
    });
    expect(await debug.request("dumpCell", { code: "1 + 1" })).toEqual({ sourcePath: "/tunelab-cells/2359671083.ts" });
    expect(await debug.ask("stackTrace", { threadId: 1 })).toMatchObject({
      success: false,
      message: "stackTrace: the debugger is not turned on.",
    });
    expect(await debug.ask("teleport")).toMatchObject({
      success: false,
      message: "The debugger has no request teleport.",
    });
  });

  it("stops in a function of an earlier cell, shows its variables, and steps line by line, over an await too", async () => {
    await debug.start();
    expect(await debug.event("initialized")).toEqual({});
    await debug.setBreakpoints(SCALE, [2]);
    await kernel.execute(SCALE);
    expect(await debug.setBreakpoints(SCALE, [2]), "a comment's line moves to the next").toEqual([3]);
    const { id } = await kernel.send("execute_request", { code: SUM });
    expect(await debug.event("stopped")).toEqual({ reason: "breakpoint", threadId: 1, allThreadsStopped: true });
    expect(await debug.place()).toBe("scale:3 < Cell 2:3");
    const notebook = [`scale: ƒ scale`, `ada: {name: "Ada", age: 36}`, "total: 0"];
    expect(await debug.scopes(0)).toEqual({ Locals: ["n: 1", "doubled: undefined"], Notebook: notebook });
    expect(await debug.scopes(1)).toEqual({ Notebook: notebook, Block: ["n: 1"] });
    expect(await debug.go("next")).toBe("scale:4 < Cell 2:3");
    expect((await debug.scopes(0)).Locals).toEqual(["n: 1", "doubled: 2"]);
    expect(await debug.go("next")).toBe("Cell 2:2");
    expect(await debug.go("continue")).toBe("scale:3 < Cell 2:3");
    expect(await debug.go("stepOut")).toBe("Cell 2:2");
    expect(await debug.go("next")).toBe("Cell 2:5");
    expect(await debug.go("next"), "over the await").toBe("Cell 2:6");
    await debug.request("continue", { threadId: 1 });
    expect(resultOf(await kernel.executed(id))).toBe("7");
    await debug.event("continued");
  }, 60_000);

  it("is told by VS Code's client what it can, configured, and asked for threads and parts of a stack", async () => {
    const can = await debug.request("initialize", {
      clientID: "vscode",
      adapterID: "python",
      pathFormat: "path",
      linesStartAt1: true,
      columnsStartAt1: true,
      supportsVariableType: true,
      supportsVariablePaging: true,
    });
    expect(can).toEqual({
      supportsConfigurationDoneRequest: true,
      supportsModulesRequest: true,
      supportsConditionalBreakpoints: true,
      supportsHitConditionalBreakpoints: true,
      supportsLogPoints: true,
      supportsEvaluateForHovers: true,
      supportsTerminateRequest: true,
      exceptionBreakpointFilters: [
        { filter: "all", label: "All exceptions", default: false },
        { filter: "uncaught", label: "Uncaught exceptions", default: false },
      ],
    });
    expect(await debug.request("attach", { justMyCode: true })).toEqual({});
    const code = "function deep(n: number): number {\n  return n === 0 ? 0 : 1 + deep(n - 1);\n}\ndeep(500)";
    const { sourcePath } = await debug.request("dumpCell", { code });
    const { breakpoints } = await debug.request("setBreakpoints", {
      source: { name: "cell", path: sourcePath },
      lines: [2],
      breakpoints: [{ line: 2, column: 3, condition: "n === 0" }],
    });
    expect(breakpoints).toEqual([{ id: expect.any(Number), verified: true, line: 2, source: { path: sourcePath } }]);
    expect(await debug.request("configurationDone")).toEqual({});
    const { id } = await kernel.send("execute_request", { code });
    await debug.event("stopped");
    expect(await debug.request("threads")).toEqual({ threads: [{ id: 1, name: "Cells" }] });
    const { stackFrames, totalFrames } = await debug.request("stackTrace", { threadId: 1, startFrame: 1, levels: 2 });
    expect(stackFrames.map(({ id: frame, name }: { id: number; name: string }) => [frame, name])).toEqual([
      [2, "deep"],
      [3, "deep"],
    ]);
    expect(totalFrames, "of 502, as many as V8's event is read for").toBe(200);
    const { result } = await debug.request("evaluate", { expression: "n", frameId: 3, context: "hover" });
    expect(result).toBe("2");
    expect(await debug.request("terminate")).toEqual({});
    expect(resultOf(await kernel.executed(id))).toBe("500");
  }, 60_000);

  it("steps into the function that a line calls", async () => {
    await kernel.execute(SCALE);
    await debug.start();
    await debug.setBreakpoints("const six = scale(3);\nsix", [1]);
    const { id } = await kernel.send("execute_request", { code: "const six = scale(3);\nsix" });
    expect(await debug.stopped()).toMatch(/^Cell \d+:1$/);
    expect(await debug.go("stepIn")).toMatch(/^scale:3 < Cell \d+:1$/);
    expect(await debug.go("stepOut")).toMatch(/^Cell \d+:2$/);
    await debug.request("disconnect");
    expect(resultOf(await kernel.executed(id))).toBe("6");
  }, 60_000);
});
