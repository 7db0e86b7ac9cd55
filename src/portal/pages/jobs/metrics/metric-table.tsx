import { number, t } from "../../../i18n/index.js";
import { RowWindow } from "../../../parts/row-window.js";
import type { MetricTable } from "./merge-metrics.js";

const NAMES = [
  "train_loss",
  "valid_loss",
  "full_valid_loss",
  "train_mean_token_accuracy",
  "valid_mean_token_accuracy",
  "full_valid_mean_token_accuracy",
  "preference_accuracy",
  "reward_margin",
] as const;

/** All measurements as numbers, for screen readers, projectors and doubters. */
export function MetricTableView({ table }: { readonly table: MetricTable }) {
  const names = NAMES.filter((name) => table.columns[name]?.some((value) => value !== null) === true);
  return (
    <RowWindow
      label={t("chart.asTable")}
      count={table.step.length}
      rowHeight={2.25}
      class="metric-rows"
      head={
        <>
          <span role="columnheader">{t("chart.step")}</span>
          {names.map((name) => (
            <span key={name} role="columnheader">
              {t(`chart.${name}`)}
            </span>
          ))}
        </>
      }
      renderRow={(index) => (
        <>
          <span role="rowheader">{number(table.step[index], 0)}</span>
          {names.map((name) => (
            <span key={name} role="cell">
              {number(table.columns[name]?.[index], 4)}
            </span>
          ))}
        </>
      )}
    />
  );
}
