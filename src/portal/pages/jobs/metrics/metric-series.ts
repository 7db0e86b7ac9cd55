import { t } from "../../../i18n/index.js";
import type { Series } from "../../../parts/chart/series.js";
import { smooth } from "../../../parts/chart/smooth.js";
import type { MetricTable } from "./merge-metrics.js";

/** A chart of the page: what its axis measures, and its columns. */
export interface MetricChart {
  readonly id: "loss" | "accuracy" | "preference" | "margin";
  readonly series: readonly Series[];
}

const DASHES = { train: undefined, valid: [2, 4], full_valid: [8, 4] } as const;
const MARKERS = { train: undefined, valid: "square", full_valid: "diamond" } as const;

/** The lines of training, one batch of validation, and the whole of it, as `lossFigure` draws them. */
function trio(table: MetricTable, measure: "loss" | "mean_token_accuracy", weight: number): Series[] {
  return (["train", "valid", "full_valid"] as const).flatMap((part, index): Series[] => {
    const key = `${part}_${measure}` as const;
    const values = table.columns[key];
    if (values === undefined || values.every((value) => value === null)) return [];
    const line: Series = {
      key,
      label: t(`chart.${key}`),
      values,
      color: index + 1,
      dash: DASHES[part],
      marker: MARKERS[part],
    };
    return part === "train" ? smoothed(line, weight) : [line];
  });
}

/** A line and, behind it, its raw values: smoothing hides nothing. */
function smoothed(line: Series, weight: number): Series[] {
  if (weight === 0) return [line];
  return [
    { ...line, key: `${line.key}_raw`, isFaint: true },
    { ...line, values: smooth(line.values, weight) },
  ];
}

function single(table: MetricTable, key: "preference_accuracy" | "reward_margin", weight: number): Series[] {
  const values = table.columns[key];
  return values === undefined ? [] : smoothed({ key, label: t(`chart.${key}`), values, color: 1 }, weight);
}

/** The charts that a job has data for; losses first, of a preference job its own measures next. */
export function metricCharts(table: MetricTable, weight: number): MetricChart[] {
  const isPreference = table.columns["preference_accuracy"] !== undefined;
  const charts: MetricChart[] = [
    { id: "loss", series: trio(table, "loss", weight) },
    { id: "preference", series: single(table, "preference_accuracy", weight) },
    { id: "margin", series: single(table, "reward_margin", weight) },
    { id: "accuracy", series: isPreference ? [] : trio(table, "mean_token_accuracy", weight) },
  ];
  return charts.filter(({ series }) => series.length > 0);
}
