import type { Signal } from "@preact/signals";
import { number, t } from "../i18n/index.js";

/** The first cell of a row in a list: its number, and the button that shows the row in full. */
export function RowNumber({
  row,
  isChosen,
  chosen,
}: {
  /** Counted from 0; people read it from 1. */
  readonly row: number;
  readonly isChosen: boolean;
  readonly chosen: Signal<number | undefined>;
}) {
  return (
    <span role="rowheader" class="row-number">
      <button
        type="button"
        class={`button small${isChosen ? " main" : ""}`}
        aria-pressed={isChosen}
        aria-label={t("files.showRow", { n: row + 1 })}
        onClick={() => {
          chosen.value = row;
        }}
      >
        {number(row + 1, 0)}
      </button>
    </span>
  );
}
