import { optionError, quoteGiven } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { bleuScore } from "../../metrics/bleu.js";
import { f1Score } from "../../metrics/f1.js";
import { gleuScore } from "../../metrics/gleu.js";
import { type MeteorOptions, meteorScore } from "../../metrics/meteor.js";
import { type RougeType, scoreRouge } from "../../metrics/index.js";
import { type Evaluator, type EvaluatorOutput, toScoreOutput } from "./evaluator.js";
import { readText } from "./read-text.js";

/** Options of the text metrics. */
export interface TextEvaluatorOptions {
  /** Least score that passes, 0 to 1. @default 0.5 */
  readonly threshold?: number;
}

/** Base of the metrics that compare a response with a ground truth without a model. */
abstract class TextEvaluator implements Evaluator {
  readonly requiredInputs = [["response", "ground_truth"]];
  readonly #key: string;
  readonly #threshold: number;

  constructor(key: string, options: TextEvaluatorOptions) {
    this.#key = key;
    this.#threshold = checkThreshold("threshold", options.threshold ?? 0.5);
  }

  protected abstract score(response: string, groundTruth: string): number;

  /** Scores one row. Throws `missing_input`. */
  evaluate(inputs: Readonly<Record<string, unknown>>): EvaluatorOutput {
    const { response, groundTruth } = readTexts(this.#key, inputs);
    return toScoreOutput(this.#key, { value: this.score(response, groundTruth), threshold: this.#threshold });
  }
}

/**
 * Words in common: harmonic mean of precision and recall, 0 to 1.
 *
 * @example
 * new F1ScoreEvaluator().evaluate({ response: "in Warsaw", ground_truth: "Warsaw" })["f1_score"]; // 0.6666666666666666
 */
export class F1ScoreEvaluator extends TextEvaluator {
  constructor(options: TextEvaluatorOptions = {}) {
    super("f1_score", options);
  }
  protected score = f1Score;
}

/**
 * BLEU of 1- to 4-grams with smoothing, 0 to 1.
 *
 * @example
 * const row = { response: "She was born in Warsaw in 1867.", ground_truth: "She was born in Warsaw." };
 * new BleuScoreEvaluator().evaluate(row)["bleu_score"]; // 0.5410822690539396
 */
export class BleuScoreEvaluator extends TextEvaluator {
  constructor(options: TextEvaluatorOptions = {}) {
    super("bleu", options);
  }
  protected score = bleuScore;
}

/**
 * Google's sentence BLEU, 0 to 1.
 *
 * @example
 * const row = { response: "She was born in Warsaw in 1867.", ground_truth: "She was born in Warsaw." };
 * new GleuScoreEvaluator().evaluate(row)["gleu_score"]; // 0.5769230769230769
 */
export class GleuScoreEvaluator extends TextEvaluator {
  constructor(options: TextEvaluatorOptions = {}) {
    super("gleu", options);
  }
  protected score = gleuScore;
}

/**
 * METEOR with stems and WordNet synonyms, 0 to 1.
 *
 * @example
 * const row = { response: "She was born in Warsaw in 1867.", ground_truth: "She was born in Warsaw." };
 * new MeteorScoreEvaluator().evaluate(row)["meteor_score"]; // 0.8243727598566307
 */
export class MeteorScoreEvaluator extends TextEvaluator {
  readonly #weights: MeteorOptions;
  constructor(options: TextEvaluatorOptions & MeteorOptions = {}) {
    super("meteor", options);
    this.#weights = options;
  }
  protected score(response: string, groundTruth: string): number {
    return meteorScore(response, groundTruth, this.#weights);
  }
}

/** Which ROUGE: `azureEvaluation.RougeType.ROUGE_L`. */
export const RougeTypes = {
  ROUGE_1: "rouge1",
  ROUGE_2: "rouge2",
  ROUGE_3: "rouge3",
  ROUGE_4: "rouge4",
  ROUGE_5: "rouge5",
  ROUGE_L: "rougeL",
} as const satisfies Record<string, RougeType>;

/** Options of {@link RougeScoreEvaluator}. */
export interface RougeEvaluatorOptions {
  readonly rougeType?: (typeof RougeTypes)[keyof typeof RougeTypes];
  readonly rouge_type?: (typeof RougeTypes)[keyof typeof RougeTypes];
  /** @default 0.5 */
  readonly precisionThreshold?: number;
  /** @default 0.5 */
  readonly recallThreshold?: number;
  /** @default 0.5 */
  readonly f1ScoreThreshold?: number;
}

/**
 * ROUGE without stemming: F1 as the score, precision and recall beside it; the type must be named.
 *
 * @example
 * const row = { response: "She was born in Warsaw in 1867.", ground_truth: "She was born in Warsaw." };
 * new RougeScoreEvaluator({ rougeType: "rougeL" }).evaluate(row)["rouge_score"]; // 0.8333333333333333
 */
export class RougeScoreEvaluator implements Evaluator {
  readonly requiredInputs = [["response", "ground_truth"]];
  readonly #type: RougeType;
  readonly #thresholds: { readonly precision: number; readonly recall: number; readonly f1_score: number };

  /** Throws `invalid_option`. */
  constructor(options: RougeEvaluatorOptions) {
    const type = options?.rougeType ?? options?.rouge_type;
    const known: readonly string[] = Object.values(RougeTypes);
    if (type === undefined || !known.includes(type)) {
      throw optionError(
        "rougeType",
        say("option.oneOf", { names: known.join(", ") }),
        String(JSON.stringify(type)),
        say("simulate.badTurnHint", { code: 'new RougeScoreEvaluator({ rougeType: "rougeL" })' }),
      );
    }
    this.#type = type;
    this.#thresholds = {
      precision: checkThreshold("precisionThreshold", options.precisionThreshold ?? 0.5),
      recall: checkThreshold("recallThreshold", options.recallThreshold ?? 0.5),
      f1_score: checkThreshold("f1ScoreThreshold", options.f1ScoreThreshold ?? 0.5),
    };
  }

  /** Scores one row. Throws `missing_input`. */
  evaluate(inputs: Readonly<Record<string, unknown>>): EvaluatorOutput {
    const { response, groundTruth } = readTexts("rouge", inputs);
    const { precision, recall, fmeasure } = scoreRouge(response, groundTruth, this.#type);
    const parts = Object.entries({ precision, recall, f1_score: fmeasure }) as [
      "precision" | "recall" | "f1_score",
      number,
    ][];
    const passes = parts.map(([name, value]) => [name, value >= this.#thresholds[name]] as const);
    return toScoreOutput("rouge", {
      value: fmeasure,
      threshold: this.#thresholds.f1_score,
      properties: Object.fromEntries([
        ...parts.map(([name, value]) => [`rouge_${name}`, value]),
        ...passes.map(([name, passed]) => [`rouge_${name}_result`, passed ? "pass" : "fail"]),
        ...passes.map(([name, passed]) => [`rouge_${name}_passed`, passed]),
        ...parts.map(([name]) => [`rouge_${name}_threshold`, this.#thresholds[name]]),
      ]),
    });
  }
}

function checkThreshold(name: string, value: number): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw optionError(
    name,
    say("option.number", { low: "0", high: "1" }),
    quoteGiven(value),
    say("evaluate.leaveOutForHalf", { name }),
  );
}

function readTexts(key: string, inputs: Readonly<Record<string, unknown>>): { response: string; groundTruth: string } {
  const read = (name: string): string => readText(key, inputs, name, say("evaluate.textsHint"));
  return { response: read("response"), groundTruth: read("ground_truth") };
}
