import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { call } from "../../api/call.js";
import type { MetricHistory } from "../../api-types/index.js";
import { t } from "../../i18n/index.js";
import { LineChart } from "../../parts/chart/line-chart.js";
import type { Range } from "../../parts/chart/series.js";
import { FailureNote } from "../../parts/notices/note.js";
import { useLoaded } from "../../parts/loading/use-loaded.js";
import { Waiting } from "../../parts/notices/waiting.js";

/** All values of a metric by step. */
export function MetricCurve({ runId, name }: { readonly runId: string; readonly name: string }) {
  const loaded = useLoaded<MetricHistory>(
    (signal) =>
      call(`portal/api/runs/${encodeURIComponent(runId)}/metrics?${new URLSearchParams({ key: name })}`, { signal }),
    name,
  );
  const zoom = useSignal<Range | undefined>(undefined);
  const series = useMemo(
    () => [{ key: name, label: name, values: loaded.data?.value ?? [], color: 1 }],
    [loaded.data, name],
  );
  if (loaded.failure !== undefined) return <FailureNote failure={loaded.failure} onRetry={loaded.again} />;
  if (loaded.data === undefined) return <Waiting />;
  const { step } = loaded.data;
  return (
    <LineChart
      title={name}
      yLabel={name}
      xLabel={t("chart.step")}
      x={step}
      series={series}
      whole={{ min: step[0] ?? 0, max: Math.max(step.at(-1) ?? 0, (step[0] ?? 0) + 1) }}
      zoom={zoom.value}
      onZoom={(range) => {
        zoom.value = range;
      }}
    />
  );
}
