import { useSignal } from "@preact/signals";
import { Component, type ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/index.js";

/** Rows beyond the edges that are kept drawn, so that a fast scroll shows no gap. */
const SPARE_ROWS = 12;

/** So many of them must be left before others are drawn: a small scroll then draws nothing. */
const FEWEST_SPARE = 4;

/** So many rows go on paper, some fifty pages: a print of all of a long table would end nowhere. */
const MOST_PRINTED = 2000;

/** Rows that are drawn, the last one left out. */
interface DrawnRows {
  readonly first: number;
  readonly last: number;
}

/**
 * A table of any length that draws only the rows in sight. All rows have the same height, so where one lies is a
 * multiplication; how many there are is told to screen readers by `aria-rowcount`. On paper all rows are drawn.
 */
export function RowWindow(props: {
  readonly label: string;
  readonly count: number;
  /** In rem, so that larger text gets taller rows. */
  readonly rowHeight: number;
  readonly head: ComponentChildren;
  readonly renderRow: (index: number) => ComponentChildren;
  /** Row to bring into sight when it changes. */
  readonly reveal?: number | undefined;
  readonly class?: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useSignal<DrawnRows>({ first: 0, last: SPARE_ROWS * 2 });
  // Asked once for a size: the answer makes the browser lay out the page, which must not be once a frame.
  const rowPixels = useRef(0);
  const measure = (): void => {
    // The observer may speak once more after the table has left the page.
    if (box.current === null || rowPixels.current === 0) return;
    const { scrollTop, clientHeight } = box.current;
    const top = Math.floor(scrollTop / rowPixels.current);
    const bottom = Math.ceil((scrollTop + clientHeight) / rowPixels.current);
    const { first, last } = drawn.peek();
    const isFarAbove = first > 0 && top - first < FEWEST_SPARE;
    const isFarBelow = last - bottom < FEWEST_SPARE;
    if (isFarAbove || isFarBelow || top - first > 4 * SPARE_ROWS) {
      drawn.value = { first: Math.max(0, top - SPARE_ROWS), last: bottom + SPARE_ROWS };
    }
  };
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      rowPixels.current = props.rowHeight * remInPixels();
      measure();
    });
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, [props.rowHeight]);
  useEffect(() => {
    if (props.reveal === undefined) return;
    box.current!.scrollTop = Math.max(0, (props.reveal - 3) * props.rowHeight * remInPixels());
  }, [props.reveal]);
  useEffect(() => {
    const drawAll = (): void => {
      drawn.value = { first: 0, last: MOST_PRINTED };
    };
    const drawSight = (): void => {
      drawn.value = { first: 0, last: SPARE_ROWS * 2 };
      measure();
    };
    addEventListener("beforeprint", drawAll);
    addEventListener("afterprint", drawSight);
    return () => {
      removeEventListener("beforeprint", drawAll);
      removeEventListener("afterprint", drawSight);
    };
  }, []);
  const first = Math.min(drawn.value.first, Math.max(0, props.count - SPARE_ROWS));
  const last = Math.min(props.count, drawn.value.last);
  return (
    <div
      class={`window ${props.class ?? ""}`}
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={props.label}
      onScroll={measure}
    >
      <div role="table" aria-label={props.label} aria-rowcount={props.count + 1}>
        <div role="rowgroup" class="window-head">
          <div role="row" aria-rowindex={1} class="window-row">
            {props.head}
          </div>
        </div>
        <div
          role="rowgroup"
          class="window-rows"
          style={{ height: `${props.count * props.rowHeight}rem`, position: "relative" }}
        >
          {Array.from({ length: Math.max(0, last - first) }, (_, offset) => {
            const index = first + offset;
            return <DrawnRow key={index} index={index} rowHeight={props.rowHeight} render={props.renderRow} />;
          })}
        </div>
      </div>
      {props.count > MOST_PRINTED && (
        <p class="on-paper small">{t("table.printed", { shown: MOST_PRINTED, n: props.count })}</p>
      )}
    </div>
  );
}

interface DrawnRowProps {
  readonly index: number;
  readonly rowHeight: number;
  readonly render: (index: number) => ComponentChildren;
}

/** One row; while the table only scrolls, one that is drawn already is left as it is. */
class DrawnRow extends Component<DrawnRowProps> {
  override shouldComponentUpdate(next: DrawnRowProps): boolean {
    const { index, rowHeight, render } = this.props;
    return next.index !== index || next.rowHeight !== rowHeight || next.render !== render;
  }

  override render({ index, rowHeight, render }: DrawnRowProps) {
    return (
      <div
        role="row"
        aria-rowindex={index + 2}
        class="window-row"
        style={{ position: "absolute", top: `${index * rowHeight}rem`, height: `${rowHeight}rem` }}
      >
        {render(index)}
      </div>
    );
  }
}

/** Pixels of the page's text size, which "Larger text" and the browser's zoom change. */
const remInPixels = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
