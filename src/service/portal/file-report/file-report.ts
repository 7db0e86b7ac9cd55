/** What is wrong with a line, or with the file as a whole. */
export interface LineProblem {
  /** From 1; `null` for the whole file. */
  readonly line: number | null;
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  /** The line's text around the place, cut; `null` for the whole file and after the first problems. */
  readonly text: string | null;
  /** Place in `text`, in UTF-16 units; `null` when unknown. */
  readonly at: number | null;
}

/** How numbers of tokens are spread. */
export interface TokenDistribution {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  readonly p5: number;
  readonly p10: number;
  readonly p90: number;
  readonly p95: number;
  readonly sum: number;
  readonly histogram: { readonly from: number; readonly width: number; readonly counts: readonly number[] };
}

/** Tokens of the examples of a file. */
export interface TokenReport {
  readonly encoding: string;
  /** Examples that were counted; fewer than there are in a large file. */
  readonly counted: number;
  readonly total: TokenDistribution;
  readonly assistant: TokenDistribution;
  /** Examples longer than `limit`, which are cut in training. */
  readonly overLimit: number;
  readonly limit: number;
  readonly billedPerEpoch: number;
}

/** An example as a chat. */
export interface ExampleSample {
  readonly line: number;
  readonly messages: readonly { readonly role: string; readonly content: string; readonly weight?: number }[];
  readonly preferred?: string;
  readonly nonPreferred?: string;
}

/** What a file for fine-tuning holds. */
export interface FileReport {
  readonly method: "supervised" | "dpo";
  readonly lines: number;
  readonly examples: number;
  readonly problemCounts: { readonly error: number; readonly warning: number };
  readonly problems: readonly LineProblem[];
  readonly tokens: TokenReport | null;
  readonly samples: readonly ExampleSample[];
  /** Most frequent system message. */
  readonly systemMessage: string | null;
}
