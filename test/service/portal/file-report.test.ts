import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { jsonErrorPlace } from "../../../src/service/portal/file-report/json-error-place.js";
import { readFileReport, type ReadOptions } from "../../../src/service/portal/file-report/read-file-report.js";
import { TWELVE_LINES } from "./scripted-trainer.js";

const folder = mkdtempSync(join(tmpdir(), "tunelab-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const reportOf = (text: string | Buffer, options: Partial<ReadOptions> = {}) => {
  const path = join(folder, "file.jsonl");
  writeFileSync(path, text);
  return readFileReport(path, { forTraining: true, ...options });
};
const line = (...messages: readonly unknown[]): string => JSON.stringify({ messages });
const user = { role: "user", content: "Hi" };
const assistant = { role: "assistant", content: "Hello!" };

describe("the report on a file", () => {
  it("says what is in one that is in order", async () => {
    const report = await reportOf(TWELVE_LINES);
    expect(report).toMatchObject({
      method: "supervised",
      lines: 12,
      examples: 12,
      problemCounts: { error: 0, warning: 0 },
      problems: [],
      systemMessage: "You are terse.",
    });
    expect(report.samples).toHaveLength(12);
    expect(report.samples[3]).toEqual({
      line: 4,
      messages: [
        { role: "system", content: "You are terse." },
        { role: "user", content: "What is 3 plus 3?" },
        { role: "assistant", content: "It is 6." },
      ],
    });
    expect(report.tokens).toMatchObject({
      encoding: "o200k_base",
      counted: 12,
      assistant: { min: 5, max: 5, mean: 5, p5: 5, p95: 5, sum: 60 },
      overLimit: 0,
      limit: 2048,
    });
    const { total, billedPerEpoch } = report.tokens!;
    expect(billedPerEpoch).toBe(total.sum);
    expect(total.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(12);
  });

  it("finds every problem, with its line, its text and its place", async () => {
    const text = [
      line(user, assistant),
      '{"messages": [}',
      "",
      line(user),
      JSON.stringify({ prompt: "a", completion: "b" }),
      "[1]",
      line(user, { ...assistant, weight: 2 }),
    ].join("\n");
    const { problems, lines, examples, problemCounts } = await reportOf(text);
    expect([lines, examples]).toEqual([6, 1]);
    const errors = problems.filter(({ severity }) => severity === "error");
    expect(errors.map(({ line: at, code }) => [at, code])).toEqual([
      [2, "invalid_json"],
      [4, "example_missing_assistant_message"],
      [5, "missing_messages_list"],
      [6, "data_type"],
      [7, "invalid_weight"],
      [null, "invalid_n_examples"],
    ]);
    expect(problemCounts.error).toBe(6);
    expect(errors[0]).toMatchObject({ text: '{"messages": [}', at: 14 });
    expect(errors[5]).toMatchObject({ text: null, at: null });
  });

  it("holds against a line what this service would not train on", async () => {
    const call = { role: "assistant", content: "x", tool_calls: [{ id: "1", type: "function", function: {} }] };
    const { problems, examples } = await reportOf(line(user, call));
    expect(examples).toBe(0);
    expect(problems).toContainEqual(
      expect.objectContaining({
        line: 1,
        code: "not_trained_here",
        message: "The line has tools, for which the model that is tuned here has no place.",
      }),
    );
  });

  it("shows a long line around its place", async () => {
    const broken = `{"messages": "${"x".repeat(1000)}"],}`;
    const { problems } = await reportOf(broken);
    const { text, at } = problems[0]!;
    expect(text!.length).toBeLessThan(302);
    expect(text!.startsWith("…xxx")).toBe(true);
    expect(text![at!]).toBe("]");
  });

  it("names at most 1,000 problems and counts all", async () => {
    const { problems, problemCounts } = await reportOf('{"\n'.repeat(1500));
    expect(problems).toHaveLength(1000);
    expect(problemCounts.error).toBe(1501);
    expect(problems.filter(({ text }) => text !== null)).toHaveLength(100);
  });

  it("reads pairs of answers", async () => {
    const pair = JSON.stringify({
      input: { messages: [user] },
      preferred_output: [{ role: "assistant", content: "Good." }],
      non_preferred_output: [{ role: "assistant", content: "Bad." }],
    });
    const report = await reportOf(pair);
    expect(report).toMatchObject({
      method: "dpo",
      examples: 1,
      samples: [{ line: 1, messages: [user], preferred: "Good.", nonPreferred: "Bad." }],
    });
    expect((await reportOf(pair, { method: "supervised" })).problems[0]).toMatchObject({
      code: "missing_messages_list",
    });
  });

  it("counts every n-th example of a large file, and says how many", async () => {
    const report = await reportOf(TWELVE_LINES, { countedBytes: Math.ceil(TWELVE_LINES.length / 3) });
    expect(report.tokens?.counted).toBe(4);
    expect(report.tokens!.billedPerEpoch).toBe(report.tokens!.total.sum * 3);
  });

  it("says how many examples are cut in training", async () => {
    const long = line(user, { role: "assistant", content: "word ".repeat(2100) });
    expect((await reportOf(long)).tokens?.overLimit).toBe(1);
  });

  it("is not made of a file of another kind", async () => {
    await expect(reportOf("step,train_loss\n1,2", { forTraining: false })).rejects.toMatchObject({ code: "not_jsonl" });
  });

  it.each<readonly [string, string | Buffer, string]>([
    ["a table", 'question,answer\r\nWhat?,That.\r\nWhy?,"Because, I think."\r\n', "table_file"],
    ["a table whose head is quoted", '"question";"answer"\n"What?";"That."\n', "table_file"],
    ["a table in Windows-1252", Buffer.from("question,r\xe9ponse\nQuoi?,\xe7a\n", "latin1"), "table_file"],
    ["a list over several lines", `[\n${line(user, assistant)},\n${line(user, assistant)}\n]\n`, "json_document"],
    ["a pretty-printed list", JSON.stringify([{ messages: [user, assistant] }], null, 2), "json_document"],
    ["a document of Word", Buffer.from("504b03041400060008000000210000", "hex"), "office_file"],
    ["a PDF", Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "latin1"), "binary_file"],
    ["a SQLite file", Buffer.from("SQLite format 3\0\x10\0"), "binary_file"],
    ["prose", "Hello, world.\nThis is a text, and no JSON.\n", "text_file"],
    ["one line of prose", "Hello, world.", "text_file"],
  ])("says of %s what it is, and nothing of its lines", async (_, content, code) => {
    const { problems, problemCounts, examples } = await reportOf(content);
    expect(problems).toEqual([
      { line: null, severity: "error", code, message: expect.any(String) as string, text: null, at: null },
    ]);
    expect(problemCounts).toEqual({ error: 1, warning: 0 });
    expect(examples).toBeLessThan(2);
  });

  it.each<readonly [string, string | Buffer, number]>([
    ["a remark before the first line", `# my examples, the best\n${TWELVE_LINES}`, 1],
    ["the first example printed over two lines", `{\n"messages": []}\n${TWELVE_LINES}`, 2],
    ["a broken line alone", '{"messages": [', 1],
    ["a list of messages a line", JSON.stringify([user, assistant]), 1],
    ["text in UTF-16", Buffer.from("\uFEFF{}\n", "utf16le"), 1],
  ])("goes through the lines of JSON lines with %s", async (_, content, wrong) => {
    const { problems } = await reportOf(content);
    const errors = problems.filter(({ severity, line: at }) => severity === "error" && at !== null);
    expect(new Set(errors.map(({ line: at }) => at)).size).toBe(wrong);
  });

  it("is made of an empty file", async () => {
    expect(await reportOf("")).toMatchObject({ lines: 0, examples: 0, tokens: null, samples: [], systemMessage: null });
  });
});

describe("the place of a JSON error", () => {
  it.each([
    ['{"a": 1,}', 8],
    ['{"a" 1}', 5],
    ['{"a": tru}', 9],
    ['{"a": "b', 8],
    ['{"a": [1, 2}', 11],
    ["{'a': 1}", 1],
  ])("%s is at %i", (text, place) => {
    let message = "";
    try {
      JSON.parse(text);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(jsonErrorPlace(text, message), message).toBe(place);
  });

  it("is unknown where the message does not tell", () => {
    expect(jsonErrorPlace("{}", "something else")).toBeUndefined();
  });
});
