import { t } from "../i18n/index.js";

/** Heading of a table's column of buttons, which only a screen reader needs to be told. */
export function ActionsHeading() {
  return (
    <th scope="col">
      <span class="visually-hidden">{t("jobs.column.actions")}</span>
    </th>
  );
}
