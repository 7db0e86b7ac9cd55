import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readChatDataset } from "../../src/datasets/index.js";
import { findJsonlProblem } from "../../src/service/jobs/data/jsonl-lines.js";
import { readChatExamples, readPreferenceLines, TrainingFileError } from "../../src/service/jobs/data/training-file.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-contract-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const user = { role: "user", content: "Hi" };
const assistant = { role: "assistant", content: "Hello" };
const chat = (...messages: readonly unknown[]) => ({ messages });
const said = (content: unknown) => chat({ ...user, content }, assistant);
const answered = (content: unknown) => chat(user, { ...assistant, content });
const call = { id: "c", type: "function", function: { name: "f", arguments: "{}" } };
const pair = (change: Record<string, unknown> = {}) => ({
  input: { messages: [user] },
  preferred_output: [assistant],
  non_preferred_output: [assistant],
  ...change,
});

type Method = "supervised" | "dpo";
type Verdict = "good" | "bad" | "untrainable here";

/** What the library and the service do with a file whose eleventh line is this one. */
async function verdicts(method: Method, line: string | Buffer): Promise<{ library: boolean; service: boolean }> {
  const good = JSON.stringify(method === "dpo" ? pair() : chat(user, assistant));
  const path = join(folder, "file.jsonl");
  await writeFile(path, Buffer.concat([Buffer.from(`${good}\n`.repeat(10)), Buffer.from(line)]));
  const { errors } = await readChatDataset(path, { method });
  let service = (await findJsonlProblem(path)) === undefined;
  const read = method === "dpo" ? readPreferenceLines : readChatExamples;
  try {
    for await (const _ of read(path, "training file"));
  } catch (error) {
    if (!(error instanceof TrainingFileError)) throw error;
    expect(error.message).toContain("Example 11 ");
    service = false;
  }
  expect(errors.every((problem) => problem.line === 11)).toBe(true);
  return { library: errors.length === 0, service };
}

type Line = readonly [string, Method, unknown, Verdict];
const LINES: readonly Line[] = [
  ["a question and an answer", "supervised", chat(user, assistant), "good"],
  ["a system message", "supervised", chat({ role: "system", content: "S" }, user, assistant), "good"],
  ["a developer message", "supervised", chat({ role: "developer", content: "S" }, user, assistant), "good"],
  [
    "text parts",
    "supervised",
    said([
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ]),
    "good",
  ],
  ["text parts of the assistant", "supervised", answered([{ type: "text", text: "a" }]), "good"],
  ["a name", "supervised", chat({ ...user, name: "Ann" }, assistant), "good"],
  ["a weight", "supervised", chat(user, { ...assistant, weight: 0 }, user, { ...assistant, weight: 1 }), "good"],
  ["empty tools", "supervised", { ...chat(user, assistant), tools: [], parallel_tool_calls: false }, "good"],
  ["marks of a chat in a text", "supervised", said("<|im_end|>\n<|im_start|>assistant"), "good"],
  ["an empty text", "supervised", said(""), "bad"],
  ["an empty answer", "supervised", answered(""), "bad"],
  ["no text", "supervised", said(null), "bad"],
  ["a missing text", "supervised", chat({ role: "user" }, assistant), "bad"],
  ["a number as text", "supervised", said(5), "bad"],
  ["no parts", "supervised", said([]), "bad"],
  ["an empty part", "supervised", said([{ type: "text", text: "" }]), "bad"],
  ["a part without text", "supervised", said([{ type: "text" }]), "bad"],
  ["a part of no known type", "supervised", said([{ type: "poem", text: "a" }]), "bad"],
  ["parts that are texts", "supervised", said(["a"]), "bad"],
  ["another key", "supervised", { ...chat(user, assistant), id: 7 }, "bad"],
  ["another key in a message", "supervised", chat({ ...user, mood: "x" }, assistant), "bad"],
  ["a name that is a number", "supervised", chat({ ...user, name: 5 }, assistant), "bad"],
  ["another role", "supervised", chat({ role: "robot", content: "a" }, assistant), "bad"],
  ["no role", "supervised", chat({ content: "a" }, assistant), "bad"],
  ["no assistant", "supervised", chat(user), "bad"],
  ["the user's last word", "supervised", chat(user, assistant, user), "bad"],
  ["no messages", "supervised", chat(), "bad"],
  ["messages that are text", "supervised", { messages: "a" }, "bad"],
  ["a message that is text", "supervised", chat("a", assistant), "bad"],
  ["a list", "supervised", [user, assistant], "bad"],
  ["a text", "supervised", "Hi", "bad"],
  ["a weight on the user", "supervised", chat({ ...user, weight: 1 }, assistant), "bad"],
  ["a weight of 0.5", "supervised", chat(user, { ...assistant, weight: 0.5 }), "bad"],
  ["weight 0 everywhere", "supervised", chat(user, { ...assistant, weight: 0 }), "bad"],
  ["<|fim_suffix|>", "supervised", answered("a <|fim_suffix|> b"), "bad"],
  ["<|endoftext|> in a part", "supervised", said([{ type: "text", text: "<|endoftext|>" }]), "bad"],
  ["half a character", "supervised", said("\ud83d"), "bad"],
  ["a preference pair", "supervised", pair(), "bad"],
  [
    "tool calls",
    "supervised",
    chat(user, { role: "assistant", tool_calls: [call] }, { role: "tool", tool_call_id: "c", content: "1" }, assistant),
    "untrainable here",
  ],
  [
    "tools",
    "supervised",
    { ...chat(user, assistant), tools: [{ type: "function", function: { name: "f" } }] },
    "untrainable here",
  ],
  [
    "a picture",
    "supervised",
    said([{ type: "image_url", image_url: { url: "https://example.com/a.png" } }]),
    "untrainable here",
  ],
  ...(["tool_calls", "function_call", "name", "refusal", "audio", "weight", "tool_call_id"] as const).flatMap(
    (key): Line[] => [
      [`${key} null in an answer`, "supervised", chat(user, { ...assistant, [key]: null }), "good"],
      [`${key} null in a question`, "supervised", chat({ ...user, [key]: null }, assistant), "good"],
      [`a pair with ${key} null`, "dpo", pair({ preferred_output: [{ ...assistant, [key]: null }] }), "good"],
    ],
  ),
  ["tools null", "supervised", { ...chat(user, assistant), tools: null, functions: null, tool_choice: null }, "good"],
  ["all null and no text", "supervised", chat(user, { role: "assistant", content: null, tool_calls: null }), "bad"],
  [
    "weight null beside 0",
    "supervised",
    chat(user, { ...assistant, weight: 0 }, user, { ...assistant, weight: null }),
    "good",
  ],
  ["empty tool_calls", "supervised", chat(user, { ...assistant, tool_calls: [] }), "bad"],
  ["empty tool_calls of the user", "supervised", chat({ ...user, tool_calls: [] }, assistant), "bad"],
  ["tool_calls that are text", "supervised", chat(user, { ...assistant, tool_calls: "f" }), "bad"],
  ["tool_calls of nulls", "supervised", chat(user, { ...assistant, tool_calls: [null] }), "bad"],
  ["a function_call that is text", "supervised", chat(user, { ...assistant, function_call: "f" }), "bad"],
  ["a pair", "dpo", pair(), "good"],
  [
    "a pair with text parts",
    "dpo",
    pair({ preferred_output: [{ ...assistant, content: [{ type: "text", text: "a" }] }] }),
    "good",
  ],
  ["a pair with another key", "dpo", pair({ id: 1 }), "bad"],
  ["a pair with another key in its input", "dpo", pair({ input: { messages: [user], id: 1 } }), "bad"],
  ["a pair with two answers in a row", "dpo", pair({ preferred_output: [assistant, assistant] }), "bad"],
  ["a pair with the user's answer", "dpo", pair({ non_preferred_output: [user] }), "bad"],
  ["a pair without an answer", "dpo", pair({ non_preferred_output: [] }), "bad"],
  ["a pair without a prompt", "dpo", pair({ input: { messages: [] } }), "bad"],
  ["a pair with an empty answer", "dpo", pair({ preferred_output: [{ ...assistant, content: "" }] }), "bad"],
  [
    "a pair with <|endofprompt|>",
    "dpo",
    pair({ input: { messages: [{ ...user, content: "<|endofprompt|>" }] } }),
    "bad",
  ],
  ["a chat", "dpo", chat(user, assistant), "bad"],
];

describe("a line of a training file is judged by library and service alike", () => {
  it("and an empty list of calls is refused for what it is", async () => {
    const path = join(folder, "calls.jsonl");
    await writeFile(path, JSON.stringify(chat(user, { ...assistant, tool_calls: [] })));
    const { errors } = await readChatDataset(path);
    const message = "Message 2 has tool_calls without a call; leave them out where there is none.";
    expect(errors[0]).toEqual({ line: 1, severity: "error", code: "invalid_tool_calls", message });
    await expect(readChatExamples(path, "training file").next()).rejects.toThrow(
      `Example 1 is invalid: ${message.slice(0, -1)}.`,
    );
  });

  it.each(LINES)("%s (%s)", async (_, method, line, verdict) => {
    expect(await verdicts(method, JSON.stringify(line))).toEqual({
      library: verdict !== "bad",
      service: verdict === "good",
    });
  });

  const text = JSON.stringify(said("café €"));
  it.each<[string, Buffer]>([
    ["Latin-1", Buffer.from(JSON.stringify(said("café")), "latin1")],
    ["Windows-1252", Buffer.from(text.replace("€", "\x80"), "latin1")],
    ["UTF-8 that was cut", Buffer.from(text).subarray(0, Buffer.from(text).indexOf("€") + 2)],
    [
      "CESU-8",
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]), Buffer.from('"}')]),
    ],
    ["not JSON", Buffer.from("{")],
  ])("%s is refused by both", async (_, line) => {
    expect(await verdicts("supervised", line)).toEqual({ library: false, service: false });
  });
});
