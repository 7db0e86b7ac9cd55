import type { TrackedBatch } from "../../core/index.js";
import { toList } from "./key-values.js";

/** What an MLflow server takes in one request. */
const MOST_METRICS = 1000;
const MOST_PARAMS_OR_TAGS = 100;
const MOST_BYTES = 900_000;

/**
 * Cuts a batch into the bodies of `log-batch` requests that a server takes.
 *
 * @example
 * batchRequests({ params: { k: "3" } }); // [{ params: [{ key: "k", value: "3" }] }]
 */
export function batchRequests(batch: TrackedBatch): readonly Readonly<Record<string, unknown>>[] {
  const metrics = (batch.metrics ?? []).map(({ key, value, timestamp, step }) => ({
    key,
    value: toJsonNumber(value),
    timestamp,
    step,
  }));
  return [
    ...inParts(metrics, MOST_METRICS).map((part) => ({ metrics: part })),
    ...inParts(toList(batch.params ?? {}), MOST_PARAMS_OR_TAGS).map((part) => ({ params: part })),
    ...inParts(toList(batch.tags ?? {}), MOST_PARAMS_OR_TAGS).map((part) => ({ tags: part })),
  ];
}

/** Cuts a list so that neither the number of items nor the bytes of a request exceed what a server takes. */
function inParts<T>(items: readonly T[], most: number): T[][] {
  const parts: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    const last = parts.at(-1);
    if (last === undefined || last.length >= most || bytes + size > MOST_BYTES) {
      parts.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return parts;
}

function toJsonNumber(value: number): number | string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return value;
}
