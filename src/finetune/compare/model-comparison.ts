import { JUPYTER_DISPLAY, type Interval, type MimeData } from "../../core/index.js";
import { table, type Table, type TableLink } from "../../display/index.js";

/** One held-out example under both models. Losses are in nats per token of the expected answer. */
export interface ComparedExample {
  readonly question: string;
  readonly expected: string;
  readonly baseAnswer: string;
  readonly tunedAnswer: string;
  readonly baseLoss: number | null;
  readonly tunedLoss: number | null;
  readonly baseInStyle: boolean | null;
  readonly tunedInStyle: boolean | null;
  readonly preferred: "base" | "tuned" | "tie" | null;
}

/** How base and tuned model differ on held-out examples. */
export class ModelComparison {
  constructor(
    readonly base: string,
    readonly tuned: string,
    readonly rows: readonly ComparedExample[],
    /** Tuned loss minus base loss, by example; below zero is better. Missing where the provider gives no losses. */
    readonly lossDifference: Interval | undefined,
    /** Tuned style rate minus base style rate. Missing without a style. */
    readonly styleDifference: Interval | undefined,
    /** Mean of +1 where tuned is preferred, -1 where base is, 0 for a tie. Missing without a judge. */
    readonly preference: Interval | undefined,
    /** What could not be measured, and why. */
    readonly notes: readonly string[],
    /** Pages of the two models in the portal of the embedded service. */
    readonly links: readonly TableLink[] = [],
  ) {}

  /** The examples whose loss changed most, the largest change first. */
  mostChanged(count = 5): readonly ComparedExample[] {
    const change = ({ baseLoss, tunedLoss }: ComparedExample): number => Math.abs((tunedLoss ?? 0) - (baseLoss ?? 0));
    return [...this.rows].sort((left, right) => change(right) - change(left)).slice(0, count);
  }

  /** The measurements, one row each. */
  get summary(): Table {
    const mean = (values: readonly (number | boolean | null)[]): number | null => {
      const known = values.filter((value) => value !== null).map(Number);
      return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    const row = (
      measure: string,
      base: number | null,
      tuned: number | null,
      interval: Interval | undefined,
      lower: boolean,
    ) => ({
      measure,
      base: base === null ? null : round(base),
      tuned: tuned === null ? null : round(tuned),
      "difference (95 %)":
        interval === undefined
          ? null
          : `${signed(interval.estimate)} [${signed(interval.low)}, ${signed(interval.high)}]`,
      verdict: interval === undefined ? "not measured" : verdict(interval, lower),
    });
    const { rows } = this;
    return table(
      [
        row(
          "loss of the expected answer",
          mean(rows.map((r) => r.baseLoss)),
          mean(rows.map((r) => r.tunedLoss)),
          this.lossDifference,
          true,
        ),
        row(
          "answers in style",
          mean(rows.map((r) => r.baseInStyle)),
          mean(rows.map((r) => r.tunedInStyle)),
          this.styleDifference,
          false,
        ),
        row("judge prefers tuned (+1) or base (-1)", null, null, this.preference, false),
      ],
      { caption: `${this.tuned} against ${this.base} on ${rows.length} held-out examples`, links: this.links },
    );
  }

  toString(): string {
    return [this.summary.toString(), ...this.notes].join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    const changed = table(
      this.mostChanged().map(({ question, baseAnswer, tunedAnswer, baseLoss, tunedLoss }) => ({
        question,
        base: baseAnswer,
        tuned: tunedAnswer,
        "base loss": baseLoss,
        "tuned loss": tunedLoss,
      })),
      { caption: "Examples that changed most" },
    );
    const notes =
      this.notes.length === 0
        ? undefined
        : table(
            this.notes.map((note) => ({ note })),
            { caption: "Please note" },
          );
    return {
      "text/html": `${this.summary.toHtml()}${changed.toHtml()}${notes?.toHtml() ?? ""}`,
      "text/plain": `${this.toString()}\n\n${changed.toString()}`,
    };
  }
}

function verdict({ low, high }: Interval, lowerIsBetter: boolean): string {
  if (low <= 0 && high >= 0) return "cannot tell them apart";
  return high < 0 === lowerIsBetter ? "tuned is better" : "base is better";
}

const round = (value: number): number => Number(value.toFixed(4));
const signed = (value: number): string => `${value > 0 ? "+" : ""}${value.toFixed(3)}`;
