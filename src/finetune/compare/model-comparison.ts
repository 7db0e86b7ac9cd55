import { JUPYTER_DISPLAY, type Interval, type MimeData } from "../../core/index.js";
import { composeDisplay, table, type Table, type TableLink } from "../../display/index.js";
import { formatSigned, say } from "../../texts/index.js";

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
  /** Whether the answer contains what the expected one states; null where that is no short fact. */
  readonly baseHasFact: boolean | null;
  readonly tunedHasFact: boolean | null;
  readonly preferred: "base" | "tuned" | "tie" | null;
}

/** How base and tuned model differ on held-out examples. */
export class ModelComparison {
  constructor(
    readonly base: string,
    readonly tuned: string,
    readonly rows: readonly ComparedExample[],
    /** Share of tuned answers with the expected fact minus the base model's. Missing where no example has one. */
    readonly factDifference: Interval | undefined,
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
      [say("compare.measure")]: measure,
      [say("compare.base")]: base === null ? null : round(base),
      [say("compare.tuned")]: tuned === null ? null : round(tuned),
      [say("compare.difference")]:
        interval === undefined
          ? null
          : `${formatSigned(interval.estimate)} [${formatSigned(interval.low)}, ${formatSigned(interval.high)}]`,
      [say("compare.verdict")]: interval === undefined ? say("compare.notMeasured") : verdict(interval, lower),
    });
    const { rows } = this;
    const means = (base: keyof ComparedExample, tuned: keyof ComparedExample) =>
      [mean(rows.map((each) => each[base] as boolean)), mean(rows.map((each) => each[tuned] as boolean))] as const;
    return table(
      [
        row(say("compare.facts"), ...means("baseHasFact", "tunedHasFact"), this.factDifference, false),
        row(say("compare.loss"), ...means("baseLoss", "tunedLoss"), this.lossDifference, true),
        row(say("compare.style"), ...means("baseInStyle", "tunedInStyle"), this.styleDifference, false),
        row(say("compare.preference"), null, null, this.preference, false),
      ],
      {
        caption: say("compare.caption", { tuned: this.tuned, base: this.base, n: rows.length }),
        links: this.links,
      },
    );
  }

  /** The examples that changed most as a table. */
  get #changed(): Table {
    return table(
      this.mostChanged().map(({ question, baseAnswer, tunedAnswer, baseLoss, tunedLoss }) => ({
        [say("compare.question")]: question,
        [say("compare.base")]: baseAnswer,
        [say("compare.tuned")]: tunedAnswer,
        [say("compare.baseLoss")]: baseLoss,
        [say("compare.tunedLoss")]: tunedLoss,
      })),
      { caption: say("compare.changed") },
    );
  }

  toString(): string {
    return [this.summary.toString(), ...this.notes].join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    return composeDisplay([this.summary, ...this.notes, this.#changed]);
  }
}

function verdict({ low, high }: Interval, lowerIsBetter: boolean): string {
  if (low <= 0 && high >= 0) return say("compare.alike");
  return say(high < 0 === lowerIsBetter ? "compare.tunedBetter" : "compare.baseBetter");
}

const round = (value: number): number => Number(value.toFixed(4));
