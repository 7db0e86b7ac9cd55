import { Table, type TableColumn } from "../../../display/index.js";
import type { ResultView } from "../result-view.js";
import { orderRows, reasonColumnOf, textColumns } from "./row-order.js";
import type { RowStanding } from "./row-standings.js";
import { shortHeads } from "./short-heads.js";
import { TEXTS } from "./texts.js";
import { say } from "../../../texts/index.js";

/** The rows that {@link rowsHtml} draws, as text in a fixed-width font. */
export function rowsText(view: ResultView, standings: readonly RowStanding[], most: number): string {
  const order = orderRows(view, standings).slice(0, most);
  const texts = textColumns(view);
  const own = [say("result.row"), say("result.result")];
  const heads = shortHeads([...view.scores.map(({ name }) => name), ...texts], own);
  const valuesOf = (name: string, head = name): TableColumn => ({
    name: head,
    values: order.map((row) => view.rows[row]![name] ?? null),
    type: "",
  });
  const scores = view.scores.flatMap((score, at) => {
    const reason = reasonColumnOf(view, score);
    const values = valuesOf(score.column, heads[at]);
    return reason === undefined ? [values] : [values, valuesOf(reason, say("result.reason"))];
  });
  const columns: TableColumn[] = [
    { name: own[0]!, values: order.map((row) => row + 1), type: "" },
    { name: own[1]!, values: order.map((row) => say(`result.standing.${standings[row]!}`)), type: "" },
    ...scores,
    ...texts.map((name, at) => valuesOf(name, heads[view.scores.length + at])),
  ];
  return new Table({ columns, caption: TEXTS.rows(order.length, view.rows.length) }, { maxRows: most }).toString();
}
