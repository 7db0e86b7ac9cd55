import { useMemo } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { ComparedRow, RunComparison } from "../../../api-types/index.js";
import { number, t } from "../../../i18n/index.js";
import { Breakable } from "../../../parts/text/breakable.js";
import { Check, Select } from "../../../parts/controls/field.js";
import { RowNumber } from "../../../parts/row-number.js";
import { RowWindow } from "../../../parts/row-window.js";
import { route, setQuery } from "../../../router.js";
import { asText } from "../../files/parse-records.js";
import { inReadingOrder, soleText } from "../rows/row-columns.js";

const MOST_SCORES = 4;

/**
 * Positions of the rows by how much a score has changed, the largest first; rows without both scores come last.
 *
 * @example
 * byChange([{ differences: [1] }, { differences: [-3] }], 0); // [1, 0]
 */
export function byChange(rows: readonly Pick<ComparedRow, "differences">[], score: number): number[] {
  const size = (at: number): number => Math.abs(rows[at]!.differences[score] ?? -1);
  const known = (at: number): number => Number((rows[at]!.differences[score] ?? null) === null);
  return rows.map((_, at) => at).sort((a, b) => known(a) - known(b) || size(b) - size(a) || a - b);
}

/** Pairs of rows, the most changed first, and the chosen pair side by side. */
export function ComparedRows({ comparison }: { readonly comparison: RunComparison }) {
  const { rows, scores, columns, a, b } = comparison;
  const order = inReadingOrder(columns);
  const lead = columns.indexOf(order[0] ?? "");
  const { query } = route.value;
  const chosen = useSignal<number | undefined>(undefined);
  const score = Math.max(
    0,
    scores.findIndex(({ name }) => name === query.get("score")),
  );
  const onlyDifferent = query.get("only") === "1";
  const shown = useMemo(() => {
    const sorted = byChange(rows, score);
    return onlyDifferent ? sorted.filter((at) => isDifferent(rows[at]!)) : sorted;
  }, [rows, score, onlyDifferent]);
  const at = chosen.value !== undefined && shown.includes(chosen.value) ? chosen.value : shown[0];
  const shownScores = scores.slice(0, MOST_SCORES);
  return (
    <section class="stack">
      <div class="row">
        <h2>{t("runs.rowsByChange")}</h2>
        <span class="spring" />
        {scores.length > 1 && (
          <Select
            label={t("runs.byScore")}
            value={scores[score]!.name}
            options={scores.map(({ name }) => ({ value: name, label: name }))}
            onChange={(value) => setQuery({ score: value })}
          />
        )}
        <Check
          label={t("runs.onlyDifferent")}
          checked={onlyDifferent}
          onChange={(checked) => setQuery({ only: checked ? "1" : undefined })}
        />
        <span class="soft small" role="status">
          {t("table.of", { shown: shown.length, n: rows.length })}
        </span>
      </div>
      {at === undefined ? (
        <p class="card">{t("runs.noDifference")}</p>
      ) : (
        <>
          <RowWindow
            label={t("runs.rowsByChange")}
            count={shown.length}
            rowHeight={2.75}
            class="compared"
            head={
              <>
                <span role="columnheader" class="row-number">
                  #
                </span>
                <span role="columnheader" class="wide-cell">
                  {order[0] ?? ""}
                </span>
                {shownScores.map(({ name }) => (
                  <span key={name} role="columnheader" class="num">
                    Δ <Breakable text={name} />
                  </span>
                ))}
              </>
            }
            renderRow={(index) => {
              const row = shown[index]!;
              return (
                <>
                  <RowNumber row={row} isChosen={row === at} chosen={chosen} />
                  <span role="cell" class="wide-cell one-line">
                    {asText(soleText(rows[row]!.a[lead])).slice(0, 200)}
                  </span>
                  {shownScores.map(({ name }, position) => (
                    <span key={name} role="cell" class="num">
                      <Change value={rows[row]!.differences[position] ?? null} />
                    </span>
                  ))}
                </>
              );
            }}
          />
          <Pair names={[a.name, b.name]} columns={columns} row={rows[at]!} number={at + 1} />
        </>
      )}
    </section>
  );
}

const isDifferent = (row: ComparedRow): boolean =>
  row.differences.some((difference) => difference !== null && difference !== 0);

function Change({ value }: { readonly value: number | null }) {
  if (value === null) return <span class="missing">–</span>;
  return (
    <>
      {value > 0 ? "▲ +" : value < 0 ? "▼ " : "= "}
      {number(value)}
    </>
  );
}

function Pair(props: {
  readonly names: readonly [string, string];
  readonly columns: readonly string[];
  readonly row: ComparedRow;
  readonly number: number;
}) {
  const { columns, row, names } = props;
  return (
    <section class="card stack tight" aria-label={t("files.row", { n: props.number })}>
      <h3>{t("files.row", { n: props.number })}</h3>
      <div class="table-frame" tabIndex={0}>
        <table class="pair">
          <thead>
            <tr>
              <th scope="col">
                <span class="visually-hidden">{t("runs.column")}</span>
              </th>
              {names.map((name, index) => (
                <th key={index} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {inReadingOrder(columns).map((name) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="kept-lines">{asText(row.a[columns.indexOf(name)])}</td>
                <td class="kept-lines">
                  {row.b === null ? t("runs.noPartner") : asText(row.b[columns.indexOf(name)])}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
