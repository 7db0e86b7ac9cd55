import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, typesOf } from "../support/kernel-client.js";

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await TestKernel.start();
});
afterAll(() => kernel.stop());

describe("output", () => {
  it("keeps the order between stdout and stderr of JavaScript", async () => {
    const { messages } = await kernel.execute(
      "for (let i = 0; i < 3; i++) { console.log('out', i); console.error('err', i); }",
    );
    const streams = messages
      .filter(({ type }) => type === "stream")
      .map(({ content }) => `${content.name}: ${content.text}`);
    expect(streams).toEqual([
      "stdout: out 0\n",
      "stderr: err 0\n",
      "stdout: out 1\n",
      "stderr: err 1\n",
      "stdout: out 2\n",
      "stderr: err 2\n",
    ]);
  });

  it("brings 10,000 lines whole, in few messages, before idle", async () => {
    const { stdout, messages } = await kernel.execute("for (let i = 0; i < 10_000; i++) console.log('line ' + i)");
    const lines = stdout.split("\n");
    expect(lines).toHaveLength(10_001);
    expect(lines[9_999]).toBe("line 9999");
    expect(messages.length).toBeLessThan(200);
    expect(typesOf(messages).at(-1)).toBe("idle");
  });

  it("brings a line of 5 MB whole", async () => {
    const { stdout } = await kernel.execute("console.log('é'.repeat(2_500_000) + 'end')");
    expect(stdout).toHaveLength(2_500_004);
    expect(stdout.endsWith("éend\n")).toBe(true);
  });

  it("captures child processes and native writes", async () => {
    const { stdout, stderr } = await kernel.execute(
      `import { execSync } from "node:child_process"; import fs from "node:fs";
execSync("echo from child; echo to stderr >&2", { stdio: "inherit" }); fs.writeSync(1, "native 😀\\n"); process.stdout.write("direct\\n");`,
    );
    expect(stdout).toContain("from child\n");
    expect(stdout).toContain("native 😀\n");
    expect(stdout).toContain("direct\n");
    expect(stderr).toBe("to stderr\n");
  });

  it("keeps carriage returns, colours and half characters", async () => {
    const { stdout } = await kernel.execute(
      "process.stdout.write('1%\\r2%\\r'); process.stdout.write('\\u001b[31mred\\u001b[0m'); const b = Buffer.from('😀'); process.stdout.write(b.subarray(0, 2)); process.stdout.write(b.subarray(2));",
    );
    expect(stdout).toBe("1%\r2%\r\u001b[31mred\u001b[0m😀");
  });

  it("sends late output to the cell that started it", async () => {
    const first = await kernel.send("execute_request", { code: "setTimeout(() => console.log('late'), 200); 1" });
    await kernel.executed(first.id);
    const second = await kernel.execute("await new Promise((r) => setTimeout(r, 400)); console.log('mine')");
    expect(second.stdout).toBe("mine\n");
    await kernel.until(() => kernel.messagesOf(first.id).some(({ type }) => type === "stream"), 2000, "late output");
    expect(kernel.messagesOf(first.id).find(({ type }) => type === "stream")?.content.text).toBe("late\n");
  });

  it("keeps the order of displays among prints", async () => {
    const { messages } = await kernel.execute(
      "console.log('a'); display('x'); console.log('b'); clearOutput({ wait: true }); console.log('c')",
    );
    expect(typesOf(messages)).toEqual([
      "busy",
      "execute_input",
      "stream",
      "display_data",
      "stream",
      "clear_output",
      "stream",
      "idle",
    ]);
  });

  it("updates a display from a later cell", async () => {
    const { messages } = await kernel.execute("display('first', { displayId: 'd1' })");
    expect(messages.find(({ type }) => type === "display_data")?.content.transient).toEqual({ display_id: "d1" });
    const later = await kernel.execute("display('second', { displayId: 'd1', update: true })");
    expect(later.messages.find(({ type }) => type === "update_display_data")?.content).toMatchObject({
      data: { "text/plain": "'second'" },
      transient: { display_id: "d1" },
    });
  });

  it("waits for a display that is made asynchronously, even if nobody awaits it", async () => {
    const { messages } = await kernel.execute(
      "display({ [Symbol.for('Jupyter.display')]: async () => { await new Promise((r) => setTimeout(r, 100)); return { 'text/html': '<i>late</i>' }; } }); undefined",
    );
    expect(messages.find(({ type }) => type === "display_data")?.content.data["text/html"]).toBe("<i>late</i>");
  });
});

describe("questions to the person", () => {
  it("come after the output before them, and bring Unicode and empty answers", async () => {
    const asked: [string, boolean][] = [];
    kernel.answerInput = ({ content }) => {
      asked.push([content.prompt as string, content.password as boolean]);
      return content.password === true ? "" : "Zoë 😀";
    };
    const { stdout } = await kernel.execute(
      "const name = await prompt('Name? '); const key = await promptSecret('Key? '); console.log([name, key])",
    );
    expect(asked).toEqual([
      ["Name? ", false],
      ["Key? ", true],
    ]);
    expect(stdout).toBe("[ 'Zoë 😀', '' ]\n");
  });

  it("are asked one at a time", async () => {
    let count = 0;
    kernel.answerInput = ({ content }) => `${content.prompt as string}${++count}`;
    const { stdout } = await kernel.execute("console.log(await Promise.all([prompt('a'), prompt('b')]))");
    expect(stdout).toBe("[ 'a1', 'b2' ]\n");
  });

  it("are a clear error where nobody answers", async () => {
    const { reply } = await kernel.execute("await prompt('Name?')", { allow_stdin: false });
    expect(reply).toMatchObject({ status: "error", ename: "TunelabError" });
    expect(reply.evalue).toContain('Nobody can answer "Name?"');
  });
});
