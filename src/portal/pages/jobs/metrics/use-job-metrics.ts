import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../../../api/call.js";
import type { CallFailure } from "../../../api/failure.js";
import { watchJob } from "../../../api/live.js";
import type { JobMetrics } from "../../../api-types/index.js";
import { followMetrics, type MetricTable } from "./merge-metrics.js";

/** A job's measurements so far, and what is known of its length. */
export interface LiveMetrics extends MetricTable {
  readonly epochEnds: readonly number[];
  readonly totalSteps: number | null;
}

/** Reads a job's measurements and goes on hearing of new ones. `version` asks for the length and epochs again. */
export function useJobMetrics(
  jobId: string,
  version: string,
): { readonly metrics: LiveMetrics | undefined; readonly failure: CallFailure | undefined } {
  const [metrics, setMetrics] = useState<LiveMetrics | undefined>(undefined);
  const [failure, setFailure] = useState<CallFailure | undefined>(undefined);
  const table = useRef<LiveMetrics | undefined>(undefined);
  useEffect(() => {
    const controller = new AbortController();
    let stop = (): void => undefined;
    const show = (next: LiveMetrics): void => {
      table.current = next;
      setMetrics(next);
    };
    call<JobMetrics>(`portal/api/jobs/${encodeURIComponent(jobId)}/metrics?after=0`, {
      signal: controller.signal,
    }).then(
      (answer) => {
        show(answer);
        setFailure(undefined);
        stop = watchJob(jobId, answer.cursor, {
          onMetrics: (news) => show({ ...table.current!, ...followMetrics(table.current!, news) }),
        });
      },
      (error: CallFailure) => {
        if (!controller.signal.aborted) setFailure(error);
      },
    );
    return () => {
      controller.abort();
      stop();
    };
  }, [jobId, version]);
  return { metrics, failure };
}
