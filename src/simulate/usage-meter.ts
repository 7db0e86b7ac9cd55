/** Tokens that a run used, and what they cost where prices are known. */
export interface SimulationUsage {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  /** In the currency of the prices; `undefined` without prices. */
  readonly cost: number | undefined;
}

/** Price of a million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
}

interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Adds up the tokens of the generating model's answers; the application's own are not seen. */
export class UsageMeter {
  #calls = 0;
  #prompt = 0;
  #completion = 0;
  readonly #models = new Set<string>();

  add(usage: Usage, model: string): void {
    this.#calls += 1;
    this.#prompt += usage.promptTokens;
    this.#completion += usage.completionTokens;
    this.#models.add(model);
  }

  /** Models that answered, by their own word. */
  get models(): readonly string[] {
    return [...this.#models];
  }

  total(prices?: TokenPrices): SimulationUsage {
    return {
      calls: this.#calls,
      promptTokens: this.#prompt,
      completionTokens: this.#completion,
      totalTokens: this.#prompt + this.#completion,
      cost: prices === undefined ? undefined : (this.#prompt * prices.input + this.#completion * prices.output) / 1e6,
    };
  }
}
