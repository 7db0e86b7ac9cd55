// What a table shows for a filter, an order and a page: no DOM here.

const COLLATOR = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const asArray = (value) => (Array.isArray(value) ? value : []);

// Only colours without side effects: an output must not smuggle url(…) into a style.
const SAFE_COLOR = /^rgba\(\d{1,3}, \d{1,3}, \d{1,3}, [01](\.\d+)?\)$/;

// An output must not run a script when its link is clicked.
const SAFE_LINK = /^(?:https?:\/\/|\/(?!\/))/i;

const readLink = (link) => (SAFE_LINK.test(String(link ?? "")) ? String(link) : undefined);

function readColumn(column, rowCount) {
  const cells = asArray(column?.cells);
  const sortKeys = Array.isArray(column?.sortKeys) ? column.sortKeys : undefined;
  const missing = new Set(asArray(column?.missing));
  const colors = asArray(column?.colors);
  return {
    name: String(column?.name ?? ""),
    type: String(column?.type ?? ""),
    align: column?.align === "right" ? "right" : "left",
    cells: Array.from({ length: rowCount }, (_, row) => String(cells[row] ?? "")),
    missing,
    sortKeys,
    links: asArray(column?.links).map(readLink),
    colors: colors.map((color) => (SAFE_COLOR.test(String(color)) ? color : undefined)),
  };
}

/** Reads the data of an output, whatever it holds: wrong types become empty text. */
export function readTable(data) {
  const columns = asArray(data?.columns);
  const rowCount = Math.max(0, ...columns.map((column) => asArray(column?.cells).length));
  const pageSize = Number(data?.pageSize);
  return {
    language: data?.language,
    caption: typeof data?.caption === "string" ? data.caption : "",
    columns: columns.map((column) => readColumn(column, rowCount)),
    links: asArray(data?.links)
      .map((link) => ({ text: String(link?.text ?? ""), href: readLink(link?.href) }))
      .filter(({ text, href }) => text !== "" && href !== undefined),
    rowCount,
    totalRows: Math.max(rowCount, Number(data?.totalRows) || 0),
    totalColumns: Math.max(columns.length, Number(data?.totalColumns) || 0),
    pageSize: pageSize >= 1 ? Math.min(1000, Math.floor(pageSize)) : 20,
  };
}

function compareKeys(a, b) {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Row numbers in the order of one column; missing values come last either way, equal ones stay as they were. */
function sortRows(rows, column, descending) {
  const { sortKeys, cells, missing } = column;
  const isMissing = (row) => missing.has(row) || (sortKeys !== undefined && typeof sortKeys[row] !== "number");
  const compare = sortKeys
    ? (a, b) => compareKeys(sortKeys[a], sortKeys[b])
    : (a, b) => COLLATOR.compare(cells[a], cells[b]);
  const present = rows.filter((row) => !isMissing(row));
  const absent = rows.filter(isMissing);
  const direction = descending ? -1 : 1;
  return [...present.sort((a, b) => direction * compare(a, b) || a - b), ...absent];
}

/** Row numbers that a filter leaves, in the chosen order. `sort` is `{ column, descending }` or undefined. */
export function selectTableRows(table, { filter = "", sort } = {}) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const all = Array.from({ length: table.rowCount }, (_, row) => row);
  const matches = (row) =>
    words.every((word) => table.columns.some((column) => column.cells[row].toLowerCase().includes(word)));
  const kept = words.length === 0 ? all : all.filter(matches);
  const column = sort === undefined ? undefined : table.columns[sort.column];
  return column === undefined ? kept : sortRows(kept, column, sort.descending);
}

/** The next order after a click on a column's name: ascending, descending, as it was. */
export function nextSort(sort, column) {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? undefined : { column, descending: true };
}

/** The sentence below a table: what is on this page, and how big the whole is. `say` is what `makeSpeech` made. */
export function describeView(table, { matching, from, to, filter = "" }, say) {
  const whole = `${say("page.rows", { n: table.totalRows })} × ${say("page.columns", { n: table.totalColumns })}`;
  const parts = [];
  if (filter.trim() !== "") parts.push(say("page.matching", { n: matching }));
  if (matching > to - from) parts.push(say("page.rowsShown", { from: from + 1, to }));
  if (table.rowCount < table.totalRows) parts.push(say("page.onlyFirst", { n: table.rowCount }));
  const hidden = table.totalColumns - table.columns.length;
  if (hidden > 0) parts.push(say("page.columnsLeftOut", { n: hidden }));
  return parts.length === 0 ? whole : `${whole} (${parts.join("; ")})`;
}
