import { joinClauses, quoteGiven, TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";

/** What a metric must reach, by MLflow's `MetricThreshold`. */
export interface MetricThreshold {
  /** Value that must be reached. @default none */
  readonly threshold?: number;
  /** Least improvement over the baseline, in the metric's unit. @default none */
  readonly minAbsoluteChange?: number;
  /** Least improvement over the baseline as a share of it, 0 to 1. @default none */
  readonly minRelativeChange?: number;
  readonly greaterIsBetter: boolean;
}

/** Least improvement on a baseline of 0, of which no share can be taken; as in MLflow 3.17.2. */
const ALMOST_ZERO = 1e-10;

/**
 * Checks a result's metrics against thresholds, and against a baseline's where changes are asked for.
 *
 * Throws `validation_failed` naming every metric that failed and by how much, `missing_metric`, `no_baseline` and
 * `invalid_option`.
 *
 * @example
 * validateEvaluationResults({ "exact_match/v1": { threshold: 0.8, greaterIsBetter: true } }, result, baseline);
 */
export function validateEvaluationResults(
  thresholds: Readonly<Record<string, MetricThreshold>>,
  candidate: { readonly metrics: Readonly<Record<string, number>> },
  baseline?: { readonly metrics: Readonly<Record<string, number>> },
): void {
  const problems = Object.entries(thresholds).flatMap(([name, threshold]) => {
    checkThreshold(name, threshold);
    return checkMetric(name, threshold, candidate.metrics, baseline?.metrics);
  });
  if (problems.length === 0) return;
  throw new TunelabError(say("evaluate.notPassed", { problems: joinClauses(problems) }), {
    code: "validation_failed",
    hint: say("evaluate.notPassedHint", { code: "result.table({ failuresFirst: true })" }),
  });
}

function checkThreshold(name: string, threshold: MetricThreshold): void {
  const { minAbsoluteChange, minRelativeChange } = threshold;
  const isEmpty = [threshold.threshold, minAbsoluteChange, minRelativeChange].every((value) => value === undefined);
  const why = isEmpty
    ? say("evaluate.asksNothing")
    : threshold.threshold !== undefined && !Number.isFinite(threshold.threshold)
      ? say("evaluate.badThresholdNumber", { value: quoteGiven(threshold.threshold) })
      : minAbsoluteChange !== undefined && !(minAbsoluteChange > 0)
        ? say("evaluate.badAbsolute", { value: String(minAbsoluteChange) })
        : minRelativeChange !== undefined && !(minRelativeChange > 0 && minRelativeChange <= 1)
          ? say("evaluate.badRelative", { value: String(minRelativeChange) })
          : undefined;
  if (why === undefined) return;
  throw new TunelabError(say("evaluate.badThreshold", { name, why }), {
    code: "invalid_option",
    hint: say("evaluate.badThresholdHint", {
      code: "{ threshold: 0.8, minAbsoluteChange: 0.05, greaterIsBetter: true }",
    }),
  });
}

function checkMetric(
  name: string,
  { threshold, minAbsoluteChange, minRelativeChange, greaterIsBetter }: MetricThreshold,
  candidate: Readonly<Record<string, number>>,
  baseline: Readonly<Record<string, number>> | undefined,
): string[] {
  const value = readMetric(name, candidate, "evaluate.resultLacks");
  const problems: string[] = [];
  const sign = greaterIsBetter ? 1 : -1;
  if (threshold !== undefined && !((value - threshold) * sign >= 0)) {
    problems.push(
      say(greaterIsBetter ? "evaluate.mustBeAtLeast" : "evaluate.mustBeAtMost", {
        name,
        value: String(value),
        threshold: String(threshold),
      }),
    );
  }
  if (minAbsoluteChange === undefined && minRelativeChange === undefined) return problems;
  if (baseline === undefined) {
    throw new TunelabError(say("evaluate.noBaseline", { name }), {
      code: "no_baseline",
      hint: say("evaluate.noBaselineHint"),
    });
  }
  const before = readMetric(name, baseline, "evaluate.baselineLacks");
  const gain = (value - before) * sign;
  if (minAbsoluteChange !== undefined && !(gain >= minAbsoluteChange)) {
    problems.push(say("evaluate.improvedBy", { name, gain: String(gain), least: String(minAbsoluteChange) }));
  }
  if (minRelativeChange !== undefined && before === 0) {
    if (!(gain >= ALMOST_ZERO)) problems.push(say("evaluate.notImproved", { name }));
    return problems;
  }
  const share = gain / Math.abs(before);
  if (minRelativeChange !== undefined && !(share >= minRelativeChange)) {
    problems.push(
      say("evaluate.improvedBy", {
        name,
        gain: `${(share * 100).toFixed(1)} %`,
        least: `${(minRelativeChange * 100).toFixed(1)} %`,
      }),
    );
  }
  return problems;
}

function readMetric(
  name: string,
  metrics: Readonly<Record<string, number>>,
  lacks: "evaluate.resultLacks" | "evaluate.baselineLacks",
): number {
  const value = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
  if (value !== undefined) return value;
  throw new TunelabError(say(lacks, { name }), {
    code: "missing_metric",
    hint: say("evaluate.itHas", { names: Object.keys(metrics).join(", ") || say("evaluate.none") }),
  });
}
