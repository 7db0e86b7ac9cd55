import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { locale, number, t } from "../../i18n/index.js";
import { isDark, isProjector } from "../../state/appearance.js";
import { colorOf, drawMarks, drawVerticals, type Vertical } from "./draw.js";
import { Legend } from "./legend.js";
import { type Range, type Series, shiftRange, zoomRange } from "./series.js";
import "./chart.css";

/** What a chart shows. */
export interface LineChartProps {
  readonly title: string;
  readonly yLabel: string;
  readonly xLabel: string;
  readonly x: readonly number[];
  readonly series: readonly Series[];
  /** The whole of the x axis, also where there is no data yet: a curve that grows does not make the page jump. */
  readonly whole: Range;
  readonly verticals?: readonly Vertical[];
  readonly isLog?: boolean;
  /** Charts of one key share their crosshair. */
  readonly syncKey?: string;
  readonly zoom: Range | undefined;
  readonly onZoom: (range: Range | undefined) => void;
  /** Told of the canvas, for a picture of the chart. */
  readonly onCanvas?: (canvas: HTMLCanvasElement) => void;
}

/** Pixels of a chart's height at the normal text size. */
const HEIGHT = 260;

/** Lines over steps, drawn on a canvas. Dragging zooms, a double click shows all; the keys do the same. */
export function LineChart(props: LineChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const cursor = useSignal<number | undefined>(undefined);
  const hidden = useSignal<ReadonlySet<string>>(new Set());
  const { series, isLog = false, zoom, whole } = props;
  const shape = JSON.stringify([
    series.map(({ key, color, dash, isFaint }) => [key, color, dash, isFaint]),
    isLog,
    isDark.value,
    isProjector.value,
    locale.value,
    props.yLabel,
  ]);

  useEffect(() => {
    const element = frame.current!;
    const made = new uPlot(toOptions(latest, element.clientWidth, cursor), toData(latest.current), element);
    plot.current = made;
    series.forEach(({ key }, index) => made.setSeries(index + 1, { show: !hidden.value.has(key) }));
    made.setScale("x", latest.current.zoom ?? latest.current.whole);
    latest.current.onCanvas?.(made.ctx.canvas);
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: heightNow() });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape]);

  useEffect(() => {
    const made = plot.current;
    if (made === undefined) return;
    made.setData(toData(props), false);
    made.setScale("x", zoom ?? whole);
  }, [props.x, series, zoom?.min, zoom?.max, whole.min, whole.max, props.verticals]);

  const toggle = (key: string): void => {
    const next = new Set(hidden.value);
    if (!next.delete(key)) next.add(key);
    hidden.value = next;
    plot.current?.setSeries(series.findIndex((one) => one.key === key) + 1, { show: !next.has(key) });
  };

  return (
    <figure class="chart" aria-label={props.title}>
      <Legend
        series={series}
        at={cursor.value}
        x={props.x}
        xLabel={props.xLabel}
        hidden={hidden.value}
        onToggle={toggle}
      />
      <div
        class="chart-canvas"
        ref={frame}
        role="img"
        tabIndex={0}
        aria-label={`${props.title}. ${t("chart.keys")}`}
        onKeyDown={(event) => moveByKey(event, latest.current, plot.current)}
        style={{ minHeight: `${heightNow()}px` }}
      />
    </figure>
  );
}

const heightNow = (): number => (isProjector.value ? HEIGHT * 1.3 : HEIGHT);

const toData = ({ x, series }: LineChartProps): uPlot.AlignedData =>
  [x, ...series.map(({ values }) => values)] as unknown as uPlot.AlignedData;

function toOptions(
  latest: { readonly current: LineChartProps },
  width: number,
  cursor: { value: number | undefined },
): uPlot.Options {
  const { series, isLog = false, syncKey, yLabel, xLabel } = latest.current;
  const scale = isProjector.value ? 1.3 : 1;
  const font = `${Math.round(13 * scale)}px ${getComputedStyle(document.body).fontFamily}`;
  const axis = (label: string): uPlot.Axis => ({
    label,
    font,
    labelFont: font,
    labelSize: 22 * scale,
    stroke: colorOf("--ink-soft"),
    grid: { stroke: colorOf("--line"), width: 1 },
    ticks: { stroke: colorOf("--line"), width: 1 },
    values: (_, splits) => splits.map((value) => (value === null ? "" : number(value))),
  });
  return {
    width: Math.max(width, 100),
    height: heightNow(),
    legend: { show: false },
    cursor: {
      drag: { x: true, y: false, setScale: false },
      points: { size: 8 * scale },
      ...(syncKey === undefined ? {} : { sync: { key: syncKey } }),
    },
    scales: {
      x: { time: false, auto: false },
      y: isLog ? { distr: 3 } : { range: (_, min, max) => [Math.min(0, min), max <= 0 ? 1 : max * 1.06] },
    },
    axes: [
      { ...axis(xLabel), size: 34 * scale, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] },
      { ...axis(yLabel), size: 56 * scale },
    ],
    series: [
      {},
      ...series.map(({ label, color, dash, isFaint }) => ({
        label,
        stroke: colorOf(`--series-${color}`),
        width: isFaint === true ? 1 : 2.2,
        alpha: isFaint === true ? 0.4 : 1,
        spanGaps: true,
        points: { show: false },
        ...(dash === undefined ? {} : { dash: [...dash] }),
      })),
    ],
    hooks: {
      draw: [
        (plot) => drawVerticals(plot, latest.current.verticals ?? [], scale),
        (plot) => drawMarks(plot, latest.current.series),
      ],
      setCursor: [
        (plot) => {
          cursor.value = plot.cursor.idx ?? undefined;
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width: span } = plot.select;
          if (span > 4) {
            latest.current.onZoom({ min: plot.posToVal(left, "x"), max: plot.posToVal(left + span, "x") });
          }
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      ready: [(plot) => plot.over.addEventListener("dblclick", () => latest.current.onZoom(undefined))],
    },
  };
}

/** `+` and `-` zoom, the arrows move the crosshair, with Shift the part that is shown, `0` shows all. */
function moveByKey(event: KeyboardEvent, props: LineChartProps, plot: uPlot | undefined): void {
  const { whole, zoom, onZoom, x } = props;
  const shown = zoom ?? whole;
  const width = shown.max - shown.min;
  const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.key === "+" || event.key === "=") onZoom(zoomRange(whole, shown, 0.6));
  else if (event.key === "-") onZoom(zoomRange(whole, shown, 1 / 0.6));
  else if (event.key === "0") onZoom(undefined);
  else if (direction !== undefined && event.shiftKey) {
    if (zoom !== undefined) onZoom(shiftRange(whole, shown.min + direction * width * 0.2, width));
  } else if (direction !== undefined && plot !== undefined && x.length > 0) {
    const at = Math.min(x.length - 1, Math.max(0, (plot.cursor.idx ?? (direction < 0 ? x.length : -1)) + direction));
    plot.setCursor({ left: plot.valToPos(x[at]!, "x"), top: plot.over.clientHeight / 2 });
  } else return;
  event.preventDefault();
}
