import type { ModelConfiguration } from "../../../models/index.js";
import type { Evaluator, EvaluatorContext, EvaluatorOutput } from "./evaluator.js";
import type { JudgeOptions } from "../judged/judge-evaluator.js";
import {
  CoherenceEvaluator,
  FluencyEvaluator,
  GroundednessEvaluator,
  RelevanceEvaluator,
  SimilarityEvaluator,
} from "../judged/judges.js";
import { F1ScoreEvaluator } from "./text-evaluators.js";

/** Options of {@link QAEvaluator}: thresholds per score, and what all judges share. */
export interface QAOptions extends Omit<JudgeOptions, "threshold"> {
  readonly groundednessThreshold?: number;
  readonly relevanceThreshold?: number;
  readonly coherenceThreshold?: number;
  readonly fluencyThreshold?: number;
  readonly similarityThreshold?: number;
  /** 0 to 1. @default 0.5 */
  readonly f1ScoreThreshold?: number;
}

/**
 * Groundedness, relevance, coherence, fluency, similarity and F1 of one answer, in one output.
 *
 * @example
 * await new QAEvaluator(modelConfig).evaluate({ query, response, context, ground_truth });
 */
export class QAEvaluator implements Evaluator {
  readonly requiredInputs = [["query", "response", "context", "ground_truth"]];
  readonly #parts: readonly Evaluator[];

  constructor(modelConfiguration: ModelConfiguration, options: QAOptions = {}) {
    const withThreshold = (threshold: number | undefined): JudgeOptions => ({ ...options, threshold: threshold ?? 3 });
    this.#parts = [
      new GroundednessEvaluator(modelConfiguration, withThreshold(options.groundednessThreshold)),
      new RelevanceEvaluator(modelConfiguration, withThreshold(options.relevanceThreshold)),
      new CoherenceEvaluator(modelConfiguration, withThreshold(options.coherenceThreshold)),
      new FluencyEvaluator(modelConfiguration, withThreshold(options.fluencyThreshold)),
      new SimilarityEvaluator(modelConfiguration, withThreshold(options.similarityThreshold)),
      new F1ScoreEvaluator({ threshold: options.f1ScoreThreshold }),
    ];
  }

  /** Asks the five judges at once; fails when one fails. */
  async evaluate(inputs: Readonly<Record<string, unknown>>, context: EvaluatorContext = {}): Promise<EvaluatorOutput> {
    const outputs = await Promise.all(
      this.#parts.map(async (part) => {
        const names = [...part.requiredInputs[0]!, ...(part.optionalInputs ?? [])];
        return part.evaluate(Object.fromEntries(names.map((name) => [name, inputs[name]])), context);
      }),
    );
    return Object.assign({}, ...outputs) as EvaluatorOutput;
  }
}
