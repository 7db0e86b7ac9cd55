import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { TestKernel, resultOf, tracebackOf } from "../support/kernel-client.js";

describe("process.stdin", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterEach(() => (kernel.answerInput = undefined));
  afterAll(() => kernel.stop());

  const answer = (...lines: string[]): void => {
    kernel.answerInput = () => lines.shift();
  };

  const QUESTION = `import readline from "node:readline/promises"; const rl = readline.createInterface({ input: process.stdin, output: process.stdout }); `;

  it.each([
    ["one question", `${QUESTION}const a = await rl.question("q? "); rl.close(); a`, ["Ada"], "'Ada'", "q? "],
    [
      "two questions",
      `${QUESTION}const b = [await rl.question("q? "), await rl.question("r? ")]; rl.close(); b`,
      ["1", "2"],
      "[ '1', '2' ]",
      "q? r? ",
    ],
    ["a question whose reader stays open", `${QUESTION}await rl.question("q? ")`, ["Ada"], "'Ada'", "q? "],
    ["an empty answer", `${QUESTION}await rl.question("q? ")`, [""], "''", "q? "],
    [
      "the callback form",
      `import cb from "node:readline"; const old = cb.createInterface({ input: process.stdin, output: process.stdout }); const got = await new Promise((r) => old.question("q? ", r)); old.close(); got`,
      ["Ada"],
      "'Ada'",
      "q? ",
    ],
    [
      "lines of for await",
      `const lines: string[] = []; for await (const line of process.stdin) { lines.push(String(line)); if (lines.length === 2) break; } lines`,
      ["a", "b"],
      "[ 'a\\n', 'b\\n' ]",
      "",
    ],
    [
      "lines of readline",
      `import cb from "node:readline"; const read: string[] = []; for await (const line of cb.createInterface({ input: process.stdin })) { if (line === "stop") break; read.push(line); } read`,
      ["a", "b", "stop"],
      "[ 'a', 'b' ]",
      "",
    ],
    [
      "data and end",
      `let all = ""; process.stdin.on("data", (d) => { all += d; }); await new Promise((r) => process.stdin.on("end", r)); all`,
      ["a", "b", "\u0004"],
      "'a\\nb\\n'",
      "",
    ],
  ])("asks the person for %s, every time", async (_name, code, lines, expected, printed) => {
    for (let times = 0; times < 2; times += 1) {
      answer(...lines);
      const asked = kernel.questions.length;
      const executed = await kernel.execute(code);
      expect(resultOf(executed)).toBe(expected);
      expect(executed.stdout).toBe(printed);
      expect(kernel.questions.length - asked).toBe(lines.length);
    }
  });

  it("is fresh for the next cell after a reader that was closed", async () => {
    answer("Ada", "a", "\u0004");
    expect(resultOf(await kernel.execute(`${QUESTION}const name = await rl.question("q? "); rl.close(); name`))).toBe(
      "'Ada'",
    );
    const code = `let rest = ""; process.stdin.on("data", (d) => { rest += d; }); await new Promise((r) => process.stdin.on("end", r)); rest`;
    expect(resultOf(await kernel.execute(code))).toBe("'a\\n'");
  });

  it("says what to do where nothing reads what would end", async () => {
    const { reply } = await kernel.execute(`await new Promise((r) => process.stdin.on("end", r))`);
    expect(reply).toMatchObject({ status: "error", ename: "TunelabError" });
  });

  it.each([
    ["a question", `${QUESTION}await rl.question("q? ")`],
    ["for await", "for await (const line of process.stdin) console.log(line)"],
    ["a data listener", `process.stdin.on("data", () => {}); await new Promise((r) => process.stdin.on("end", r))`],
  ])("says so where nobody can answer %s", async (_name, code) => {
    const executed = await kernel.execute(code, { allow_stdin: false });
    expect(executed.reply.evalue).toContain("does not allow input");
    expect(tracebackOf(executed)).toContain("await prompt()");
    answer("Ada");
    expect(resultOf(await kernel.execute(`${QUESTION}await rl.question("q? ")`))).toBe("'Ada'");
  });

  it("is asked anew after an interrupt", async () => {
    const { id } = await kernel.send("execute_request", {
      code: `${QUESTION}await rl.question("q? ")`,
      allow_stdin: true,
    });
    const before = kernel.questions.length;
    await kernel.until(() => kernel.questions.length > before, 20_000, "a question");
    await kernel.request("interrupt_request", {}, "control");
    expect((await kernel.executed(id)).reply.ename).toBe("Interrupted");
    answer("Ada");
    expect(resultOf(await kernel.execute(`${QUESTION}await rl.question("q? ")`))).toBe("'Ada'");
  });
});
