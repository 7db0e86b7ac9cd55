import type { MetricPoint } from "../../core/index.js";

/** Writes a point as a line of a metric's file. */
export const metricLine = ({ value, timestamp, step }: MetricPoint): string =>
  `${timestamp} ${toPythonNumber(value)} ${step}\n`;

/** Reads `timestamp value step` lines; a line that a crash cut short is passed over. */
export function parseMetric(key: string, text: string): MetricPoint[] {
  return text.split("\n").flatMap((line) => {
    const [timestamp, value, step] = line.split(" ");
    if (timestamp === undefined || value === undefined) return [];
    const point = { key, value: fromPythonNumber(value), timestamp: Number(timestamp), step: Number(step ?? 0) };
    return Number.isInteger(point.timestamp) && Number.isInteger(point.step) && line !== "" ? [point] : [];
  });
}

/** MLflow's choice: the highest step, then the latest time, then the highest value. */
export function lastPoint(points: readonly MetricPoint[]): MetricPoint | undefined {
  return points.reduce<MetricPoint | undefined>((best, point) => {
    if (best === undefined) return point;
    const later = point.step - best.step || point.timestamp - best.timestamp || (point.value >= best.value ? 1 : -1);
    return later >= 0 ? point : best;
  }, undefined);
}

function toPythonNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return String(value);
}

function fromPythonNumber(text: string): number {
  switch (text.toLowerCase()) {
    case "inf":
    case "infinity":
      return Infinity;
    case "-inf":
    case "-infinity":
      return -Infinity;
    default:
      return Number(text);
  }
}
