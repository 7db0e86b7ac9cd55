import { JUPYTER_DISPLAY, JUPYTER_DISPLAY_METADATA, type MimeData } from "../../core/index.js";
import type { ChatDataset } from "../../datasets/index.js";
import { figure, table, type Figure, type Table } from "../../display/index.js";
import { distributionOf, formatDistribution, type Distribution } from "../../tokens/index.js";
import { costMeter, type CostMeterOptions, type CostReport } from "./cost-meter.js";

/** Tokens of a dataset before it is trained on. */
export class TokenReport {
  constructor(
    readonly path: string,
    /** Tokens of each example. */
    readonly tokens: readonly number[],
    readonly assistantTokens: readonly number[],
    readonly total: Distribution,
    readonly assistant: Distribution,
    /** Numbers of the examples, from 0, that are longer than the model trains on. */
    readonly overLimit: readonly number[],
    readonly limit: number,
    readonly cost: CostReport,
  ) {}

  /** Distribution of both counts, one row a statistic. */
  get table(): Table {
    const names = ["count", "sum", "min", "max", "mean", "median", ...Object.keys(this.total.quantiles)];
    const value = (distribution: Distribution, name: string): unknown =>
      name in distribution.quantiles ? distribution.quantiles[name] : distribution[name as "count"];
    return table(
      names.map((name) => ({
        statistic: name,
        "total tokens": value(this.total, name),
        "assistant tokens": value(this.assistant, name),
      })),
      { caption: `Tokens of ${this.path}`, maxRows: 20 },
    );
  }

  /** Histogram of tokens per example, total and assistant. */
  get figure(): Figure {
    const rows = [
      ...this.tokens.map((tokens) => ({ tokens, counted: "whole example" })),
      ...this.assistantTokens.map((tokens) => ({ tokens, counted: "assistant only" })),
    ];
    return figure({
      data: rows,
      kind: "histogram",
      x: "tokens",
      color: "counted",
      title: "Tokens per example",
      xLabel: "tokens",
      yLabel: "examples",
    });
  }

  toString(): string {
    const over = this.overLimit.length;
    const verdict =
      over === 0
        ? `none longer than the limit of ${this.limit}`
        : `${over} longer than the limit of ${this.limit}, cut at the end`;
    return [
      this.path,
      formatDistribution(this.tokens, "total tokens"),
      formatDistribution(this.assistantTokens, "assistant tokens"),
      `${this.tokens.length} examples, ${verdict}.`,
      this.cost.toString(),
    ].join("\n");
  }

  async [JUPYTER_DISPLAY](): Promise<MimeData> {
    const { data, metadata } = await this.figure.toBundle();
    const bundle: MimeData = { ...data, "text/plain": this.toString() };
    return metadata === undefined ? bundle : Object.assign(bundle, { [JUPYTER_DISPLAY_METADATA]: metadata });
  }
}

/**
 * Reports the tokens of a dataset: distributions with named quantiles, a histogram, examples over the model's limit,
 * epochs and cost by the provider's rules.
 *
 * Throws `no_values` for a dataset without a valid example.
 *
 * @example
 * const report = tokenReport(await readChatDataset("training_set.jsonl"));
 * report.total.quantiles.p95;
 */
export function tokenReport(dataset: ChatDataset, options: Omit<CostMeterOptions, "tokens"> = {}): TokenReport {
  const { tokens, assistantTokens, trainingContextTokens: limit } = dataset;
  return new TokenReport(
    dataset.path,
    tokens,
    assistantTokens,
    distributionOf(tokens),
    distributionOf(assistantTokens),
    tokens.flatMap((count, index) => (count > limit ? [index] : [])),
    limit,
    costMeter({ ...options, tokens }),
  );
}
