import type { MetricPoint, RunStatus, TrackedRun } from "../../core/index.js";
import { toRecord, type KeyValue } from "./key-values.js";

/** A run as servers write it: times as numbers or texts, newer parts missing in older releases. */
export interface RunAnswer {
  readonly info: {
    readonly run_id: string;
    readonly run_name?: string;
    readonly experiment_id: string;
    readonly status: RunStatus;
    readonly start_time?: number | string;
    readonly end_time?: number | string;
    readonly artifact_uri?: string;
    readonly lifecycle_stage?: "active" | "deleted";
  };
  readonly data?: {
    readonly metrics?: readonly MetricAnswer[];
    readonly params?: readonly KeyValue[];
    readonly tags?: readonly KeyValue[];
  };
}

/** A metric's value as servers write it. */
export interface MetricAnswer {
  readonly key: string;
  readonly value: number | string;
  readonly timestamp: number | string;
  readonly step?: number | string;
}

export function readRunAnswer({ info, data }: RunAnswer): TrackedRun {
  const tags = toRecord(data?.tags);
  return {
    info: {
      runId: info.run_id,
      runName: info.run_name ?? tags["mlflow.runName"] ?? "",
      experimentId: info.experiment_id,
      status: info.status,
      startTime: Number(info.start_time ?? 0),
      ...(info.end_time !== undefined && { endTime: Number(info.end_time) }),
      artifactUri: info.artifact_uri ?? "",
      lifecycleStage: info.lifecycle_stage ?? "active",
    },
    metrics: Object.fromEntries((data?.metrics ?? []).map(({ key, value }) => [key, Number(value)])),
    params: toRecord(data?.params),
    tags,
  };
}

export const readMetricAnswer = ({ key, value, timestamp, step }: MetricAnswer): MetricPoint => ({
  key,
  value: Number(value),
  timestamp: Number(timestamp),
  step: Number(step ?? 0),
});
