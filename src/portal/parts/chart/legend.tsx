import { number } from "../../i18n/index.js";
import type { Series } from "./series.js";

const MARKS = {
  circle: <circle cx="16" cy="7" r="3.5" />,
  square: <rect x="12.5" y="3.5" width="7" height="7" />,
  diamond: <path d="M16 2l5 5-5 5-5-5z" />,
} as const;

/** The lines of a chart, each with its value at the crosshair, else its last; a press hides and shows it. */
export function Legend(props: {
  readonly series: readonly Series[];
  readonly x: readonly number[];
  readonly xLabel: string;
  readonly at: number | undefined;
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
}) {
  const { x, at } = props;
  const place = at ?? x.length - 1;
  return (
    <div class="legend">
      {props.series
        .filter(({ isFaint }) => isFaint !== true)
        .map((one) => (
          <button
            key={one.key}
            type="button"
            aria-pressed={!props.hidden.has(one.key)}
            onClick={() => props.onToggle(one.key)}
          >
            <svg viewBox="0 0 32 14" aria-hidden="true" class={`stroke-${one.color}`}>
              <path
                d="M1 7h30"
                stroke="currentColor"
                stroke-width="2.5"
                stroke-dasharray={one.dash?.join(" ")}
                fill="none"
              />
              {one.marker !== undefined && <g fill="currentColor">{MARKS[one.marker]}</g>}
            </svg>
            <span>{one.label}</span>
            <strong>{number(lastValue(one.values, place, at === undefined))}</strong>
          </button>
        ))}
      <span class="soft small legend-step">
        {x[place] === undefined ? "" : `${props.xLabel} ${number(x[place], 0)}`}
      </span>
    </div>
  );
}

function lastValue(values: readonly (number | null)[], place: number, mayLookBack: boolean): number | null {
  for (let at = place; at >= 0; at--) {
    const value = values[at] ?? null;
    if (value !== null || !mayLookBack) return value;
  }
  return null;
}
