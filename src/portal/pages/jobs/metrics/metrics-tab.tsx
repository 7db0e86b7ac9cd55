import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { JobRow } from "../../../api-types/index.js";
import { number, t, writesDecimalComma } from "../../../i18n/index.js";
import { Button } from "../../../parts/controls/button.js";
import type { Vertical } from "../../../parts/chart/draw.js";
import { LineChart } from "../../../parts/chart/line-chart.js";
import { type CsvKind, type Range, toCsv } from "../../../parts/chart/series.js";
import { Check } from "../../../parts/controls/field.js";
import { FailureNote, Note } from "../../../parts/notices/note.js";
import { saveFile } from "../../../parts/save-file.js";
import { Empty, Waiting } from "../../../parts/notices/waiting.js";
import { route, setQuery } from "../../../router.js";
import { isMoving } from "../job-state.js";
import { metricCharts } from "./metric-series.js";
import { MetricTableView } from "./metric-table.js";
import { risesSince } from "./overfitting.js";
import { type LiveMetrics, useJobMetrics } from "./use-job-metrics.js";

/** A job's curves as they grow. */
export function MetricsTab(props: { readonly job: JobRow; readonly bestStep: number | null }) {
  const { job } = props;
  const { metrics, failure } = useJobMetrics(job.id, `${job.totalSteps ?? ""}`);
  if (failure !== undefined) return <FailureNote failure={failure} />;
  if (metrics === undefined) return <Waiting />;
  if (metrics.step.length === 0) return <Empty icon="wait">{t(isMoving(job) ? "chart.notYet" : "chart.none")}</Empty>;
  return <Curves {...props} metrics={metrics} />;
}

function Curves(props: { readonly job: JobRow; readonly bestStep: number | null; readonly metrics: LiveMetrics }) {
  const { job, bestStep, metrics } = props;
  const { query } = route.value;
  const weight = Math.min(0.95, Math.max(0, Number(query.get("smooth") ?? 0) || 0));
  const isLog = query.get("log") === "1";
  const isTable = query.get("table") === "1";
  const zoom = useSignal<Range | undefined>(undefined);
  const canvases = useRef(new Map<string, HTMLCanvasElement>());
  const charts = useMemo(() => metricCharts(metrics, weight), [metrics, weight, t("chart.step")]);
  const verticals = useMemo(
    (): Vertical[] => [
      ...metrics.epochEnds.map((at, index) => ({ at, label: t("chart.epoch", { n: index + 1 }) })),
      ...(bestStep === null ? [] : [{ at: bestStep, label: t("chart.best"), isStrong: true }]),
    ],
    [metrics.epochEnds, bestStep, t("chart.step")],
  );
  const last = metrics.step.at(-1)!;
  const whole = { min: 0, max: Math.max(last, (isMoving(job) ? metrics.totalSteps : null) ?? last, 2) };
  const rising = risesSince(metrics);

  const savePicture = (): void => {
    joinPictures([...canvases.current.values()].filter((canvas) => canvas.isConnected)).toBlob((blob) => {
      if (blob !== null) saveFile(`${job.id}.png`, blob);
    });
  };
  const saveCsv = (kind: CsvKind): void => {
    const series = Object.entries(metrics.columns).map(([key, values]) => ({ key, values }));
    saveFile(`${job.id}.csv`, toCsv("step", metrics.step, series, kind), "text/csv");
  };

  return (
    <div class="stack">
      <div class="row chart-controls">
        <label class="row">
          <span>{t("chart.smoothing")}</span>
          <input
            type="range"
            min="0"
            max="0.95"
            step="0.05"
            value={weight}
            onInput={(event) =>
              setQuery({ smooth: event.currentTarget.value === "0" ? undefined : event.currentTarget.value })
            }
          />
          <output class="smooth-value">{number(weight, 2)}</output>
        </label>
        <Check
          label={t("chart.log")}
          checked={isLog}
          onChange={(checked) => setQuery({ log: checked ? "1" : undefined })}
        />
        <span class="spring" />
        {zoom.value !== undefined && (
          <Button
            small
            onClick={() => {
              zoom.value = undefined;
            }}
          >
            {t("chart.showAll")}
          </Button>
        )}
        <Button small pressed={isTable} onClick={() => setQuery({ table: isTable ? undefined : "1" })}>
          {t("chart.asTable")}
        </Button>
        <Button small icon="download" onClick={savePicture}>
          PNG
        </Button>
        <Button small icon="download" onClick={() => saveCsv("program")}>
          CSV
        </Button>
        {writesDecimalComma() && (
          <Button small icon="download" onClick={() => saveCsv("excel with decimal comma")}>
            Excel
          </Button>
        )}
      </div>
      {rising !== undefined && (
        <Note kind="warn" title={t("chart.overfitting", { step: rising })}>
          {t("chart.overfittingWhy")}
        </Note>
      )}
      {isTable && <MetricTableView table={metrics} />}
      {charts.map(({ id, series }) => (
        <section key={id} class="card stack tight">
          <h2>{t(`chart.title.${id}`)}</h2>
          <LineChart
            title={t(`chart.title.${id}`)}
            yLabel={t(`chart.axis.${id}`)}
            xLabel={t("chart.step")}
            x={metrics.step}
            series={series}
            whole={whole}
            verticals={verticals}
            isLog={isLog && id === "loss"}
            syncKey={job.id}
            zoom={zoom.value}
            onZoom={(range) => {
              zoom.value = range;
            }}
            onCanvas={(canvas) => canvases.current.set(id, canvas)}
          />
        </section>
      ))}
    </div>
  );
}

/** The charts below each other on the page's own background, since a canvas alone is transparent. */
function joinPictures(canvases: readonly HTMLCanvasElement[]): HTMLCanvasElement {
  const picture = document.createElement("canvas");
  picture.width = Math.max(...canvases.map(({ width }) => width));
  picture.height = canvases.reduce((sum, { height }) => sum + height, 0);
  const context = picture.getContext("2d")!;
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--card");
  context.fillRect(0, 0, picture.width, picture.height);
  let top = 0;
  for (const canvas of canvases) {
    context.drawImage(canvas, 0, top);
    top += canvas.height;
  }
  return picture;
}
