import { createHash } from "node:crypto";
import { replayedAnswers, type FineTuneData, type FineTunePlan } from "./fine-tune-options.js";
import type { ModelConfig } from "./model/model-config.js";
import { baseLearningRate } from "./optimiser/learning-rate.js";
import type { TokenExample } from "./data/pack-examples.js";
import type { PreferencePair } from "./objectives/preference-objective.js";

/**
 * SHA-256 of everything but memory and threads that decides the numbers of a training, so that a state is not gone on
 * from with other data.
 *
 * It is of one JSON text, `[settings, model, data]`, which is made piece by piece: of a large training file it would be
 * longer than a string can be.
 */
export function fingerprintOf(plan: FineTunePlan, config: ModelConfig): string {
  const { data, epochs, batchSize, learningRateMultiplier, seed, rank, alpha, modules, packTokens } = plan;
  const replays = replayedAnswers(data).length > 0;
  const rate = baseLearningRate(config, data.method, { replay: replays });
  // Left out where width does not lower it, so that a state of an earlier version is gone on from wherever its rate is the same.
  const lowered = rate < baseLearningRate({ hiddenSize: 1 }, data.method) ? rate : undefined;
  // Left out where nothing is replayed, for the same reason.
  const replay = replays ? [plan.replayPerStep, plan.replayWeight] : undefined;
  const settings = {
    epochs,
    batchSize,
    learningRateMultiplier,
    seed,
    rank,
    alpha,
    modules,
    packTokens,
    rate: lowered,
    replay,
  };
  const hash = createHash("sha256");
  hash.update(`[${JSON.stringify(settings)},${JSON.stringify({ ...config, biases: [...config.biases] })},`);
  for (const piece of dataAsJson(data)) hash.update(piece);
  return hash.update("]").digest("hex");
}

function* dataAsJson(data: FineTuneData): Generator<string> {
  let separator = "{";
  for (const [name, value] of Object.entries(data) as [string, unknown][]) {
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    separator = ",";
    if (Array.isArray(value)) yield* listAsJson(value as readonly (TokenExample | PreferencePair)[]);
    else yield JSON.stringify(value);
  }
  yield "}";
}

function* listAsJson(items: readonly (TokenExample | PreferencePair)[]): Generator<string> {
  yield "[";
  for (const [index, item] of items.entries()) {
    if (index > 0) yield ",";
    yield "preferred" in item
      ? `{"preferred":${exampleAsJson(item.preferred)},"nonPreferred":${exampleAsJson(item.nonPreferred)}}`
      : exampleAsJson(item);
  }
  yield "]";
}

/** The same text whether the example is in arrays or in typed arrays. */
function exampleAsJson({ tokenIds, lossMask }: TokenExample): string {
  return JSON.stringify({
    tokenIds: Array.from(tokenIds),
    lossMask: Array.from(lossMask, (learned) => Boolean(learned)),
  });
}
