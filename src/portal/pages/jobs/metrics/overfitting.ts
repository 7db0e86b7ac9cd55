import type { MetricTable } from "./merge-metrics.js";

/** Measurements after the lowest that must be higher before anything is said. */
const LATER_POINTS = 2;
/** By how much the last must be above the lowest. */
const RISE = 1.02;

/**
 * The step since which the validation loss has risen while the training loss went on falling, or `undefined`. It looks
 * at the whole validation set where that was measured, else at the single batches.
 *
 * @example
 * risesSince({ step: [1, 2, 3, 4], columns: { valid_loss: [3, 1, 1.2, 1.5] } }); // 2
 */
export function risesSince({ step, columns }: MetricTable): number | undefined {
  const column = columns["full_valid_loss"]?.some((value) => value !== null)
    ? columns["full_valid_loss"]
    : columns["valid_loss"];
  const points = (column ?? []).flatMap((value, row) => (value === null ? [] : [{ step: step[row]!, value }]));
  if (points.length <= LATER_POINTS) return undefined;
  const lowest = points.reduce((best, point, at) => (point.value < points[best]!.value ? at : best), 0);
  const later = points.slice(lowest + 1);
  const hasRisen = later.length >= LATER_POINTS && later.at(-1)!.value > points[lowest]!.value * RISE;
  return hasRisen ? points[lowest]!.step : undefined;
}
