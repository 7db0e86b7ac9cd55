import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  builtinMetrics,
  evaluate,
  exactMatch,
  latency,
  makeMetric,
  ndcgAtK,
  precisionAtK,
  recallAtK,
  tokenCount,
  toSplitJson,
  type EvaluateOptions,
  type EvaluationMetric,
  type ModelType,
} from "../../../src/evaluate/classic/index.js";
import { MemoryTracker } from "../memory-tracker.js";

interface Golden {
  readonly name: string;
  readonly args: {
    readonly model?: string;
    readonly model_type?: ModelType;
    readonly targets?: string;
    readonly predictions?: string;
    readonly extra_metrics?: readonly string[];
    readonly evaluator_config?: Record<string, unknown>;
  };
  readonly data: Readonly<Record<string, readonly unknown[]>>;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly metrics: Readonly<Record<string, number>>;
    readonly metrics_key_order: readonly string[];
    readonly columns: Readonly<Record<string, readonly string[]>>;
  };
  readonly run: { readonly tags: Readonly<Record<string, string>>; readonly files: Readonly<Record<string, string>> };
}

const golden = JSON.parse(
  readFileSync(new URL("../../fixtures/evaluate/mlflow-evaluate.json", import.meta.url), "utf8"),
) as { readonly fixed_outputs: Readonly<Record<string, string>>; readonly cases: readonly Golden[] };

const extra: Readonly<Record<string, EvaluationMetric>> = {
  latency: latency(),
  answer_len: makeMetric({
    name: "answer_len",
    greaterIsBetter: false,
    evalFn: ({ predictions }) => predictions.map((prediction) => String(prediction).length),
  }),
  exact_match: exactMatch(),
  precision_at_2: precisionAtK(2),
  recall_at_5: recallAtK(5),
  ndcg_at_5: ndcgAtK(5),
};

function toOptions(entry: Golden): EvaluateOptions {
  const columns = Object.keys(entry.data);
  const count = entry.data[columns[0]!]!.length;
  const rows = Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column, entry.data[column]![row]])),
  );
  const { args } = entry;
  // The k of the golden run is in its metrics' names: the recorded configuration is empty.
  const k = /precision_at_(\d)/.exec(JSON.stringify(entry.result?.metrics ?? {}))?.[1];
  return {
    data: rows,
    ...(args.model !== undefined && {
      model: (inputs: readonly { readonly inputs: string }[]) => inputs.map((row) => golden.fixed_outputs[row.inputs]),
    }),
    modelType: args.model_type,
    targets: args.targets,
    predictions: args.predictions,
    extraMetrics: args.extra_metrics?.map((name) => extra[name]!),
    evaluatorConfig: {
      ...(typeof args.evaluator_config?.metric_prefix === "string" && {
        metricPrefix: args.evaluator_config.metric_prefix,
      }),
      ...(k !== undefined && { retrieverK: Number(k) }),
    },
  };
}

/** In the recording environment MLflow could not load ROUGE for this run: ours needs no download, so it has more. */
const HAS_MORE_HERE = "summ_offline";

const succeeded = golden.cases.filter((entry) => entry.result !== undefined && entry.name !== HAS_MORE_HERE);

describe("evaluate, against runs of mlflow 3.17.2", () => {
  it("has every golden run", () => {
    expect(golden.cases).toHaveLength(19);
    expect(succeeded.length).toBeGreaterThanOrEqual(12);
  });

  it.each(succeeded.map((entry) => [entry.name, entry] as const))("%s: has MLflow's metrics", async (_, entry) => {
    const result = await evaluate(toOptions(entry));
    expect(Object.keys(result.metrics)).toEqual(entry.result!.metrics_key_order);
    for (const [key, value] of Object.entries(entry.result!.metrics)) {
      expect(Math.abs(result.metrics[key]! - value), key).toBeLessThan(1e-9);
    }
    const [columns] = Object.values(entry.result!.columns);
    expect(result.tables.evalResultsTable?.columns).toEqual(columns);
  });

  it.each(succeeded.map((entry) => [entry.name, entry] as const))(
    "%s: writes MLflow's bytes and tag",
    async (_, entry) => {
      const tracker = new MemoryTracker();
      await evaluate({ ...toOptions(entry), tracker });
      const run = tracker.runs[0]!;
      expect(Object.fromEntries(run.files)).toEqual(entry.run.files);
      expect(run.tags["mlflow.loggedArtifacts"]).toBe(entry.run.tags["mlflow.loggedArtifacts"]);
      expect(run.status).toBe("FINISHED");
    },
  );

  it("computes ROUGE where MLflow has to download it", async () => {
    const entry = golden.cases.find((candidate) => candidate.name === HAS_MORE_HERE)!;
    const result = await evaluate(toOptions(entry));
    expect(result.metrics["rouge1/v1/mean"]).toBeGreaterThan(0);
    expect(result.metrics).toMatchObject(
      Object.fromEntries(Object.entries(entry.result!.metrics).map(([key, value]) => [key, expect.closeTo(value, 9)])),
    );
  });

  it("fails where MLflow fails on bad arguments, in plainer words", async () => {
    const run = (name: string): Promise<unknown> =>
      evaluate(toOptions(golden.cases.find((entry) => entry.name === name)!));
    await expect(run("missing_target_column")).rejects.toThrow("The data have no column 'nope', which targets names.");
    await expect(run("missing_prediction_column")).rejects.toThrow(
      "The data have no column 'nope', which predictions names.",
    );
    await expect(run("bad_model_type")).rejects.toThrow('"banana" is no model type.');
  });

  it("records a null prediction as that row's error where MLflow fails the run", async () => {
    const entry = golden.cases.find((candidate) => candidate.name === "text_null_prediction")!;
    const result = await evaluate(toOptions(entry));
    expect(result.failures).toEqual([
      {
        row: 2,
        column: "outputs",
        code: "no_answer",
        message: "The prediction of row 2 is null.",
        hint: "Fill the column 'answer', or leave the row out.",
      },
    ]);
    expect(result.counts["flesch_kincaid_grade_level/v1"]).toEqual({ scored: 4, failed: 1 });
  });

  it("computes a metric of the model type once, though it is named besides, and an own one of its name in its place", async () => {
    const own: EvaluationMetric = { name: "exact_match", version: "v1", greaterIsBetter: true, evaluate: () => 0.25 };
    const result = await evaluate({
      data: [{ answer: "Lisbon", target: "Lisbon" }],
      predictions: "answer",
      targets: "target",
      modelType: "question-answering",
      extraMetrics: [tokenCount(), own],
    });
    expect(result.scores.map(({ name }) => name)).toEqual([
      "flesch_kincaid_grade_level",
      "ari_grade_level",
      "token_count",
    ]);
    expect(result.metrics["exact_match/v1"]).toBe(0.25);
  });

  it("computes the metrics of a model type in MLflow's order", () => {
    expect(builtinMetrics("question-answering", 3).map((metric) => metric.name)).toEqual([
      "token_count",
      "flesch_kincaid_grade_level",
      "ari_grade_level",
      "exact_match",
    ]);
  });
});

describe("toSplitJson", () => {
  it("writes what pandas 2.3.3 writes: DataFrame.to_json(orient='split', index=False)", () => {
    const columns = [
      { name: "a", values: [1.5, -0.0, 1e17, 123456.123456789012, 1e-12, 0.99999999999, 2.675] },
      { name: "b", values: ['\x00\x1f\x7f"\\/<é😀\u2028', "x", "\b\f\n\r\t", "", "a", "b", "c"] },
      { name: "c", values: [1, null, 3, 4, 5, 6, 7] },
    ];
    expect(toSplitJson(columns)).toBe(
      String.raw`{"columns":["a","b","c"],"data":[[1.5,"\u0000\u001f` +
        "\x7f" +
        String.raw`\"\\\/<\u00e9\ud83d\ude00\u2028",1.0],[0.0,"x",null],[1e+17,"\b\f\n\r\t",3.0],[123456.123456789,"",4.0],[0.0,"a",5.0],[1.0,"b",6.0],[2.675,"c",7.0]]}`,
    );
  });
});
