import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, resultOf, tracebackOf } from "../support/kernel-client.js";

describe("cells that nobody expects", () => {
  let kernel: TestKernel;
  const folder = mkdtempSync(join(tmpdir(), "tunelab-odd-"));
  const notebook = join(folder, "lab.ipynb");
  beforeAll(async () => {
    const cells = [
      { cell_type: "markdown", source: "## A baseline" },
      { cell_type: "code", source: "const client = 1" },
    ];
    writeFileSync(notebook, JSON.stringify({ cells }));
    kernel = await TestKernel.start({ env: { JPY_SESSION_NAME: notebook } });
  });
  afterAll(async () => {
    await kernel.stop();
    rmSync(folder, { recursive: true });
  });

  it("a cell that needs what a later one declares names the heading of that one", async () => {
    const executed = await kernel.execute("client + 1");
    expect(executed.reply.ename).toBe("TypeScriptError");
    expect(tracebackOf(executed)).toContain("client is made in the cell under “A baseline”: run that cell first.");
  });

  it.each([
    ["an empty cell", ""],
    ["white space", " \n\t\r\n"],
    ["a byte order mark", "\uFEFF"],
    ["a comment", "// nothing"],
  ])("%s succeeds without a result", async (_name, code) => {
    const executed = await kernel.execute(code);
    expect(executed.reply.status).toBe("ok");
    expect(resultOf(executed)).toBe(undefined);
  });

  it("a cell of 1 MB runs, and the next one sees its names with their types", async () => {
    const rows = Array.from(
      { length: 17_500 },
      (_, at) => `{ id: ${at}, name: "row ${at} with some text that is long" }`,
    );
    const code = `const table = [${rows.join(",\n")}];\ntable.length`;
    expect(code.length).toBeGreaterThan(1_000_000);
    expect(resultOf(await kernel.execute(code))).toBe("17500");
    expect((await kernel.execute("table[0]!.nam")).reply.evalue).toContain("TS2551");
  });

  it("a cell with a byte order mark, CRLF and emoji shows its lines as typed", async () => {
    const lines = ["\uFEFFconst face = '😀';", "const wide: any = undefined;", "face + wide.x"];
    const executed = await kernel.execute(lines.join("\r\n"));
    expect(tracebackOf(executed)).toContain(`at Cell ${executed.reply.execution_count}:3:13\n      3 | face + wide.x`);
    expect(resultOf(await kernel.execute("face\r\n"))).toBe("'😀'");
  });

  it("ten interrupts in a row end one cell and leave the next alone", async () => {
    await kernel.execute("const kept = 17500");
    for (const code of ["while (true) {}", "await new Promise(() => {})"]) {
      const { id } = await kernel.send("execute_request", { code });
      await kernel.until(() => kernel.messagesOf(id).length >= 2, 20_000, "execute_input");
      const interrupts = Array.from({ length: 10 }, () => kernel.send("interrupt_request", {}, { channel: "control" }));
      for (const interrupt of interrupts) await kernel.reply((await interrupt).id);
      expect((await kernel.executed(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
      expect(resultOf(await kernel.execute("kept"))).toBe("17500");
    }
  });

  it("a query that would take hours is interrupted, and the next one answers", async () => {
    await kernel.execute("%%sql\nselect 1");
    const code = "%%sql\nselect count(*) from range(1000000) a, range(1000000000) b where (a.range * b.range) % 7 = 3";
    const { id } = await kernel.send("execute_request", { code });
    await kernel.until(() => kernel.messagesOf(id).length >= 2, 20_000, "execute_input");
    await new Promise((done) => setTimeout(done, 500));
    await kernel.request("interrupt_request", {}, "control");
    expect((await kernel.executed(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(resultOf(await kernel.execute("%%sql\nselect 41 + 1 as answer"))).toContain("42");
  });

  describe("in a fresh cell runner", () => {
    it.each([100, 400, 900])(
      "a query that is interrupted after %d ms, while its engine loads, answers, and so does the next",
      async (wait) => {
        await kernel.execute("process.exit()");
        await kernel.execute("1");
        const { id } = await kernel.send("execute_request", { code: "%%sql\nselect 1" });
        await new Promise((done) => setTimeout(done, wait));
        await kernel.request("interrupt_request", {}, "control");
        expect(["Interrupted", undefined]).toContain((await kernel.executed(id)).reply.ename);
        expect(resultOf(await kernel.execute("%%sql\nselect 41 + 1 as answer"))).toContain("42");
      },
    );

    it("a cell that is interrupted while it is checked answers at once, and declares nothing", async () => {
      const long = `const unseen = 1;\n${"Math.max(1, 2);\n".repeat(8_000)}`;
      const { id } = await kernel.send("execute_request", { code: long });
      await kernel.until(() => kernel.messagesOf(id).length >= 2, 20_000, "execute_input");
      await kernel.request("interrupt_request", {}, "control");
      expect((await kernel.executed(id)).reply).toMatchObject({
        ename: "Interrupted",
        evalue: "The cell was interrupted before it ran.",
      });
      expect((await kernel.execute("unseen")).reply.evalue).toContain("TS2304");
    });
  });

  it("two cells that ask at once are answered one after the other", async () => {
    kernel.answerInput = ({ content }) => `${content.prompt as string}!`;
    const cells = await Promise.all(
      ["one", "two"].map((name) =>
        kernel.send("execute_request", { code: `console.log(await prompt("${name}"))`, allow_stdin: true }),
      ),
    );
    expect((await kernel.executed(cells[0]!.id)).stdout).toBe("one!\n");
    expect((await kernel.executed(cells[1]!.id)).stdout).toBe("two!\n");
  });
});
