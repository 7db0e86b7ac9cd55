import type { RunRow } from "../../../api-types/index.js";
import { t } from "../../../i18n/index.js";
import { Check } from "../../../parts/controls/field.js";
import { setQuery } from "../../../router.js";
import { allColumns, columnKey, type RunColumn } from "./run-columns.js";

/** Which metrics and parameters the table shows; the choice is in the address. */
export function ColumnChooser(props: { readonly runs: readonly RunRow[]; readonly shown: readonly RunColumn[] }) {
  const shown = new Set(props.shown.map(columnKey));
  const toggle = (key: string, isShown: boolean): void => {
    const next = new Set(shown);
    if (isShown) next.add(key);
    else next.delete(key);
    setQuery({ columns: [...next].map(encodeURIComponent).join(",") || "-" });
  };
  return (
    <details class="chooser">
      <summary class="button small">{t("runs.columns")}</summary>
      <div class="chooser-box card stack tight">
        {(["metrics", "params"] as const).map((kind) => (
          <fieldset key={kind}>
            <legend>{t(`runs.${kind}`)}</legend>
            {allColumns(props.runs)
              .filter((column) => column.kind === kind)
              .map((column) => {
                const key = columnKey(column);
                return (
                  <Check
                    key={key}
                    label={column.name}
                    checked={shown.has(key)}
                    onChange={(checked) => toggle(key, checked)}
                  />
                );
              })}
          </fieldset>
        ))}
      </div>
    </details>
  );
}
