import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Rows beyond the edges that are kept drawn, so that a fast scroll shows no gap. */
const SPARE_ROWS = 12;

/**
 * A table of any length that draws only the rows in sight. All rows have the same height, so where one lies is a
 * multiplication; how many there are is told to screen readers by `aria-rowcount`.
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
  const view = useSignal({ top: 0, height: 600 });
  const rem = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const measure = (): void => {
    // The observer may speak once more after the table has left the page.
    if (box.current === null) return;
    const { scrollTop, clientHeight } = box.current;
    view.value = { top: scrollTop, height: clientHeight };
  };
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (props.reveal !== undefined) box.current!.scrollTop = Math.max(0, (props.reveal - 3) * props.rowHeight * rem());
  }, [props.reveal]);
  const pixels = props.rowHeight * rem();
  const first = Math.max(0, Math.floor(view.value.top / pixels) - SPARE_ROWS);
  const last = Math.min(props.count, Math.ceil((view.value.top + view.value.height) / pixels) + SPARE_ROWS);
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
        <div role="rowgroup" style={{ height: `${props.count * props.rowHeight}rem`, position: "relative" }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, offset) => {
            const index = first + offset;
            return (
              <div
                key={index}
                role="row"
                aria-rowindex={index + 2}
                class="window-row"
                style={{ position: "absolute", top: `${index * props.rowHeight}rem`, height: `${props.rowHeight}rem` }}
              >
                {props.renderRow(index)}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
