import type { Tracker } from "../../core/index.js";
import type { RunRowsOptions } from "../run/index.js";
import type { ModelType } from "./metrics/builtin-metrics.js";
import type { EvalDataInput } from "./rows/eval-data.js";
import type { EvaluationMetric } from "./metrics/metric.js";
import type { EvalModel } from "./rows/run-model.js";
import type { ToxicityClassifier } from "./metrics/toxicity.js";

/** MLflow's `evaluator_config`. */
export interface EvaluatorConfig {
  /** What a metric calls a column: metric's name to column's. */
  readonly colMapping?: Readonly<Record<string, string>>;
  /** Put before every metric's name. @default "" */
  readonly metricPrefix?: string;
  /** k of the retriever's metrics. @default 3 */
  readonly retrieverK?: number;
}

/** Options of `evaluate`, by MLflow's names. */
export interface EvaluateOptions extends Omit<RunRowsOptions, "onProgress" | "interruptible"> {
  /** A function of the whole table, or of one row with `perRow`; sync or async. Leave it out for static predictions. */
  readonly model?: EvalModel;
  /** Rows, a DataFrame, or the path of a `.jsonl` or `.csv` file. */
  readonly data: EvalDataInput;
  /** Which metrics are computed beside `extraMetrics`. @default none */
  readonly modelType?: ModelType;
  /** Column of the right answers. The model does not see it. @default none */
  readonly targets?: string;
  /** Column of the answers in `data`, or of the answer among the columns that the model returns. */
  readonly predictions?: string;
  readonly extraMetrics?: readonly EvaluationMetric[];
  readonly evaluatorConfig?: EvaluatorConfig;
  /** Passed to the model as its second argument. */
  readonly modelConfig?: Readonly<Record<string, unknown>>;
  /** The model gets one row at a time. @default false, true with the metric latency() */
  readonly perRow?: boolean;
  /** Where the run is recorded. @default nowhere */
  readonly tracker?: Tracker;
  /** Run to write into; it is left running. @default a run of its own, ended when done */
  readonly runId?: string;
  /** Experiment of a run of its own. @default "0" */
  readonly experimentId?: string;
  readonly runName?: string;
  /** Name of the dataset in the run. @default "dataset" */
  readonly datasetName?: string;
  /** Classifier behind `toxicity/v1`. @default none: a warning says so */
  readonly toxicity?: ToxicityClassifier;
  /** Whether rows in progress are shown in a notebook. @default true */
  readonly progress?: boolean;
}
