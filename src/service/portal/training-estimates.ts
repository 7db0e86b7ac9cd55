import { findModelFacts } from "../../tokens/index.js";
import { estimateFineTune, estimateTrainingSeconds, inspectModel, type TokenExample } from "../../training/index.js";
import type { ServiceContext } from "../context.js";
import { needsReplay, resolveHyperparameters } from "../jobs/hyperparameters.js";
import type { FileReport, TokenReport } from "./file-report/file-report.js";

/** Examples that an estimate looks at; the time of more is in proportion. */
const MOST_EXAMPLES = 500;

/** What is asked of a job that does not exist yet. */
export interface PlannedJob {
  readonly model: string;
  readonly epochs: number | "auto";
  readonly batchSize: number | "auto";
}

/** Says what a job with a file would take: steps, tokens that Azure bills, its price, and the time on this machine. */
export async function estimateTraining(context: ServiceContext, report: FileReport, job: PlannedJob) {
  const { examples, tokens, method } = report;
  const { nEpochs, batchSize, replay } = resolveHyperparameters(
    {
      nEpochs: job.epochs,
      batchSize: job.batchSize,
      learningRateMultiplier: "auto",
      replay: method === "dpo" ? undefined : "auto",
    },
    Math.max(1, examples),
    needsReplay(context.engine),
  );
  const billedTokens = (tokens?.billedPerEpoch ?? 0) * nEpochs;
  const price = findModelFacts(job.model)?.trainingPrices.azureRegional;
  return {
    examples,
    epochs: nEpochs,
    batchSize,
    steps: Math.ceil(examples / batchSize) * nEpochs,
    billedTokens,
    seconds: tokens === null ? null : await secondsHere(context, method, tokens, examples, nEpochs, replay),
    azureCost: price === undefined ? null : (billedTokens / 1_000_000) * price,
  };
}

/** Learned tokens of a replayed answer, which comes after a prompt as long as the examples'. */
const REPLAYED_TOKENS = 8;

function exampleOf(length: number, learned: number): TokenExample {
  return {
    tokenIds: Array.from({ length }, () => 1),
    lossMask: Array.from({ length }, (_, at) => at >= length - learned),
  };
}

/** `null` where it cannot be said: a model that cannot be tuned, too little memory, no measurement. */
async function secondsHere(
  { engine, jobs }: ServiceContext,
  method: FileReport["method"],
  { total, assistant, limit }: TokenReport,
  examples: number,
  epochs: number,
  replay: true | undefined,
): Promise<number | null> {
  try {
    const speed = await jobs.trainingSpeed();
    if (speed === undefined) return null;
    const dimensions = inspectModel(engine.modelPath);
    const length = Math.max(2, Math.min(limit, Math.round(total.mean)));
    const learned = Math.max(1, Math.min(length - 1, Math.round(assistant.mean)));
    const example = exampleOf(length, learned);
    const looked = Math.min(MOST_EXAMPLES, examples);
    const training = Array.from({ length: looked }, () => example);
    const share = examples / looked;
    const data =
      method === "dpo"
        ? { method, training: training.map((preferred) => ({ preferred, nonPreferred: preferred })) }
        : { method, training, replay: replay && [exampleOf(length - learned + REPLAYED_TOKENS, REPLAYED_TOKENS)] };
    const { layers, tokens, targets } = estimateFineTune(dimensions, { epochs, data });
    return estimateTrainingSeconds(dimensions, { layers, tokens: tokens * share, targets: targets * share }, speed);
  } catch {
    return null;
  }
}
