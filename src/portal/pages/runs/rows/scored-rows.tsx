import { useMemo } from "preact/hooks";
import { call } from "../../../api/call.js";
import type { RunTable, ScoreColumn } from "../../../api-types/index.js";
import { number, t } from "../../../i18n/index.js";
import { Button } from "../../../parts/controls/button.js";
import { Select } from "../../../parts/controls/field.js";
import { Histogram } from "../../../parts/chart/histogram.js";
import { FailureNote } from "../../../parts/notices/note.js";
import { useLoaded } from "../../../parts/loading/use-loaded.js";
import { Waiting } from "../../../parts/notices/waiting.js";
import { route, setQuery } from "../../../router.js";
import { RowList } from "./row-list.js";
import { filterRows, MODES, type RowFilter, scoreValues } from "./row-filter.js";
import { binsOf } from "./score-stats.js";

/** The rows of an evaluation with the distribution of each score; a bar shows only its rows. */
export function ScoredRows(props: { readonly runId: string; readonly tables: readonly string[] }) {
  const { query } = route.value;
  const name = props.tables.find((table) => table === query.get("table")) ?? props.tables[0]!;
  const loaded = useLoaded<RunTable>(
    (signal) =>
      call(`portal/api/runs/${encodeURIComponent(props.runId)}/table?${new URLSearchParams({ name })}`, { signal }),
    name,
  );
  return (
    <section class="stack">
      <div class="row">
        <h2>{t("runs.rows")}</h2>
        {props.tables.length > 1 && (
          <Select
            label={t("runs.table")}
            value={name}
            options={props.tables.map((value) => ({ value, label: value }))}
            onChange={(value) => setQuery({ table: value, bin: undefined, score: undefined })}
          />
        )}
      </div>
      {loaded.failure !== undefined && <FailureNote failure={loaded.failure} onRetry={loaded.again} />}
      {loaded.data === undefined ? (
        loaded.failure === undefined && <Waiting />
      ) : (
        <Rows runId={props.runId} table={loaded.data} />
      )}
    </section>
  );
}

function Rows({ runId, table }: { readonly runId: string; readonly table: RunTable }) {
  const { query } = route.value;
  const score = table.scores.find(({ column }) => column === query.get("score")) ?? table.scores[0];
  const bin = query.get("bin");
  const filter: RowFilter = {
    mode: MODES.find((mode) => mode === query.get("mode")) ?? "all",
    score,
    bin: bin === null ? undefined : Number(bin),
    text: query.get("q") ?? "",
  };
  const rows = useMemo(() => filterRows(table, filter), [table, filter.mode, score, filter.bin, filter.text]);
  const choose = (column: ScoreColumn, chosen: number): void => {
    const isSame = column === score && filter.bin === chosen;
    setQuery({ score: column.column, bin: isSame ? undefined : String(chosen) });
  };
  return (
    <>
      {table.scores.length > 0 && (
        <div class="scores">
          {table.scores.map((column) => (
            <Distribution
              key={column.column}
              table={table}
              column={column}
              chosen={column === score ? filter.bin : undefined}
              onChoose={(chosen) => choose(column, chosen)}
            />
          ))}
        </div>
      )}
      <div class="row">
        {table.scores.length > 0 && (
          <div class="row" role="group" aria-label={t("runs.modes")}>
            {MODES.map((mode) => (
              <Button
                key={mode}
                small
                pressed={filter.mode === mode}
                title={t(`runs.mode.${mode}.hint`)}
                onClick={() => setQuery({ mode: mode === "all" ? undefined : mode })}
              >
                {t(`runs.mode.${mode}`)}
              </Button>
            ))}
            {table.scores.length > 1 && (
              <Select
                label={t("runs.byScore")}
                value={score!.column}
                options={table.scores.map(({ column, name }) => ({ value: column, label: name }))}
                onChange={(value) => setQuery({ score: value, bin: undefined })}
              />
            )}
          </div>
        )}
        <label class="filter">
          <span class="visually-hidden">{t("filter.label")}</span>
          <input
            type="search"
            class="unindented"
            placeholder={t("filter.label")}
            value={filter.text}
            onInput={(event) => setQuery({ q: event.currentTarget.value })}
          />
        </label>
        {filter.bin !== undefined && (
          <Button small icon="cross" onClick={() => setQuery({ bin: undefined })}>
            {t("runs.allBins")}
          </Button>
        )}
        <span class="soft small" role="status">
          {t("table.of", { shown: rows.length, n: table.rows.length })}
          {score !== undefined && rows.length < table.rows.length && (
            <> · {t("runs.meanOfShown", { score: score.name, mean: number(meanOf(table, rows, score)) })}</>
          )}
        </span>
      </div>
      <RowList runId={runId} table={table} rows={rows} />
    </>
  );
}

function meanOf(table: RunTable, rows: readonly number[], score: ScoreColumn): number | null {
  const all = scoreValues(table, score);
  const values = rows.map((row) => all[row]).filter((value) => value !== null && value !== undefined);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function Distribution(props: {
  readonly table: RunTable;
  readonly column: ScoreColumn;
  readonly chosen: number | undefined;
  readonly onChoose: (bin: number) => void;
}) {
  const { table, column } = props;
  const bins = useMemo(() => binsOf(scoreValues(table, column).filter((value) => value !== null)), [table, column]);
  const direction =
    column.greaterIsBetter === null ? "" : t(column.greaterIsBetter ? "runs.greaterBetter" : "runs.lessBetter");
  return (
    <div class="card stack tight">
      <h3>{column.name}</h3>
      <p class="small soft">
        {t("runs.mean", { mean: number(column.mean), scored: column.scored, n: table.rows.length })}
        {direction !== "" && <> · {direction}</>}
      </p>
      {bins !== undefined && (
        <Histogram
          label={column.name}
          {...bins}
          color={1}
          xLabel={t("runs.score")}
          chosen={props.chosen}
          onChoose={props.onChoose}
        />
      )}
    </div>
  );
}
