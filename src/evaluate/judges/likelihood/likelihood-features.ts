import type { TokenLikelihood, TokenLikelihoods } from "../../../models/index.js";
import type { EvidenceQuestion } from "../judge-task.js";

/** What a likelihood judge looks at, in the order of a calibration's weights. */
export const FEATURE_NAMES = [
  "mean lift",
  "least lift",
  "mean log probability",
  "least log probability",
  "largest gap to the best token",
  "share of words found",
] as const;

/**
 * Measures how the evidence changes the likelihood of the statement: on average and at its worst token, and how many
 * of the statement's words the evidence holds.
 *
 * The mean lift is mean log p(statement | evidence) − log p(statement); a single wrong fact shows in the worst token,
 * where the model would rather say what the evidence says.
 */
export async function likelihoodFeatures(
  question: EvidenceQuestion,
  likelihoods: TokenLikelihoods,
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const { withEvidence, withoutEvidence, statement, evidence } = question;
  const told = await likelihoods(withEvidence, statement, signal);
  const untold = await likelihoods(withoutEvidence, statement, signal);
  return featuresOf(told, untold, statement, evidence);
}

/** The arithmetic of {@link likelihoodFeatures} on likelihoods that are there. */
export function featuresOf(
  told: readonly TokenLikelihood[],
  untold: readonly TokenLikelihood[],
  statement: string,
  evidence: string,
): readonly number[] {
  const count = Math.min(told.length, untold.length);
  const lifts = Array.from({ length: count }, (_, i) => told[i]!.logProbability - untold[i]!.logProbability);
  const values = told.map((token) => token.logProbability);
  const gaps = told.map((token) => token.bestLogProbability - token.logProbability);
  return [
    mean(lifts),
    Math.min(...lifts, 0),
    mean(values),
    Math.min(...values, 0),
    Math.max(...gaps, 0),
    shareOfWordsFound(statement, evidence),
  ];
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const WORDS = /[\p{L}\p{N}]+/gu;
const FUNCTION_WORD_LENGTH = 3;

/** Share of a text's content words that another text holds; words of up to three letters are left out, numbers are not. */
function shareOfWordsFound(text: string, other: string): number {
  const read = (source: string): string[] => source.toLowerCase().match(WORDS) ?? [];
  const words = read(text).filter((word) => word.length > FUNCTION_WORD_LENGTH || /\p{N}/u.test(word));
  if (words.length === 0) return 1;
  const found = new Set(read(other));
  return words.filter((word) => found.has(word)).length / words.length;
}
