/** A file as the list shows it. */
export interface FileRow {
  readonly id: string;
  readonly filename: string;
  readonly purpose: string;
  readonly bytes: number;
  readonly createdAt: number;
  readonly status: "pending" | "running" | "processed" | "error";
  /** Whether a job would take it; `null` for a file that is for something else or that an earlier version took in. */
  readonly training: "ready" | "too_few_examples" | "wrong_lines" | null;
  readonly statusDetails: string | null;
}

/** Answer of `portal/api/files`. */
export interface FilesAnswer {
  readonly files: readonly FileRow[];
}

/**
 * Answer of `portal/api/files/:id/report`, made in a worker and kept by the file's content. A large file takes seconds:
 * show that it is being read. 409 `not_jsonl` for a file with
 * another purpose than `fine-tune` that holds no JSON lines (a result file, an image).
 */
export interface FileReport {
  readonly fileId: string;
  readonly method: "supervised" | "dpo";
  /** Lines that are not empty. */
  readonly lines: number;
  /** Lines without an error. */
  readonly examples: number;
  readonly problemCounts: { readonly error: number; readonly warning: number };
  /** By line; the first 1,000. */
  readonly problems: readonly LineProblem[];
  readonly tokens: TokenReport | null;
  /** The first 20 lines that can be read as an example. */
  readonly samples: readonly ExampleSample[];
  /** Most frequent system message, for the hint in the playground. */
  readonly systemMessage: string | null;
}

export interface LineProblem {
  /** From 1; `null` when the problem is about the whole file. */
  readonly line: number | null;
  readonly severity: "error" | "warning";
  /** Stable name, such as `missing_messages_list`; the pages have a text on what to do for each. */
  readonly code: string;
  readonly message: string;
  /** The line's text, cut at 300 characters; `null` for the whole file and after the first 100 problems. */
  readonly text: string | null;
  /** Where in `text` it is, in UTF-16 units; `null` when unknown. */
  readonly at: number | null;
}

export interface TokenReport {
  /** Encoding that counted, such as `o200k_base`. */
  readonly encoding: string;
  /** Examples that were counted; fewer than `examples` for a file above 20 MB, of which a sample is counted. */
  readonly counted: number;
  readonly total: TokenDistribution;
  /** Tokens of the assistant's messages. */
  readonly assistant: TokenDistribution;
  /** Examples longer than `limit`, which are cut. */
  readonly overLimit: number;
  /** Longest example that is trained on whole here, in tokens. */
  readonly limit: number;
  /** Tokens of an epoch as Azure bills them, from the sample where there is one. */
  readonly billedPerEpoch: number;
}

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
  /** Bins of equal width from `min` to `max`. */
  readonly histogram: { readonly from: number; readonly width: number; readonly counts: readonly number[] };
}

/** An example as a chat; `preferred` and `nonPreferred` only for DPO. */
export interface ExampleSample {
  readonly line: number;
  readonly messages: readonly SampleMessage[];
  readonly preferred?: string;
  readonly nonPreferred?: string;
}

export interface SampleMessage {
  readonly role: string;
  readonly content: string;
  /** 0 keeps an assistant's message out of the loss. */
  readonly weight?: number;
}

/** Answer of `portal/api/files/:id/estimate`: what a job with this file would take. */
export interface TrainingEstimate {
  readonly examples: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly steps: number;
  /** Tokens that Azure would bill. */
  readonly billedTokens: number;
  /** On this machine; `null` when it cannot be said. */
  readonly seconds: number | null;
  /** US dollars on Azure; `null` when the price is unknown. */
  readonly azureCost: number | null;
}
