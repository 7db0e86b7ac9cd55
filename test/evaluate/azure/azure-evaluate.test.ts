import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import * as azureEvaluation from "../../../src/azure-evaluation/index.js";
import { startFakeModelServer, toChatCompletion } from "../../support/fake-model-server.js";
import { compare } from "../../../src/evaluate/index.js";
import { mlflow } from "../../../src/mlflow/index.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

interface GoldenCase {
  readonly name: string;
  readonly evaluators: Record<string, string>;
  readonly evaluator_config: azureEvaluation.AzureEvaluatorConfig | null;
  readonly target: string | null;
  readonly data_text: string;
  readonly data_file: string;
  readonly result: { rows: Record<string, unknown>[]; metrics: Record<string, number>; studio_url: null };
  readonly metrics_key_order: string[];
  readonly row_key_order: string[][];
}

const golden = JSON.parse(
  readFileSync(new URL("../../fixtures/evaluate/azure-evaluate.json", import.meta.url), "utf8"),
) as { cases: GoldenCase[]; fixed_outputs: Record<string, string>; failing_query: string };

type Row = Record<string, string>;
const FUNCTIONS: Record<string, () => azureEvaluation.Evaluators[string]> = {
  F1ScoreEvaluator: () => new azureEvaluation.F1ScoreEvaluator(),
  BleuScoreEvaluator: () => new azureEvaluation.BleuScoreEvaluator(),
  answer_len:
    () =>
    ({ response }: Row) => ({ length: response!.length, is_long: response!.length > 20, kind: "text", opt: null }),
  plain_number:
    () =>
    ({ response }: Row) =>
      response!.length / 2,
  WithAgg: () => ({
    requiredInputs: [["response"]],
    evaluate: ({ response }) => ({ n: String(response).length }),
    aggregate: (outputs) => ({ total: outputs.reduce((sum, { n }) => sum + Number(n), 0), seen: outputs.length }),
  }),
  str_res:
    () =>
    ({ response }: Row) => ({ my_result: response!.length > 20 ? "pass" : "fail", my_score: 1 }),
  fails_some:
    () =>
    ({ query }: Row) => {
      if (query === golden.failing_query) throw new Error("evaluator failed on row");
      return { v: 1.5 };
    },
  fails_all: () => () => Promise.reject(new Error("dead")),
  nan_some:
    () =>
    ({ query }: Row) => ({ score: query === golden.failing_query ? Number.NaN : 2 }),
};

const folder = (): string => temporaryFolder("azure-evaluate");

/** The golden's NaN is our null; numbers agree to 12 digits. */
const normalise = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, item: unknown) => {
    if (typeof item === "number") return Number(item.toPrecision(12));
    return typeof item === "object" && item !== null && "$float" in item ? null : item;
  });

describe("evaluate against azure-ai-evaluation 1.18.10", () => {
  it.each(golden.cases)("$name: rows, metrics and file", async (row) => {
    const directory = folder();
    const data = join(directory, basename(row.data_file));
    writeFileSync(data, row.data_text);
    const target =
      row.target === null
        ? {}
        : {
            target: ({ query }: Row) => {
              const response = golden.fixed_outputs[query!]!;
              return row.target === "target_plain" ? response : { response, context: `ctx for ${query}` };
            },
          };
    const result = await azureEvaluation.evaluate({
      data,
      evaluators: Object.fromEntries(Object.entries(row.evaluators).map(([name, kind]) => [name, FUNCTIONS[kind]!()])),
      ...(row.evaluator_config === null ? {} : { evaluatorConfig: row.evaluator_config }),
      ...target,
      outputPath: join(directory, "out.json"),
    });
    expect(normalise(result.rows)).toEqual(normalise(row.result.rows));
    expect(Object.keys(result.metrics)).toEqual(row.metrics_key_order);
    for (const [name, value] of Object.entries(row.result.metrics))
      expect(result.metrics[name], name).toBeCloseTo(value, 9);
    expect(Object.keys(result.rows[0]!)).toEqual(row.row_key_order[0]);
    const text = readFileSync(join(directory, "out.json"), "utf8");
    expect(text.trim().split("\n")).toHaveLength(1);
    expect(JSON.parse(text)).toEqual({ rows: result.rows, metrics: result.metrics, studio_url: null });
  });
});

const ROWS = [
  { query: "When?", response: "In 1871.", ground_truth: "In 1871." },
  { query: "Who?", response: "Nobody knows.", ground_truth: "A mason." },
];
const f1 = new azureEvaluation.F1ScoreEvaluator();

describe("evaluate with mistakes", () => {
  it("tells missing inputs of all evaluators before any is called", async () => {
    let called = 0;
    const counting = Object.assign(() => (called += 1), { requiredInputs: ["reference"] });
    const running = azureEvaluation.evaluate({
      data: [{ question: "When?", answer: "In 1871." }],
      evaluators: { f1, counting },
    });
    await expect(running).rejects.toMatchObject({
      code: "missing_inputs",
      message:
        "Inputs are missing: f1 needs response, ground_truth; counting needs reference. The columns are question, answer.",
    });
    expect(called).toBe(0);
  });

  it("tells a column of the target that it does not return, before any evaluator is called", async () => {
    const running = azureEvaluation.evaluate({
      data: ROWS,
      evaluators: { f1 },
      target: () => ({ answer: "x" }),
      evaluatorConfig: { f1: { columnMapping: { response: "${target.nope}", ground_truth: "${data.ground_truth}" } } },
    });
    await expect(running).rejects.toThrow("f1 needs response (${target.nope})");
  });

  it("takes columns with accents, as a Portuguese or French table has them", async () => {
    const result = await azureEvaluation.evaluate({
      data: [{ réponse: "oui", référence: "oui" }],
      evaluators: { f1 },
      evaluatorConfig: { f1: { column_mapping: { response: "${data.réponse}", ground_truth: "${data.référence}" } } },
    });
    expect(result.metrics["f1.f1_score"]).toBe(1);
  });

  it.each(["response", "${foo.response}", "${data.my response}", 5])("refuses the mapping %j", async (expression) => {
    const running = azureEvaluation.evaluate({
      data: ROWS,
      evaluators: { f1 },
      evaluatorConfig: { f1: { column_mapping: { response: expression as string } } },
    });
    await expect(running).rejects.toMatchObject({ code: "invalid_column_mapping" });
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ data: undefined }, /no data/],
    [{ data: [] }, /./],
    [{ data: "absent.jsonl" }, /absent\.jsonl/],
    [{ evaluators: {} }, /no evaluators/],
    [{ evaluators: { f1: 5 } }, /evaluator f1 is number/],
    [{ evaluators: { f1: azureEvaluation.F1ScoreEvaluator } }, /^evaluators\.f1 is the class F1ScoreEvaluator, not an/],
    [{ target: 5 }, /target is number/],
    [{ evaluationName: "  " }, /evaluationName is empty/],
    [{ outputPath: "no/such/folder/out.json" }, /folder .* does not exist/],
  ])("refuses %j", async (options, message) => {
    await expect(azureEvaluation.evaluate({ data: ROWS, evaluators: { f1 }, ...options } as never)).rejects.toThrow(
      message,
    );
  });

  it("records a row whose target failed and judges the others", async () => {
    const result = await azureEvaluation.evaluate({
      data: ROWS,
      evaluators: { f1 },
      target: ({ query }: Row) => {
        if (query === "Who?") throw new Error("down");
        return { response: "In 1871." };
      },
    });
    expect(result.rows[1]).toMatchObject({ "outputs.response": null, "outputs.f1.f1_score": null });
    expect(result.metrics).toMatchObject({ "f1.f1_score": 1, "f1.binary_aggregate": 0.5 });
    expect(result.failures).toMatchObject([{ row: 2, column: "outputs", message: "down" }]);
    await expect(
      azureEvaluation.evaluate({ data: ROWS, evaluators: { f1 }, target: () => Promise.reject(new Error("down")) }),
    ).rejects.toMatchObject({ code: "target_failed" });
  });

  it("takes functions that say of a row what they know of it, and functions that say nothing", async () => {
    interface Asked {
      readonly query: string;
    }
    const result = await azureEvaluation.evaluate({
      data: ROWS,
      target: async ({ query }: Asked) => ({ response: query.toUpperCase() }),
      evaluators: {
        long: ({ response }: { response: string }) => ({ characters: response.length }),
        plain: ({ query }) => ({ words: query.split(" ").length }),
      },
    });
    expect(result.rows[0]).toMatchObject({
      "outputs.response": "WHEN?",
      "outputs.long.characters": 5,
      "outputs.plain.words": 1,
    });
  });

  it("throws for a failed row only when asked to", async () => {
    const evaluators = { bad: () => Promise.reject(new Error("no")) };
    const result = await azureEvaluation.evaluate({ data: ROWS, evaluators });
    expect(result.failures).toHaveLength(2);
    await expect(
      azureEvaluation.evaluate({ data: ROWS, evaluators, failOnEvaluatorErrors: true }),
    ).rejects.toMatchObject({
      code: "evaluator_failed",
    });
  });

  it("keeps the result when the disk is full, and leaves no half file", async () => {
    const directory = folder();
    const outputPath = join(directory, "out.json");
    writeFileSync(outputPath, "earlier");
    const result = await azureEvaluation.evaluate({
      data: ROWS,
      evaluators: { f1 },
      outputPath,
      writeText: async (path, text) => {
        writeFileSync(path, text.slice(0, 5));
        throw Object.assign(new Error("full"), { code: "ENOSPC" });
      },
    });
    expect(result.metrics["f1.f1_score"]).toBe(0.5);
    expect(result.warnings[0]).toContain("ENOSPC");
    expect(readFileSync(outputPath, "utf8")).toBe("earlier");
    expect(readdirSync(directory)).toEqual(["out.json"]);
  });
});

describe("evaluate with a judge that", () => {
  const DATA = ["good", "half", "refusal", "storm"].map((query) => ({ query, response: "In 1871." }));

  it("answers half a JSON, refuses or is overloaded costs the rows that it gave no score for, and no other", async () => {
    const calls = new Map<string, number>();
    await using server = await startFakeModelServer(({ body }) => {
      const kind = /"query": "(\w+)"/.exec((body["messages"] as { content: string }[])[1]!.content)![1]!;
      const call = (calls.get(kind) ?? 0) + 1;
      calls.set(kind, call);
      if (kind === "half") return '{"reason": "It is';
      if (kind === "storm" && call < 4)
        return { status: 429, headers: { "retry-after-ms": "5" }, body: { error: { message: "slow down" } } };
      if (kind !== "refusal") return '{"reason": "r", "score": 4}';
      const message = { role: "assistant", content: null, refusal: "I cannot." };
      return { body: { ...toChatCompletion(""), choices: [{ index: 0, finish_reason: "stop", message }] } };
    });
    const configuration = { model: "stub-model", api_key: "k-test", base_url: `${server.url}/v1` };
    const relevance = new azureEvaluation.RelevanceEvaluator(configuration, { method: "prompt" });
    const result = await azureEvaluation.evaluate({ data: DATA, evaluators: { relevance } });
    expect(result.rows.map((row) => row["outputs.relevance.relevance"])).toEqual([4, null, null, 4]);
    expect(result.metrics).toMatchObject({ "relevance.relevance": 4, "relevance.binary_aggregate": 0.5 });
    expect(result.failures.map(({ row, code }) => [row, code])).toEqual([
      [2, "judge_answer_invalid"],
      [3, "judge_answer_invalid"],
    ]);
    expect(result.failures[1]!.message).toContain("I cannot.");
    expect(calls.get("storm")).toBe(4);
  });
});

describe("evaluate", () => {
  it("takes rows and DataFrame-like data, and writes into a folder", async () => {
    const directory = folder();
    const frame = {
      columns: ["response", "ground_truth"],
      values: [
        ["a b", "a b"],
        ["x", "y"],
      ],
    };
    const result = await azureEvaluation.evaluate({ data: frame, evaluators: { f1 }, outputPath: directory });
    expect(result.metrics["f1.f1_score"]).toBe(0.5);
    expect(readdirSync(directory)).toEqual(["evaluation_results.json"]);
  });

  it("keeps one limit of calls over all evaluators together", async () => {
    let running = 0;
    let most = 0;
    const slow = async (): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      return 1;
    };
    const data = Array.from({ length: 6 }, (_, i) => ({ id: i }));
    await azureEvaluation.evaluate({ data, evaluators: { a: slow, b: slow, c: slow }, concurrency: 2 });
    expect(most).toBe(2);
  });

  it("keeps what is done when it is interrupted", async () => {
    const stop = new AbortController();
    let calls = 0;
    const data = Array.from({ length: 10 }, (_, id) => ({ id }));
    const result = await azureEvaluation.evaluate({
      data,
      evaluators: {
        counting: () => {
          calls += 1;
          if (calls === 4) stop.abort();
          return { n: calls };
        },
      },
      concurrency: 1,
      signal: stop.signal,
    });
    expect(result.interrupted).toBe(true);
    expect(result.rows.filter((row) => row["outputs.counting.n"] !== null).length).toBeGreaterThanOrEqual(3);
    expect(result.rows).toHaveLength(10);
  });

  it("gives results that the shared comparison and displays take", async () => {
    const before = await azureEvaluation.evaluate({ data: ROWS, evaluators: { f1 }, evaluationName: "before" });
    const after = await azureEvaluation.evaluate({
      data: ROWS.map((row) => ({ ...row, response: row.ground_truth })),
      evaluators: { f1 },
      evaluationName: "after",
    });
    const { scores } = compare(before, after, { on: "inputs.query" });
    expect(scores).toMatchObject([{ name: "f1.f1_score", meanA: 0.5, meanB: 1, difference: { estimate: 0.5 } }]);
    expect(before.table({ failuresFirst: true }).toString()).toContain("f1_score");
    expect(before.plots().length).toBeGreaterThan(0);
    expect(await before.toHTML()).toContain("before");
  });
});

describe("a run of mlflow.startRun that is open", () => {
  const rows = [
    { query: "Where?", response: "In Lisbon", ground_truth: "In Lisbon" },
    { query: "When?", response: "In May", ground_truth: "In June" },
  ];
  const evaluateF1 = () =>
    azureEvaluation.evaluate({ data: rows, evaluators: { f1: new azureEvaluation.F1ScoreEvaluator() } });

  it("gets data, rows and metrics, and stays open; without one nothing is tracked", async () => {
    mlflow.setTrackingUri(folder());
    expect((await evaluateF1()).runId).toBeUndefined();
    const { info } = await mlflow.startRun({ runName: "judged" });
    const result = await evaluateF1();
    expect(result.runId).toBe(info.runId);
    expect(mlflow.activeRun()?.runId).toBe(info.runId);
    await mlflow.logMetric("mine", 1);
    await mlflow.endRun();
    const run = await mlflow.getRun(info.runId);
    expect(run.metrics).toEqual({
      "f1.f1_score": 0.75,
      "f1.f1_score_score": 0.75,
      "f1.f1_score_passed": 1,
      "f1.binary_aggregate": 1,
      mine: 1,
    });
    expect(run.info).toMatchObject({ runName: "judged", status: "FINISHED" });
    const table = await mlflow.loadTable("evaluation_results.json", { runIds: [info.runId] });
    expect(table.map((row) => [row["inputs.query"], row["outputs.f1.f1_score"]])).toEqual([
      ["Where?", 1],
      ["When?", 0.5],
    ]);
  });
});
