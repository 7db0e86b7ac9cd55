import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawToken } from "../../../src/service/inference/sampling/sampling.js";
import { StopSequences } from "../../../src/service/inference/sampling/stop-sequences.js";
import { AZURE, OPENAI } from "../../../src/service/dialects/index.js";
import { stepMetrics } from "../../../src/service/jobs/step-metrics.js";
import { resolveHyperparameters } from "../../../src/service/jobs/hyperparameters.js";
import { findJsonlProblem, MAX_LINE_BYTES } from "../../../src/service/jobs/data/jsonl-lines.js";
import { toResultsCsv } from "../../../src/service/jobs/results-csv.js";
import {
  readChatExamples,
  readPreferenceLines,
  TrainingFileError,
} from "../../../src/service/jobs/data/training-file.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-jobs-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(text: string): Promise<string> {
  const path = join(folder, `${Math.abs(hash(text))}.jsonl`);
  await writeFile(path, text);
  return path;
}
const hash = (text: string): number => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
const good = {
  messages: [
    { role: "user", content: "a" },
    { role: "assistant", content: "b" },
  ],
};
const ten = (last: unknown = good): string =>
  [...Array.from({ length: 9 }, () => good), last].map((row) => JSON.stringify(row)).join("\n");

async function all<Example>(examples: AsyncIterable<Example>): Promise<Example[]> {
  const list: Example[] = [];
  for await (const example of examples) list.push(example);
  return list;
}

async function problemOf(examples: AsyncIterable<unknown>): Promise<string> {
  const error: unknown = await all(examples).catch((thrown: unknown) => thrown);
  return error instanceof TrainingFileError ? error.problem.message : "";
}

describe("a training file", () => {
  it("is read with byte-order mark, CRLF, empty lines and no final newline", async () => {
    const path = await fileOf(`\uFEFF${ten().replaceAll("\n", "\r\n\r\n")}`);
    expect(await all(readChatExamples(path, "training file"))).toHaveLength(10);
  });

  it("may have the line separators of Unicode inside a line, and characters cut by the end of a block", async () => {
    const content = `one\u2028two\u2029${"é🦓".repeat(50_000)}`;
    const [last] = (
      await all(
        readChatExamples(
          await fileOf(ten({ messages: [good.messages[0], { role: "assistant", content }] })),
          "training file",
        ),
      )
    ).slice(-1);
    expect(last?.messages[1]?.content).toBe(content);
  });

  it("with a line that no example has is refused, not read into memory", async () => {
    const path = await fileOf(`${ten()}\n${"x".repeat(MAX_LINE_BYTES + 100_000)}`);
    expect(await problemOf(readChatExamples(path, "training file"))).toContain("Example 11 is longer than 16 MB.");
    expect(await findJsonlProblem(path)).toContain("Line 11 is longer than 16 MB.");
  });

  it.each<[string, unknown, string]>([
    [
      "no assistant",
      { messages: [{ role: "user", content: "a" }] },
      "Example 10 is invalid: No message is the assistant's, so there is nothing to learn.",
    ],
    [
      "a user at the end",
      { messages: [...good.messages, { role: "user", content: "c" }] },
      "Example 10 is invalid: The last message must be the assistant's, it is user's.",
    ],
    [
      "an unknown key",
      { messages: [{ role: "user", content: "a", mood: "x" }, good.messages[1]] },
      "Example 10 is invalid: Message 1 has unknown keys: mood.",
    ],
    [
      "content that is null",
      { messages: [{ role: "user", content: null }, good.messages[1]] },
      "Example 10 is invalid: Message 1 has no text.",
    ],
    [
      "query and response, as the simulator writes them",
      { query: "a", response: "b" },
      'Example 10 is invalid: The line has "query" and "response", as the simulator writes them',
    ],
    [
      "a weight on a user",
      { messages: [{ role: "user", content: "a", weight: 1 }, good.messages[1]] },
      "Message 1 has weight 1; an assistant's message may have 0 or 1.",
    ],
    [
      "weight 0 everywhere",
      { messages: [good.messages[0], { role: "assistant", content: "b", weight: 0 }] },
      "Every assistant message has weight 0, so there is nothing to learn.",
    ],
  ])("with %s is refused by its line", async (_name, row, message) => {
    expect(await problemOf(readChatExamples(await fileOf(ten(row)), "training file"))).toContain(message);
  });

  it("for DPO has one answer of the assistant on each side", async () => {
    const pair = {
      input: { messages: [{ role: "user", content: "a" }] },
      preferred_output: [good.messages[1]],
      non_preferred_output: [good.messages[1]],
    };
    const text = (last: unknown) =>
      [...Array.from({ length: 9 }, () => pair), last].map((row) => JSON.stringify(row)).join("\n");
    const pairs = await all(readPreferenceLines(await fileOf(text(pair)), "training file"));
    expect(pairs[0]?.preferred[0]?.content).toBe("b");
    const refused = await fileOf(text({ ...pair, preferred_output: good.messages }));
    expect(await problemOf(readPreferenceLines(refused, "training file"))).toContain(
      'Example 10 is invalid: "preferred_output" may hold messages of assistant and tool only',
    );
  });

  it.each([
    ["", "No valid json line found"],
    ["\n\n", "No valid json line found"],
    ["{}\n[1]", "Line 2 is not a dictionary"],
    ["{}\nhello there", 'Line 2 is not valid JSON (HINT: line starts with: "hello there...")'],
  ])("%j is no JSONL", async (text, message) => {
    const problem = await findJsonlProblem(await fileOf(text));
    expect(problem).toContain(message);
    // The caller says what failed; both would say it twice.
    expect(problem).not.toContain("Validation of jsonl file failed");
  });
});

describe("hyperparameters that are auto", () => {
  const auto = { nEpochs: "auto", batchSize: "auto", learningRateMultiplier: "auto" } as const;
  it.each([
    [10, 10, 1],
    [12, 8, 1],
    [100, 3, 1],
    [1_000, 3, 2],
    [50_000, 1, 100],
  ])("for %i examples are %i epochs and a batch of %i", (examples, nEpochs, batchSize) => {
    expect(resolveHyperparameters(auto, examples)).toEqual({ nEpochs, batchSize, learningRateMultiplier: 1 });
  });

  it.each([
    { replay: "auto", forgets: true, replayed: true },
    { replay: "auto", forgets: false, replayed: undefined },
    { replay: true, forgets: false, replayed: true },
    { replay: false, forgets: true, replayed: undefined },
    { replay: undefined, forgets: true, replayed: undefined },
  ] as const)("replay by the model: $replay, forgets $forgets", ({ replay, forgets, replayed }) => {
    expect(resolveHyperparameters({ ...auto, replay }, 12, forgets).replay).toBe(replayed);
  });

  it("for DPO include a beta of 0.1", () => {
    expect(resolveHyperparameters({ ...auto, beta: "auto" }, 10).beta).toBe(0.1);
  });
});

describe("a step", () => {
  const step = {
    step: 30,
    totalSteps: 30,
    epoch: 3,
    trainLoss: 1.234,
    trainMeanTokenAccuracy: 0.5,
    validLoss: 2.1,
    fullValidLoss: 2.05,
    durationMs: 1,
  };
  it("is written as each dialect writes it", () => {
    expect(OPENAI.jobs.stepText(step)).toBe(
      "Step 30/30: training loss=1.23, validation loss=2.10, full validation loss=2.05",
    );
    expect(AZURE.jobs.stepText({ ...step, validLoss: undefined, fullValidLoss: undefined })).toBe(
      "Step 30: training loss=1.2340",
    );
  });

  it("becomes a line of the results, with the dialect's mark for what is missing", () => {
    const metrics = stepMetrics({ ...step, fullValidLoss: undefined });
    expect(toResultsCsv(OPENAI, [metrics])).toBe(
      "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n30,1.234,0.5,2.1,\n",
    );
    expect(toResultsCsv(AZURE, [metrics]).split("\n")[1]).toBe("30,1.234,0.5,2.1,-1,-1,-1");
  });

  it("of DPO reports how often the preferred answer is ranked first, and by how much", () => {
    expect(stepMetrics({ ...step, rewardMargin: 0.25 })).toMatchObject({
      preference_accuracy: 0.5,
      reward_margin: 0.25,
    });
  });
});

describe("stop sequences", () => {
  it.each<[string, readonly string[], readonly string[], string]>([
    ["spread over pieces", ["END"], ["a E", "N", "D b"], "a "],
    ["that only began", ["END"], ["a E", "N", "c"], "a ENc"],
    ["of which the first counts", ["b", "a"], ["xa", "b"], "x"],
    ["none", [], ["a", "b"], "ab"],
  ])("%s", (_name, stops, pieces, text) => {
    const filter = new StopSequences(stops);
    let shown = "";
    for (const piece of pieces) {
      const step = filter.push(piece);
      shown += step.text;
      if (step.stopped) return expect(shown).toBe(text);
    }
    expect(shown + filter.flush()).toBe(text);
  });
});

describe("drawing a token", () => {
  const probabilities = new Map([
    [1, 0.6],
    [2, 0.3],
    [3, 0.1],
  ]) as never as ReadonlyMap<never, number>;
  const options = {
    temperature: 1,
    topP: 1,
    seed: 1,
    presencePenalty: 0,
    frequencyPenalty: 0,
    logitBias: new Map<number, number>(),
  };
  const draw = (more: Partial<typeof options>, index = 0, counts = new Map<number, number>()) =>
    drawToken(probabilities, counts, { ...options, ...more }, index, (id) => ({
      text: String(id),
      bytes: Buffer.from(String(id)),
    })).token as number;

  it("follows the probabilities", () => {
    const counts = [0, 0, 0, 0];
    for (let index = 0; index < 10_000; index++) counts[draw({}, index)]!++;
    expect(counts.slice(1).map((count) => Math.round(count / 500) / 20)).toEqual([0.6, 0.3, 0.1]);
  });

  it("keeps to top_p, bias, and penalties", () => {
    for (let index = 0; index < 200; index++) expect(draw({ topP: 0.6 }, index)).toBe(1);
    expect(draw({ temperature: 0, logitBias: new Map([[3, 5]]) })).toBe(3);
    expect(draw({ temperature: 0, frequencyPenalty: 1 }, 0, new Map([[1, 1]]))).toBe(2);
    expect(
      draw(
        { temperature: 0, presencePenalty: 2 },
        0,
        new Map([
          [1, 1],
          [2, 1],
        ]),
      ),
    ).toBe(3);
  });
});
