import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY } from "../../src/core/index.js";
import {
  findSharedExamples,
  readChatDataset,
  toJsonl,
  toRows,
  validateChatExample,
  type DatasetProblem,
} from "../../src/datasets/index.js";

const DATA = resolve(import.meta.dirname, "../../notebooks/data");
const { cases } = JSON.parse(
  readFileSync(new URL("../fixtures/tokens/finetune_stats.json", import.meta.url), "utf8"),
) as { cases: { name: string; dataset: unknown[]; errors: Record<string, number> }[] };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-chat-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(content: string): Promise<string> {
  const path = join(folder, "data.jsonl");
  await writeFile(path, content);
  return path;
}

const example = (user: string, answer = "Yes."): { messages: { role: string; content: string }[] } => ({
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: user },
    { role: "assistant", content: answer },
  ],
});
const examples = (count: number): unknown[] =>
  Array.from({ length: count }, (_, index) => example(`Question ${index}?`));
const codes = (problems: readonly DatasetProblem[]): string[] => problems.map(({ code }) => code);

describe("the cookbook's checks", () => {
  it.each(cases.filter(({ name }) => name.startsWith("format_errors")))(
    "count in $name what the cookbook counts",
    ({ dataset, errors }) => {
      const found: Record<string, number> = {};
      for (const entry of dataset) {
        for (const { code } of validateChatExample(entry, { mode: "cookbook" })) found[code] = (found[code] ?? 0) + 1;
      }
      expect(found).toEqual(errors);
    },
  );
});

describe("today's checks", () => {
  const valid = (messages: unknown[]): string[] => codes(validateChatExample({ messages }));
  const user = { role: "user", content: "Hi" };
  const assistant = { role: "assistant", content: "Hello" };
  const system = { role: "system", content: "Be brief." };

  it("accept tool calls, content parts, developer messages and weights, which the cookbook refuses", () => {
    const call = { id: "c1", type: "function", function: { name: "f", arguments: "{}" } };
    const messages = [
      { role: "developer", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "Hi" }] },
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "tool", tool_call_id: "c1", content: "42" },
      { role: "assistant", content: "It is 42.", weight: 1 },
    ];
    expect(valid(messages)).toEqual([]);
    expect(codes(validateChatExample({ messages }, { mode: "cookbook" }))).not.toEqual([]);
  });

  it.each([
    ["a wrong role", [system, { role: "robot", content: "x" }, user, assistant], "unrecognized_role"],
    ["no role", [system, { content: "x" }, user, assistant], "unrecognized_role"],
    ["no assistant message", [system, user], "example_missing_assistant_message"],
    ["a last message of the user", [system, user, assistant, user], "last_message_not_assistant"],
    ["an empty text", [system, { role: "user", content: "" }, assistant], "missing_content"],
    ["a number as text", [system, { role: "user", content: 5 }, assistant], "missing_content"],
    ["an unknown key", [system, { ...user, mood: "good" }, assistant], "message_unrecognized_key"],
    ["a weight of 0.5", [system, user, { ...assistant, weight: 0.5 }], "invalid_weight"],
    ["a weight on the user", [system, { ...user, weight: 1 }, assistant], "invalid_weight"],
    ["nothing to learn", [system, user, { ...assistant, weight: 0 }], "no_weighted_message"],
    ["a tool's answer to nothing", [system, user, { role: "tool", content: "x" }, assistant], "message_missing_key"],
    ["a message that is text", [system, user, "hello", assistant], "message_missing_key"],
    ["no messages", [], "missing_messages_list"],
  ])("find %s", (_, messages, code) => {
    expect(valid(messages)).toContain(code);
  });

  it("warn about a missing system or user message without refusing it", () => {
    expect(validateChatExample({ messages: [user, assistant] })).toMatchObject([
      { severity: "warning", code: "example_missing_system_message" },
    ]);
    expect(valid([system, assistant])).toEqual(["example_missing_user_message"]);
  });

  it("say what a line is that looks like another format", () => {
    const message = (value: unknown): string => validateChatExample(value)[0]!.message;
    expect(message({ query: "q", response: "r" })).toContain("simulator");
    expect(message({ prompt: "p", completion: "c" })).toContain("retired models");
    expect(message("text")).toContain("a text");
    expect(message(null)).toContain("null");
    expect(message([])).toContain("a list");
  });

  it("check preference pairs", () => {
    const pair = { input: { messages: [user] }, preferred_output: [assistant], non_preferred_output: [assistant] };
    expect(validateChatExample(pair, { method: "dpo" })).toEqual([]);
    expect(codes(validateChatExample({ ...pair, preferred_output: [] }, { method: "dpo" }))).toEqual([
      "missing_output",
    ]);
    expect(codes(validateChatExample({ ...pair, preferred_output: [user] }, { method: "dpo" }))).toContain(
      "unrecognized_role",
    );
    expect(codes(validateChatExample(example("q"), { method: "dpo" }))).toContain("missing_messages_list");
  });
});

describe("readChatDataset", () => {
  it("reads the labs' own files without a problem, and none of them shares an example with another", async () => {
    const names = ["training_set", "validation_set", "held_out_set", "training_set_120"];
    const [training, validation, heldOut, large] = await Promise.all(
      names.map((name) => readChatDataset(join(DATA, `${name}.jsonl`))),
    );
    expect([training, validation, heldOut, large].map((set) => set!.examples.length)).toEqual([12, 12, 12, 120]);
    expect([training, validation, heldOut, large].flatMap((set) => set!.problems)).toEqual([]);
    expect(findSharedExamples(training!.examples, validation!.examples)).toEqual([]);
    expect(findSharedExamples(large!.examples, [...validation!.examples, ...heldOut!.examples])).toEqual([]);
    const systems = [training, validation, heldOut, large].flatMap((set) =>
      set!.examples.map(({ messages }) => messages[0]!.content),
    );
    expect(new Set(systems).size).toBe(1);
  });

  it("gives examples, tokens and a frame of one row an example", async () => {
    const dataset = await readChatDataset(await file(toJsonl(examples(10))));
    expect(dataset.examples).toHaveLength(10);
    expect(dataset.frame.shape).toEqual([10, 7]);
    expect(toRows(dataset.frame)[0]).toEqual({
      line: 1,
      messages: 3,
      system: "Be brief.",
      user: "Question 0?",
      assistant: "Yes.",
      tokens: 24,
      assistant_tokens: 2,
    });
    expect(String(dataset)).toContain("10 examples, 240 tokens (o200k_base), no format problems");
  });

  it("counts with the model's encoding and limit", async () => {
    const path = await file(toJsonl(examples(10)));
    expect((await readChatDataset(path, { model: "gpt-35-turbo" })).encoding).toBe("cl100k_base");
    expect((await readChatDataset(path, { model: "gpt-4.1-nano" })).trainingContextTokens).toBe(32_768);
    expect((await readChatDataset(path, { model: "smollm2-135m-instruct" })).encoding).toBe("o200k_base");
  });

  it("reports an empty file and 9 examples as too few", async () => {
    for (const [content, count] of [
      ["", "0 valid examples"],
      [toJsonl(examples(9)), "9 valid examples"],
    ] as const) {
      const { problems } = await readChatDataset(await file(content));
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({ code: "invalid_n_examples", severity: "error" });
      expect(problems[0]!.message).toContain(count);
    }
  });

  it("names a broken line 7 and keeps the others", async () => {
    const lines = toJsonl(examples(12)).split("\n");
    lines[6] = '{"messages": [';
    const { examples: kept, problems, errors } = await readChatDataset(await file(lines.join("\r\n")));
    expect(kept).toHaveLength(11);
    expect(problems).toMatchObject([{ line: 7, code: "invalid_json" }]);
    expect(errors).toHaveLength(1);
  });

  it("warns about duplicates and over-long examples, and refuses special tokens", async () => {
    const content = [
      ...examples(10),
      example("Question 3?"),
      example("<|endoftext|>"),
      example("word ".repeat(70_000)),
    ];
    const { problems, examples: kept } = await readChatDataset(await file(toJsonl(content)));
    expect(problems.map(({ line, code, severity }) => [line, code, severity])).toEqual([
      [11, "duplicate_example", "warning"],
      [12, "special_token_in_text", "error"],
      [13, "example_too_long", "warning"],
    ]);
    expect(problems[0]!.message).toContain("line 4");
    expect(kept).toHaveLength(12);
  });

  it("refuses an example that this machine would cut, before anything is uploaded", async () => {
    const content = [...examples(10), example("word ".repeat(2_100))];
    const {
      problems,
      errors,
      examples: kept,
    } = await readChatDataset(await file(toJsonl(content)), { embedded: true });
    expect(kept).toHaveLength(10);
    expect(errors).toEqual(problems);
    expect(problems).toMatchObject([{ line: 11, severity: "error", code: "example_too_long" }]);
    expect(problems[0]!.message).toMatch(/^21\d\d tokens; this machine trains on 2048: shorten it, or leave it out\.$/);
  });

  it("names the lines that are not UTF-8, and keeps the others", async () => {
    const path = join(folder, "latin1.jsonl");
    const lines = toJsonl(examples(11)).split("\n");
    lines[4] = lines[4]!.replace("Be brief", "Un café");
    await writeFile(path, Buffer.concat([Buffer.from("\ufeff"), Buffer.from(lines.join("\r\n"), "latin1")]));
    const { problems, examples: kept } = await readChatDataset(path);
    expect(kept).toHaveLength(10);
    expect(problems).toEqual([
      {
        line: 5,
        severity: "error",
        code: "not_utf8",
        message: "It is not UTF-8: byte 48 is 0xE9; the text is probably Latin-1 (ISO 8859-1) or Windows-1252.",
      },
    ]);
  });

  it("finds a validation set that is the training set", async () => {
    const { examples: rows } = await readChatDataset(await file(toJsonl(examples(10))));
    expect(findSharedExamples(rows, rows)).toHaveLength(10);
  });

  it("shows examples and problems, with text escaped", async () => {
    const dataset = await readChatDataset(await file(toJsonl([example("<script>x</script>")])));
    const bundle = dataset[JUPYTER_DISPLAY]();
    expect(bundle["text/html"]).not.toContain("<script>x");
    expect(bundle["text/plain"]).toContain("invalid_n_examples");
  });
});
