import {
  answerCorrectness,
  answerRelevance,
  answerSimilarity,
  faithfulness,
  makeGenaiMetric,
  profanity,
  relevance,
  validateEvaluationResults,
  ariGradeLevel,
  autologOpenAI,
  calibrateJudge,
  compare,
  Completeness,
  Correctness,
  Equivalence,
  ExpectationsGuidelines,
  Feedback,
  Fluency,
  Guidelines,
  lastTraces,
  likelihoodJudge,
  loadToxicity,
  PIIDetection,
  promptJudge,
  RegexMatch,
  RelevanceToQuery,
  ResponseLength,
  RetrievalGroundedness,
  RetrievalRelevance,
  RetrievalSufficiency,
  Safety,
  scorer,
  Summarization,
  trace,
  evaluateGenai,
  evaluate,
  exactMatch,
  fleschKincaidGradeLevel,
  latency,
  makeMetric,
  ndcgAtK,
  precisionAtK,
  recallAtK,
  lastResult,
  retryFailed,
  retryFailedGenai,
  rouge,
  tokenCount,
  type EvalDataInput,
  type EvaluateOptions,
  type EvaluationResult,
  GenaiResult,
  type GenaiEvaluateOptions,
  type InputsOf,
} from "../evaluate/index.js";
import { Tracking, type TrackingOptions } from "../tracking/index.js";

/** Options of `mlflow.evaluate`: where it is recorded is the open run, or a run of the current experiment. */
export type MlflowEvaluateOptions = Omit<EvaluateOptions, "tracker" | "runId" | "experimentId">;

/** Options of `mlflow.genai.evaluate`. */
export type MlflowGenaiOptions<Data extends EvalDataInput = EvalDataInput, Inputs = never> = Omit<
  GenaiEvaluateOptions<Data, Inputs>,
  "tracker" | "runId" | "experimentId"
>;

/**
 * Makes a namespace with MLflow's names in camelCase; `mlflow` is the one that reads the environment.
 *
 * @example
 * const offline = createMlflow({ env: {}, localFolder: "runs" });
 */
export function createMlflow(options: TrackingOptions = {}) {
  const tracking = new Tracking(options);
  const bind = <K extends keyof Tracking>(name: K): Tracking[K] => {
    const method = tracking[name] as unknown as (...args: unknown[]) => unknown;
    return method.bind(tracking) as unknown as Tracking[K];
  };
  return {
    /** The tracking behind the namespace. */
    tracking,
    setTrackingUri: bind("setTrackingUri"),
    getTrackingUri: bind("getTrackingUri"),
    setExperiment: bind("setExperiment"),
    startRun: bind("startRun"),
    endRun: bind("endRun"),
    activeRun: bind("activeRun"),
    logParam: bind("logParam"),
    logParams: bind("logParams"),
    logMetric: bind("logMetric"),
    logMetrics: bind("logMetrics"),
    logTable: bind("logTable"),
    logArtifact: bind("logArtifact"),
    logText: bind("logText"),
    logDict: bind("logDict"),
    setTag: bind("setTag"),
    setTags: bind("setTags"),
    searchRuns: bind("searchRuns"),
    getRun: bind("getRun"),
    listArtifacts: bind("listArtifacts"),
    loadTable: bind("loadTable"),
    push: bind("push"),
    compare,
    lastResult,
    retryFailed: retryFailedOf,
    validateEvaluationResults,
    /**
     * Evaluates a model or static predictions and records it in the open run, or in a run of its own.
     *
     * @example
     * await mlflow.evaluate({ model: openaiQa, data: evalData, modelType: "question-answering" });
     */
    async evaluate(given: MlflowEvaluateOptions): Promise<EvaluationResult> {
      return evaluate({ ...given, ...(await tracking.evaluationTarget()) });
    },
    /** Evaluation of applications, row by row. */
    genai: {
      /**
       * Evaluates answers with scorers and records it in the open run, or in a run of its own.
       *
       * @example
       * await mlflow.genai.evaluate({ data, predictFn: generateGame, scorers: [mlflow.genai.scorers.Safety()] });
       */
      async evaluate<Data extends EvalDataInput, Inputs = InputsOf<Data>>(
        given: MlflowGenaiOptions<Data, Inputs>,
      ): Promise<GenaiResult> {
        return evaluateGenai({ ...given, ...(await tracking.evaluationTarget()) });
      },
      scorer,
      Feedback,
      scorers: {
        Completeness,
        Correctness,
        Equivalence,
        ExpectationsGuidelines,
        Fluency,
        Guidelines,
        PIIDetection,
        RegexMatch,
        RelevanceToQuery,
        ResponseLength,
        RetrievalGroundedness,
        RetrievalRelevance,
        RetrievalSufficiency,
        Safety,
        Summarization,
      },
      judges: { promptJudge, likelihoodJudge, calibrateJudge },
    },
    trace,
    lastTraces,
    openai: { autolog: autologOpenAI },
    /** Metrics for `extraMetrics`. */
    metrics: {
      tokenCount,
      fleschKincaidGradeLevel,
      ariGradeLevel,
      exactMatch,
      rouge1: () => rouge("rouge1"),
      rouge2: () => rouge("rouge2"),
      rougeL: () => rouge("rougeL"),
      rougeLsum: () => rouge("rougeLsum"),
      precisionAtK,
      recallAtK,
      ndcgAtK,
      latency,
      makeMetric,
      makeGenaiMetric,
      profanity,
      loadToxicity,
      answerSimilarity,
      answerCorrectness,
      faithfulness,
      answerRelevance,
      relevance,
    },
  };
}

/**
 * Does again what failed in a result of `mlflow.evaluate` or `mlflow.genai.evaluate`; what is there stays.
 *
 * @example
 * const complete = await mlflow.retryFailed(result);
 */
function retryFailedOf(result: EvaluationResult, changes?: Partial<MlflowEvaluateOptions>): Promise<EvaluationResult>;
function retryFailedOf(result: GenaiResult): Promise<GenaiResult>;
function retryFailedOf(
  result: EvaluationResult | GenaiResult,
  changes?: Partial<MlflowEvaluateOptions>,
): Promise<EvaluationResult | GenaiResult> {
  return result instanceof GenaiResult ? retryFailedGenai(result) : retryFailed(result, changes);
}

/** MLflow's namespace for notebooks; its tracker is chosen on first use from MLFLOW_TRACKING_URI. */
export const mlflow = createMlflow();
