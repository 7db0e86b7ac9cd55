import { Table, type TableColumn } from "../../../display/index.js";
import type { ResultView } from "../result-view.js";
import { orderRows, reasonColumnOf, textColumns } from "./row-order.js";
import type { RowStanding } from "./row-standings.js";
import { TEXTS } from "./texts.js";
import { say } from "../../../texts/index.js";

/** The rows that {@link rowsHtml} draws, as text in a fixed-width font. */
export function rowsText(view: ResultView, standings: readonly RowStanding[], most: number): string {
  const order = orderRows(view, standings).slice(0, most);
  const valuesOf = (name: string): TableColumn => ({
    name,
    values: order.map((row) => view.rows[row]![name] ?? null),
    type: "",
  });
  const scores = view.scores.flatMap((score) => {
    const reason = reasonColumnOf(view, score);
    const values = { ...valuesOf(score.column), name: score.name };
    return reason === undefined ? [values] : [values, { ...valuesOf(reason), name: say("result.reason") }];
  });
  const columns: TableColumn[] = [
    { name: say("result.row"), values: order.map((row) => row + 1), type: "" },
    { name: say("result.result"), values: order.map((row) => say(`result.standing.${standings[row]!}`)), type: "" },
    ...scores,
    ...textColumns(view).map(valuesOf),
  ];
  return new Table({ columns, caption: TEXTS.rows(order.length, view.rows.length) }, { maxRows: most }).toString();
}
