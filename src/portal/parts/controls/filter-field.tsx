import type { ComponentChildren } from "preact";
import { t } from "../../i18n/index.js";
import { route, setQuery } from "../../router.js";
import { Button } from "./button.js";
import { Icon } from "../icon.js";

/** A filter that is kept in the page's address, and how much it lets through. */
export function FilterField(props: {
  readonly shown: number;
  readonly total: number;
  readonly children?: ComponentChildren;
}) {
  const value = route.value.query.get("q") ?? "";
  return (
    <div class="row">
      <label class="filter">
        <Icon name="filter" />
        <span class="visually-hidden">{t("filter.label")}</span>
        <input
          type="search"
          placeholder={t("filter.label")}
          value={value}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
      </label>
      <span class="soft small" role="status">
        {props.shown === props.total
          ? t("table.shown", { n: props.total })
          : t("table.of", { shown: props.shown, n: props.total })}
      </span>
      <span class="spring" />
      {props.children}
    </div>
  );
}

/** What stands in place of rows when the filter lets none through. */
export function NothingMatches() {
  return (
    <div class="card row">
      <p>{t("filter.nothing")}</p>
      <Button small onClick={() => setQuery({ q: undefined, experiment: undefined })}>
        {t("filter.clear")}
      </Button>
    </div>
  );
}
