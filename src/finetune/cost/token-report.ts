import { JUPYTER_DISPLAY, type MimeData } from "../../core/index.js";
import type { ChatDataset } from "../../datasets/index.js";
import {
  composeDisplay,
  figure,
  PICTURE_OF_A_CELL_SECONDS,
  table,
  type Figure,
  type Table,
} from "../../display/index.js";
import { say } from "../../texts/index.js";
import { distributionOf, formatDistribution, type Distribution } from "../../tokens/index.js";
import { trainingLimit } from "./training-limit.js";
import { costMeter, type CostMeterOptions, type CostReport } from "./cost-meter.js";

const MEASURES = ["count", "sum", "min", "max", "mean", "median"] as const;

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
    /** Examples that were left out of the dataset because they are longer than this machine trains on. */
    readonly leftOut = 0,
  ) {}

  /** Distribution of both counts, one row a statistic. */
  get table(): Table {
    const row = (name: string, read: (distribution: Distribution) => unknown) => ({
      [say("report.statistic")]: name,
      [say("report.total")]: read(this.total),
      [say("report.assistant")]: read(this.assistant),
    });
    const quantiles = Object.keys(this.total.quantiles);
    return table(
      [
        ...MEASURES.map((name) => row(say(`report.measure.${name}`), (distribution) => distribution[name])),
        ...quantiles.map((name) => row(name, (distribution) => distribution.quantiles[name])),
      ],
      { caption: say("report.caption", { path: this.path }), maxRows: 20 },
    );
  }

  /** Histogram of tokens per example, total and assistant. */
  get figure(): Figure {
    const rows = [
      ...this.tokens.map((tokens) => ({ tokens, counted: say("report.whole") })),
      ...this.assistantTokens.map((tokens) => ({ tokens, counted: say("report.assistantOnly") })),
    ];
    return figure({
      data: rows,
      kind: "histogram",
      x: "tokens",
      color: "counted",
      title: say("report.title"),
      xLabel: say("report.tokens"),
      yLabel: say("report.examples"),
      colorLabel: say("report.counted"),
    });
  }

  /** How many examples are longer than the model trains on. */
  get verdict(): string {
    const { leftOut, limit, overLimit, tokens } = this;
    const [n, over] = [tokens.length + leftOut, overLimit.length + leftOut];
    return over === 0 ? say("report.fits", { n, limit }) : say("report.over", { n, over, limit });
  }

  toString(): string {
    return [
      this.path,
      formatDistribution(this.tokens, say("report.total")),
      formatDistribution(this.assistantTokens, say("report.assistant")),
      this.verdict,
      this.cost.text,
    ].join("\n");
  }

  async [JUPYTER_DISPLAY](): Promise<MimeData> {
    return composeDisplay([this.figure, this.table, this.verdict, this.cost.text], {
      pictureSeconds: PICTURE_OF_A_CELL_SECONDS,
    });
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
  const { tokens, assistantTokens } = dataset;
  const limit = trainingLimit(options.model ?? process.env["TUNELAB_BASE_MODEL"], options.provider, options.catalog);
  return new TokenReport(
    dataset.path,
    tokens,
    assistantTokens,
    distributionOf(tokens),
    distributionOf(assistantTokens),
    tokens.flatMap((count, index) => (count > limit ? [index] : [])),
    limit,
    costMeter({ ...options, tokens }),
    dataset.errors.filter(({ code }) => code === "example_too_long").length,
  );
}
