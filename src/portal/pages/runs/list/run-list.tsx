import { useSignal } from "@preact/signals";
import { call } from "../../../api/call.js";
import type { RunRow, RunsAnswer } from "../../../api-types/index.js";
import { dateTime, number, relativeTime, t } from "../../../i18n/index.js";
import { Breakable } from "../../../parts/text/breakable.js";
import { LinkButton } from "../../../parts/controls/button.js";
import { Select } from "../../../parts/controls/field.js";
import { FilterField, NothingMatches } from "../../../parts/controls/filter-field.js";
import { MarkBox } from "../../../parts/controls/mark-box.js";
import { FailureNote } from "../../../parts/notices/note.js";
import { Page } from "../../../parts/page.js";
import { useLoaded } from "../../../parts/loading/use-loaded.js";
import { Empty, Waiting } from "../../../parts/notices/waiting.js";
import { route, setQuery, toHash } from "../../../router.js";
import { runChanges } from "../../../state/records.js";
import { ColumnChooser } from "./column-chooser.js";
import { columnKey, compareBy, type RunColumn, shownColumns } from "./run-columns.js";
import { runName, RunStatusBadge } from "../run-state.js";
import { ServerRuns } from "./server-runs.js";

/** All runs of the store that the service was started with. */
export function RunList() {
  const loaded = useLoaded<RunsAnswer>((signal) => call("portal/api/runs", { signal }), "", runChanges.value);
  const { data } = loaded;
  return (
    <Page title={t("nav.runs")} intro={data === undefined ? t("runs.intro") : <Store answer={data} />}>
      {loaded.failure !== undefined && <FailureNote failure={loaded.failure} onRetry={loaded.again} />}
      {data === undefined ? (
        loaded.failure === undefined && (
          <div class="card">
            <Waiting />
          </div>
        )
      ) : data.runs.length === 0 ? (
        <Empty icon="runs">{t("runs.empty")}</Empty>
      ) : (
        <RunTable answer={data} />
      )}
      {data !== undefined && data.serverPage !== null && <ServerRuns />}
    </Page>
  );
}

function Store({ answer }: { readonly answer: RunsAnswer }) {
  return (
    <>
      {t("runs.store")} <code>{answer.store}</code>
      {answer.serverPage !== null && (
        <>
          {" · "}
          <a href={answer.serverPage} target="_blank" rel="noopener noreferrer">
            {t("runs.server")}
          </a>
        </>
      )}
    </>
  );
}

function RunTable({ answer }: { readonly answer: RunsAnswer }) {
  const marked = useSignal<readonly string[]>([]);
  const { query } = route.value;
  const filter = (query.get("q") ?? "").toLowerCase();
  const experiment = query.get("experiment") ?? "";
  const order = query.get("order") ?? "-startTime";
  const key = order.replace(/^-/, "");
  const inExperiment = answer.runs.filter(({ experimentId }) => experiment === "" || experimentId === experiment);
  const shown = inExperiment.filter((run) => matches(run, filter)).sort(compareBy(key, order.startsWith("-")));
  const columns = shownColumns(inExperiment, query.get("columns"));
  const chosen = marked.value.filter((id) => shown.some((run) => run.id === id));
  const sortBy = (name: string): void =>
    setQuery({ order: key === name && !order.startsWith("-") ? `-${name}` : name });
  const mark = (id: string, isMarked: boolean): void => {
    // Two are compared: a third takes the place of the first.
    marked.value = isMarked ? [...marked.value, id].slice(-2) : marked.value.filter((one) => one !== id);
  };
  return (
    <>
      <FilterField shown={shown.length} total={answer.runs.length}>
        {chosen.length === 2 && (
          <LinkButton kind="main" icon="compare" href={compareLink(chosen, answer.runs)}>
            {t("runs.compare")}
          </LinkButton>
        )}
        {answer.experiments.length > 1 && (
          <Select
            label={t("runs.experiment")}
            value={experiment}
            options={[
              { value: "", label: t("runs.allExperiments") },
              ...answer.experiments.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(value) => setQuery({ experiment: value })}
          />
        )}
        <ColumnChooser runs={inExperiment} shown={columns} />
      </FilterField>
      {chosen.length < 2 && <p class="soft small">{t("runs.markTwo")}</p>}
      {shown.length === 0 && <NothingMatches />}
      <div class="card flush table-frame" hidden={shown.length === 0}>
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="visually-hidden">{t("jobs.mark")}</span>
              </th>
              <SortHead name="name" label={t("jobs.column.name")} order={order} onSort={sortBy} />
              <SortHead name="startTime" label={t("runs.started")} order={order} onSort={sortBy} />
              {columns.map((column) => (
                <SortHead
                  key={columnKey(column)}
                  name={columnKey(column)}
                  label={column.name}
                  order={order}
                  onSort={sortBy}
                  isNumber={column.kind === "metrics"}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((run) => (
              <RunLine key={run.id} run={run} columns={columns} isMarked={chosen.includes(run.id)} onMark={mark} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const matches = (run: RunRow, filter: string): boolean =>
  [run.name, run.id, run.experiment, ...Object.values(run.params)].some((text) => text.toLowerCase().includes(filter));

/** The older run is the baseline. */
function compareLink(ids: readonly string[], runs: readonly RunRow[]): string {
  const [a, b] = runs.filter(({ id }) => ids.includes(id)).sort((one, other) => one.startTime - other.startTime);
  return toHash(["compare"], { a: a!.id, b: b!.id });
}

function SortHead(props: {
  readonly name: string;
  readonly label: string;
  readonly order: string;
  readonly isNumber?: boolean;
  readonly onSort: (name: string) => void;
}) {
  const { name, order } = props;
  const isSorted = order.replace(/^-/, "") === name;
  const isDescending = order.startsWith("-");
  return (
    <th
      scope="col"
      class={props.isNumber === true ? "num" : undefined}
      aria-sort={isSorted ? (isDescending ? "descending" : "ascending") : undefined}
    >
      <button type="button" class="sort" onClick={() => props.onSort(name)}>
        <Breakable text={props.label} />
        {"\u00a0"}
        <span aria-hidden="true">{isSorted ? (isDescending ? "▼" : "▲") : "↕"}</span>
      </button>
    </th>
  );
}

function RunLine(props: {
  readonly run: RunRow;
  readonly columns: readonly RunColumn[];
  readonly isMarked: boolean;
  readonly onMark: (id: string, isMarked: boolean) => void;
}) {
  const { run } = props;
  return (
    <tr data-row>
      <td>
        <MarkBox name={runName(run)} isMarked={props.isMarked} onMark={(isMarked) => props.onMark(run.id, isMarked)} />
      </td>
      <th scope="row" class="run-name">
        <div class="row tight">
          <a class="name-link" data-row-focus href={toHash(["runs", run.id])}>
            {runName(run)}
          </a>
          {run.status !== "FINISHED" && <RunStatusBadge status={run.status} />}
        </div>
        <div class="small soft plain-weight">{run.experiment}</div>
      </th>
      <td class="nowrap" title={dateTime(run.startTime / 1000)}>
        {relativeTime(run.startTime / 1000)}
      </td>
      {props.columns.map((column) =>
        column.kind === "metrics" ? (
          <td key={columnKey(column)} class="num">
            {number(run.metrics[column.name])}
          </td>
        ) : (
          <td key={columnKey(column)} class="param">
            {run.params[column.name] ?? "–"}
          </td>
        ),
      )}
    </tr>
  );
}
