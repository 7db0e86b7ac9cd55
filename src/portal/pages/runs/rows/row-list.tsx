import { useSignal } from "@preact/signals";
import type { RunTable } from "../../../api-types/index.js";
import { number, t } from "../../../i18n/index.js";
import { Breakable } from "../../../parts/text/breakable.js";
import { RowNumber } from "../../../parts/row-number.js";
import { RowWindow } from "../../../parts/row-window.js";
import { asText } from "../../files/parse-records.js";
import { errorColumnOf, inReadingOrder, soleText } from "./row-columns.js";
import { RowTrace } from "../trace/row-trace.js";

/** Texts that the list shows of each row beside its scores. */
const MOST_TEXTS = 2;
const MOST_SCORES = 4;

/** Column by which an evaluation says which trace a row came from. */
const TRACE_COLUMN = "trace_id";

/** Rows as a list of any length, and the chosen one in full. */
export function RowList({
  runId,
  table,
  rows,
}: {
  readonly runId: string;
  readonly table: RunTable;
  readonly rows: readonly number[];
}) {
  const chosen = useSignal<number | undefined>(undefined);
  const { columns, scores } = table;
  const reasons = new Set(scores.map(({ reason }) => reason));
  const isScore = new Set(scores.map(({ column }) => column));
  const facts = inReadingOrder(columns).filter((name) => !isScore.has(name) && !reasons.has(name));
  const texts = facts.slice(0, MOST_TEXTS);
  const shownScores = scores.slice(0, MOST_SCORES);
  const valueOf = (row: number, column: string): unknown => table.rows[row]![columns.indexOf(column)];
  const errorOf = (row: number, column: string): string => {
    const name = errorColumnOf(column, columns);
    return name === undefined ? "" : asText(valueOf(row, name));
  };
  const at = chosen.value !== undefined && rows.includes(chosen.value) ? chosen.value : rows[0];
  const traceId = at === undefined ? undefined : valueOf(at, TRACE_COLUMN);
  if (at === undefined) return <p class="card">{t("filter.nothing")}</p>;
  return (
    <div class="row-list">
      <RowWindow
        label={t("runs.rows")}
        count={rows.length}
        rowHeight={2.75}
        head={
          <>
            <span role="columnheader" class="row-number">
              #
            </span>
            {texts.map((name) => (
              <span key={name} role="columnheader" class="wide-cell">
                {name}
              </span>
            ))}
            {shownScores.map(({ column, name }) => (
              <span key={column} role="columnheader" class="num">
                <Breakable text={name} />
              </span>
            ))}
          </>
        }
        renderRow={(index) => {
          const row = rows[index]!;
          return (
            <>
              <RowNumber row={row} isChosen={row === at} chosen={chosen} />
              {texts.map((name) => (
                <span key={name} role="cell" class="wide-cell one-line">
                  {asText(soleText(valueOf(row, name))).slice(0, 200)}
                </span>
              ))}
              {shownScores.map(({ column }) => (
                <span key={column} role="cell" class="num">
                  <ScoreValue value={valueOf(row, column)} />
                </span>
              ))}
            </>
          );
        }}
      />
      <section class="card stack" aria-label={t("files.row", { n: at + 1 })}>
        <h3>{t("files.row", { n: at + 1 })}</h3>
        <dl class="facts">
          {facts.map((name) => (
            <>
              <dt>{name}</dt>
              <dd class="kept-lines">{asText(valueOf(at, name))}</dd>
            </>
          ))}
          {scores.map(({ column, name, reason }) => (
            <>
              <dt>{name}</dt>
              <dd>
                <strong>
                  <ScoreValue value={valueOf(at, column)} />
                </strong>
                {reason !== null && <div class="kept-lines">{asText(valueOf(at, reason))}</div>}
                <div class="kept-lines missing">{errorOf(at, column)}</div>
              </dd>
            </>
          ))}
        </dl>
        {typeof traceId === "string" && traceId !== "" && <RowTrace runId={runId} traceId={traceId} />}
      </section>
    </div>
  );
}

function ScoreValue({ value }: { readonly value: unknown }) {
  if (typeof value === "number") return <>{number(value)}</>;
  if (value === null || value === undefined) return <span class="missing">{t("runs.noScore")}</span>;
  return <>{asText(value)}</>;
}
