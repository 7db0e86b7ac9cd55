import { readExamples, type FineTuneData, type PreferencePair, type TokenExample } from "../../../training/index.js";
import type { TrainingData } from "../trainer/trainer.js";

/**
 * Reads the examples of a job from its files. Throws `invalid_example` for a file that is not whole.
 *
 * @example
 * (await loadTrainingData({ method: "supervised", training: "job/training.tokens" })).training.length; // 12
 */
export async function loadTrainingData(data: TrainingData): Promise<FineTuneData> {
  const training = await readExamples(data.training);
  const validation = data.validation === undefined ? [] : await readExamples(data.validation);
  if (data.method === "supervised") {
    const replay = data.replay === undefined ? undefined : await readExamples(data.replay);
    return { method: "supervised", training, validation, replay };
  }
  const { method, beta, reference } = data;
  return { method, training: toPairs(training), validation: toPairs(validation), beta, reference };
}

function toPairs(examples: readonly TokenExample[]): PreferencePair[] {
  return Array.from({ length: examples.length / 2 }, (_, pair) => ({
    preferred: examples[2 * pair]!,
    nonPreferred: examples[2 * pair + 1]!,
  }));
}
