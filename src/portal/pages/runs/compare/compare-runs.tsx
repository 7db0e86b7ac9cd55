import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../../../api/call.js";
import type { RunComparison } from "../../../api-types/index.js";
import { t, withColon } from "../../../i18n/index.js";
import { Button, LinkButton } from "../../../parts/controls/button.js";
import { Field, Select } from "../../../parts/controls/field.js";
import { FailureNote, Note } from "../../../parts/notices/note.js";
import { Page } from "../../../parts/page.js";
import { useLoaded } from "../../../parts/loading/use-loaded.js";
import { Waiting } from "../../../parts/notices/waiting.js";
import { route, setQuery, toHash } from "../../../router.js";
import { ComparedRows } from "./compared-rows.js";
import { ScoreTable } from "./score-table.js";

/** Value of the address when rows are paired by their order; a column may have any other name. */
const BY_ORDER = ":order";

/** Two runs: b against the baseline a, by the library's own comparison. */
export function CompareRuns() {
  const { query } = route.value;
  const [a, b] = [query.get("a") ?? "", query.get("b") ?? ""];
  const on = query.get("on");
  const search = new URLSearchParams({ a, b });
  if (on !== null && on !== BY_ORDER) {
    for (const column of on.split(",")) if (column.trim() !== "") search.append("on", column.trim());
  }
  const loaded = useLoaded<RunComparison>((signal) => call(`portal/api/compare?${search}`, { signal }), String(search));
  const { data } = loaded;
  // Runs may have asked the same questions in another order: rows of one question belong together.
  const question = data?.pairColumns[0];
  useEffect(() => {
    if (on === null && question !== undefined) setQuery({ on: question });
  }, [on, question]);
  return (
    <Page
      title={t("runs.compareTitle")}
      actions={
        <Button icon="compare" onClick={() => setQuery({ a: b, b: a })}>
          {t("runs.swap")}
        </Button>
      }
    >
      {loaded.failure !== undefined && (
        <>
          <FailureNote failure={loaded.failure} onRetry={loaded.again} />
          {loaded.failure.code === "rows_do_not_match" && <PairColumn on={on ?? ""} />}
        </>
      )}
      {data === undefined ? (
        loaded.failure === undefined && <Waiting />
      ) : (
        <>
          <div class="row">
            <LinkButton
              href={toHash(["runs", data.a.id])}
            >{`${withColon(t("runs.baseline"))} ${data.a.name || data.a.id}`}</LinkButton>
            <LinkButton
              href={toHash(["runs", data.b.id])}
            >{`${withColon(t("runs.compared"))} ${data.b.name || data.b.id}`}</LinkButton>
          </div>
          <div class="row">
            <Select
              label={t("runs.pairColumn")}
              value={on ?? BY_ORDER}
              options={[
                { value: BY_ORDER, label: t("runs.byOrder") },
                ...[...new Set([...data.pairColumns, ...(on === null || on === BY_ORDER ? [] : [on])])].map(
                  (value) => ({
                    value,
                    label: t("runs.byColumn", { column: value }),
                  }),
                ),
              ]}
              onChange={(value) => setQuery({ on: value })}
            />
            <span class="soft" role="status">
              {t("runs.pairs", { n: data.rows.filter((row) => row.b !== null).length })}
            </span>
          </div>
          <ScoreTable comparison={data} />
          {(data.onlyIn.a.length > 0 || data.onlyIn.b.length > 0) && (
            <Note kind="info" title={t("runs.onlyOne")}>
              {data.onlyIn.a.length > 0 && (
                <p>
                  {withColon(data.a.name)} {data.onlyIn.a.join(", ")}
                </p>
              )}
              {data.onlyIn.b.length > 0 && (
                <p>
                  {withColon(data.b.name)} {data.onlyIn.b.join(", ")}
                </p>
              )}
            </Note>
          )}
          <Settings comparison={data} />
          <ComparedRows key={String(search)} comparison={data} />
        </>
      )}
    </Page>
  );
}

/** Asks for the columns that tell rows apart, where the service found none that fit. */
function PairColumn({ on }: { readonly on: string }) {
  const text = useSignal(on);
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        setQuery({ on: text.value });
      }}
    >
      <Field label={t("runs.pairColumn")} hint={t("runs.pairColumnHint")}>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
            }}
          />
        )}
      </Field>
      <Button type="submit">{t("action.retry")}</Button>
    </form>
  );
}

function Settings({ comparison }: { readonly comparison: RunComparison }) {
  const { settings, a, b } = comparison;
  return (
    <section class="stack tight">
      <h2>{t("runs.settings")}</h2>
      {settings.length === 0 ? (
        <p class="soft">{t("runs.sameSettings")}</p>
      ) : (
        <div class="card flush table-frame" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("runs.setting")}</th>
                <th scope="col">{a.name}</th>
                <th scope="col">{b.name}</th>
              </tr>
            </thead>
            <tbody>
              {settings.map(({ name, a: left, b: right }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td class="param">{left ?? "–"}</td>
                  <td class="param">{right ?? "–"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
