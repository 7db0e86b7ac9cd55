import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { findProjectRoot } from "../../../core/index.js";
import type { EvaluationMetric } from "./metric.js";
import { makeGenaiMetric, type GenaiMetricOptions } from "./make-genai-metric.js";

const GRADED = z.record(
  z.enum(["answer_similarity", "answer_correctness", "faithfulness", "answer_relevance", "relevance"]),
  z.object({ definition: z.string(), gradingPrompt: z.string(), contextColumns: z.array(z.string()) }),
);
type GradedName = keyof z.infer<typeof GRADED>;

let loaded: z.infer<typeof GRADED> | undefined;

/** What a graded metric may be given: who grades, and how it is asked. */
export type GradedMetricOptions = Pick<
  GenaiMetricOptions,
  "model" | "examples" | "parameters" | "maxWorkers" | "aggregations"
>;

function graded(name: GradedName, options: GradedMetricOptions): EvaluationMetric {
  const file = join(findProjectRoot(), "src", "evaluate", "classic", "data", "graded-metrics.json");
  loaded ??= GRADED.parse(JSON.parse(readFileSync(file, "utf8")));
  const { definition, gradingPrompt, contextColumns } = loaded[name]!;
  return makeGenaiMetric({ ...options, name, definition, gradingPrompt, gradingContextColumns: contextColumns });
}

/** Grades from 1 to 5 how close the answer is in meaning to the target; needs `targets`. */
export const answerSimilarity = (options: GradedMetricOptions = {}): EvaluationMetric =>
  graded("answer_similarity", options);

/** Grades from 1 to 5 how right the answer is going by the target; needs `targets`. */
export const answerCorrectness = (options: GradedMetricOptions = {}): EvaluationMetric =>
  graded("answer_correctness", options);

/** Grades from 1 to 5 how far the answer keeps to the column `context`. */
export const faithfulness = (options: GradedMetricOptions = {}): EvaluationMetric => graded("faithfulness", options);

/** Grades from 1 to 5 how well the answer addresses the input. */
export const answerRelevance = (options: GradedMetricOptions = {}): EvaluationMetric =>
  graded("answer_relevance", options);

/** Grades from 1 to 5 how well the answer addresses the input with the column `context`. */
export const relevance = (options: GradedMetricOptions = {}): EvaluationMetric => graded("relevance", options);
