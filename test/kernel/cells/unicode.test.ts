import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOf } from "../../../src/core/index.js";
import { createSigner, serializeFrames } from "../../../src/kernel/wire/index.js";
import { MessageFactory } from "../../../src/kernel/messages/index.js";
import { TestKernel, resultOf, tracebackOf } from "../support/kernel-client.js";

const HALF = "'🚀'.slice(0, 1)";

// The client refuses every message that is not well-formed.
describe("what leaves the kernel", () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.stop());

  it.each([
    ['const t = "Launch 🚀 day"; console.log(t.slice(0, 8))', "Launch \uFFFD\n"],
    [`console.log("🚀".slice(1) + "x")`, "\uFFFDx\n"],
    [`console.log(Symbol("🚀".slice(0, 1)))`, "Symbol(\uFFFD)\n"],
    [`console.log("a\\\\ud83d")`, "a\\ud83d\n"],
    [`for (const unit of "a🚀b👩‍🚀c".split("")) process.stdout.write(unit)`, "a🚀b👩‍🚀c"],
    [
      `for (const unit of "🚀🛰".split("")) { process.stdout.write(unit); await new Promise((r) => setTimeout(r, 40)); }`,
      "🚀🛰",
    ],
    [`process.stdout.write(${HALF}); console.error("between"); process.stdout.write("🚀".slice(1))`, "🚀"],
    [`process.stdout.write(${HALF})`, "\uFFFD"],
    [`process.stdout.write(${HALF}); process.stdout.write("x")`, "\uFFFDx".slice(0, 2)],
    [`for (const byte of Buffer.from("é🚀")) process.stdout.write(Buffer.from([byte]))`, "é🚀"],
    [`process.stdout.write(Buffer.from("🚀").subarray(0, 3)); console.log("x")`, "\uFFFDx\n"],
    [`process.stdout.write(Buffer.from("🚀").subarray(0, 3))`, "\uFFFD"],
    [`process.stdout.write("f09f", "hex"); process.stdout.write("9a80", "hex")`, "🚀"],
    [`%%sh\nprintf '\\360\\237'`, "\uFFFD"],
    [`%%sh\nprintf '\\360\\237'; sleep 0.1; printf '\\232\\200'`, "🚀"],
  ])("is well-formed text for %s", async (code, stdout) => {
    expect((await kernel.execute(code)).stdout).toBe(stdout);
  });

  it("is not carried from a cell to the next", async () => {
    await kernel.execute(`process.stdout.write(${HALF})`);
    expect((await kernel.execute(`process.stdout.write("🚀".slice(1) + "x")`)).stdout).toBe("\uFFFDx");
  });

  it.each([
    [`throw new Error("stop " + ${HALF})`, "Error", "stop \uFFFD"],
    [`throw Object.assign(new Error("stop"), { name: "Odd" + ${HALF} })`, "Odd\uFFFD", "stop"],
    [`throw ${HALF} + "text"`, "Uncaught", "\uFFFDtext"],
  ])("is well-formed in the error of %s", async (code, ename, evalue) => {
    expect((await kernel.execute(code)).reply).toMatchObject({ ename, evalue });
  });

  it.each([
    [
      `({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>" + ${HALF} + "</b>" }) })`,
      "text/html",
      "<b>\uFFFD</b>",
    ],
    [`({ [Symbol.for("Jupyter.display")]: () => ({ "text/markdown": ${HALF} }) })`, "text/markdown", "\uFFFD"],
    [
      `({ [Symbol.for("Jupyter.display")]: () => ({ "application/json": { [${HALF}]: [${HALF}] } }) })`,
      "application/json",
      { "\uFFFD": ["\uFFFD"] },
    ],
  ])("is well-formed in the display of %s", async (code, mime, expected) => {
    const { messages } = await kernel.execute(code);
    expect(messages.find(({ type }) => type === "execute_result")?.content.data[mime]).toEqual(expected);
  });

  it("is well-formed in a table, a display id and a question", async () => {
    const table = await kernel.execute(
      `import { table } from "tunelab"; await display(table([{ name: ${HALF} }]), { displayId: ${HALF} })`,
    );
    expect(table.messages.find(({ type }) => type === "display_data")?.content.transient).toEqual({
      display_id: "\uFFFD",
    });
    kernel.answerInput = () => "yes";
    const asked = await kernel.execute(`await prompt("sure " + ${HALF})`);
    expect(kernel.questions.at(-1)?.content.prompt).toBe("sure \uFFFD");
    expect(resultOf(asked)).toBe("'yes'");
  });

  it("keeps emoji whole where the kernel cuts", async () => {
    const line = `const long = "${"x".repeat(185)}👩‍🚀👩‍🚀";`;
    const traceback = tracebackOf(await kernel.execute(`${line} throw new Error("m".repeat(19_999) + "👩‍🚀 and more")`));
    expect(traceback).toContain(`1 | const long = "${"x".repeat(184)}`);
    expect(traceback).toContain(`Error: ${"m".repeat(19_999)}… (14 more characters)`);
    const frame = await kernel.execute(
      `({ columnNames: () => ["a"], numRows: () => 1, numCols: () => 1, get: () => "y".repeat(199) + "👩‍🚀 z" })`,
    );
    const data = frame.messages.find(({ type }) => type === "execute_result")!.content.data;
    expect(data["text/plain"]).toContain(`${"y".repeat(199)}… (7 more)`);
    expect(data["text/html"]).toContain(`${"y".repeat(199)}… (7 more)`);
  });
});

describe("the wire", () => {
  it.each([
    ["\ud83d", "\uFFFD"],
    ["\\ud83d", "\\ud83d"],
    ["\\\ud83d", "\\\uFFFD"],
    ["\udc00\ud83d\ude80\ud83d", "\uFFFD🚀\uFFFD"],
    ['"\ud83d"\n', '"\uFFFD"\n'],
  ])("carries %j as %j", (text, expected) => {
    const message = new MessageFactory().create("stream", { [text]: { text } });
    const content = serializeFrames(message, createSigner("", "hmac-sha256"))[5]!;
    expect(JSON.parse(Buffer.from(content).toString())).toEqual({ [expected]: { text: expected } });
  });
});

describe("the start of a text", () => {
  it.each([
    ["a👩‍🚀b", 3, "a"],
    ["a👩‍🚀b", 6, "a👩‍🚀"],
    ["a🚀", 2, "a"],
    ["e\u0301x", 1, ""],
    ["e\u0301x", 2, "e\u0301"],
    ["🇩🇪🇫🇷", 6, "🇩🇪"],
    ["a\r\nb", 2, "a"],
    ["abc", 3, "abc"],
    ["abc", 0, ""],
  ])("of %j, %d units at most, is %j", (text, limit, start) => {
    expect(startOf(text, limit)).toBe(start);
  });

  it("cuts no pair in a grapheme without end", () => {
    expect(startOf("a" + "\u0301".repeat(200), 150)).toHaveLength(150);
    expect(startOf("🚀" + "\u200d🚀".repeat(200), 300)).not.toMatch(/\p{Surrogate}/u);
  });
});
