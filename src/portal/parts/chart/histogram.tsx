import { useEffect, useRef, useState } from "preact/hooks";
import { number, t } from "../../i18n/index.js";

/** Until the place is measured. */
const FIRST_WIDTH = 480;
const HEIGHT = 190;
/** Least room for the numbers beside the bars, and what a digit of them takes. */
const LEAST_LEFT = 40;
const DIGIT = 8;
const BOTTOM = 40;
const TOP = 8;
/** Room that a number below the bars needs. */
const LABEL = 52;

/**
 * Counts by equal bins. With `onChoose` each bar is a button that stands for its bin, since the numbers behind a bar are
 * what one wants to see next.
 */
export function Histogram(props: {
  readonly label: string;
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
  readonly color: number;
  readonly xLabel: string;
  readonly chosen?: number | undefined;
  readonly onChoose?: (bin: number) => void;
}) {
  const { counts, from, width, color, chosen, onChoose } = props;
  const frame = useRef<SVGSVGElement>(null);
  // Drawn as wide as its place is, so that its words keep their size.
  const [full, setFull] = useState(FIRST_WIDTH);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setFull(Math.max(160, Math.round(entry!.contentRect.width))));
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  const most = Math.max(1, ...counts);
  const left = Math.max(LEAST_LEFT, 12 + DIGIT * number(most, 0).length);
  const step = (full - left) / Math.max(1, counts.length);
  const height = HEIGHT - BOTTOM - TOP;
  const digits = width >= 1 ? 0 : 2;
  const nameOf = (bin: number): string =>
    t("histogram.bin", {
      from: number(from + bin * width, digits),
      to: number(from + (bin + 1) * width, digits),
      n: counts[bin]!,
    });
  // As many labels as fit without touching.
  const every = Math.max(1, Math.ceil((counts.length * LABEL) / (full - left)));
  return (
    <svg
      ref={frame}
      viewBox={`0 0 ${full} ${HEIGHT}`}
      style={{ height: `${HEIGHT}px` }}
      class={`histogram stroke-${color}`}
      role={onChoose === undefined ? "img" : "group"}
      aria-label={`${props.label}: ${counts.map((_, bin) => nameOf(bin)).join("; ")}`}
    >
      {[0, 0.5, 1].map((share) => (
        <g key={share} class="histogram-grid">
          <line x1={left} x2={full} y1={TOP + height * (1 - share)} y2={TOP + height * (1 - share)} />
          <text x={left - 6} y={TOP + height * (1 - share) + 4} text-anchor="end">
            {share === 0.5 && most % 2 === 1 ? "" : number(most * share, 0)}
          </text>
        </g>
      ))}
      {counts.map((count, bin) => {
        const tall = (height * count) / most;
        const isChosen = chosen === bin;
        return (
          <g
            key={bin}
            class={onChoose === undefined ? undefined : "histogram-bar"}
            {...(onChoose === undefined
              ? {}
              : {
                  role: "button",
                  tabIndex: 0,
                  "aria-pressed": isChosen,
                  "aria-label": nameOf(bin),
                  onClick: () => onChoose(bin),
                  onKeyDown: (event: KeyboardEvent) => {
                    if (event.key !== "Enter" && event.key !== " ") return;
                    event.preventDefault();
                    onChoose(bin);
                  },
                })}
          >
            <title>{nameOf(bin)}</title>
            <rect x={left + bin * step} y={TOP} width={step} height={height} fill="transparent" />
            <rect
              x={left + bin * step + 2}
              y={TOP + height - tall}
              width={Math.max(1, step - 4)}
              height={tall}
              rx="2"
              fill="currentColor"
              opacity={chosen === undefined || isChosen ? 1 : 0.4}
              {...(isChosen ? { stroke: "var(--ink)", "stroke-width": 2 } : {})}
            />
            {bin % every === 0 && (
              <text x={left + bin * step} y={HEIGHT - BOTTOM + 16} text-anchor="middle">
                {number(from + bin * width, digits)}
              </text>
            )}
          </g>
        );
      })}
      <text x={(left + full) / 2} y={HEIGHT - 4} text-anchor="middle">
        {props.xLabel}
      </text>
    </svg>
  );
}
