import {
  distributionOf,
  getEncoding,
  numAssistantTokensFromMessages,
  numTokensFromMessages,
  type CountableMessage,
} from "../../../tokens/index.js";
import type { TokenDistribution, TokenReport } from "./file-report.js";

/** Encoding of the models that the labs tune. */
const ENCODING = "o200k_base";

/** Longest training example that Azure bills whole, in tokens. */
const BILLED_TOKENS = 65_536;

const BINS = 20;

/**
 * Counts the tokens of examples, of each or of every n-th, and says how they are spread.
 *
 * @example
 * const counts = new TokenCounts({ every: 1, limit: 2048 });
 * counts.add([{ role: "user", content: "Hi" }, { role: "assistant", content: "Hello!" }]);
 * counts.toReport()?.total.sum; // 14
 */
export class TokenCounts {
  readonly #every: number;
  readonly #limit: number;
  readonly #total: number[] = [];
  readonly #assistant: number[] = [];
  #examples = 0;

  /** @param options.every counts one example of so many @param options.limit longest training example, in tokens */
  constructor(options: { readonly every: number; readonly limit: number }) {
    this.#every = options.every;
    this.#limit = options.limit;
  }

  add(messages: readonly CountableMessage[]): void {
    if (this.#examples++ % this.#every !== 0) return;
    const options = { encoding: getEncoding(ENCODING), specialTokensAsText: true };
    this.#total.push(numTokensFromMessages(messages, options));
    this.#assistant.push(numAssistantTokensFromMessages(messages, options));
  }

  /** `null` without examples. */
  toReport(): TokenReport | null {
    if (this.#total.length === 0) return null;
    const billed = this.#total.reduce((sum, tokens) => sum + Math.min(tokens, BILLED_TOKENS), 0);
    return {
      encoding: ENCODING,
      counted: this.#total.length,
      total: toDistribution(this.#total),
      assistant: toDistribution(this.#assistant),
      overLimit: this.#total.filter((tokens) => tokens > this.#limit).length,
      limit: this.#limit,
      billedPerEpoch: Math.round((billed / this.#total.length) * this.#examples),
    };
  }
}

function toDistribution(values: readonly number[]): TokenDistribution {
  const { min, max, mean, median, sum, quantiles } = distributionOf(values, { quantiles: [0.05, 0.1, 0.9, 0.95] });
  const width = Math.max(1, Math.ceil((max - min + 1) / BINS));
  const counts = new Array<number>(Math.floor((max - min) / width) + 1).fill(0);
  for (const value of values) counts[Math.floor((value - min) / width)]! += 1;
  return {
    min,
    max,
    mean,
    median,
    p5: quantiles["p5"]!,
    p10: quantiles["p10"]!,
    p90: quantiles["p90"]!,
    p95: quantiles["p95"]!,
    sum,
    histogram: { from: min, width, counts },
  };
}
