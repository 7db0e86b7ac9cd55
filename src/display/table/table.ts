import { isSafeLink, JUPYTER_DISPLAY, type DisplayBundle, type MimeData } from "../../core/index.js";
import { TABLE_MIME } from "../mime-types.js";
import { pageLanguage } from "../page-language.js";
import { formatColumn, type FormattedColumn } from "./format-column.js";
import { selectRows, type RowSelection } from "./select-rows.js";
import { summaryLine } from "./summary-line.js";
import {
  countRows,
  toTableData,
  type CellLink,
  type TableColumn,
  type TableData,
  type TableInput,
  type TableLink,
} from "./table-data.js";
import { tableHtml } from "./table-html.js";
import { tableText } from "./table-text.js";

const MAX_COLUMNS = 60;
const MAX_INTERACTIVE_ROWS = 1_000;
const MAX_INTERACTIVE_CHARACTERS = 1_000_000;

/** How a table is shown. */
export interface TableOptions {
  /** Shown above the table, and read out by screen readers. @default the data's own caption, else none */
  readonly caption?: string;
  /**
   * Rows shown in HTML and text; of a longer table the first and the last are shown. JupyterLab with tunelab's
   * extension pages through the first 1,000.
   * @default 20
   */
  readonly maxRows?: number;
  /** Tints the cells of these columns by their score. @default none */
  readonly shade?: Readonly<Record<string, NonNullable<TableColumn["shade"]>>>;
  /** Makes the cells of these columns links to the pages of what they name. @default none */
  readonly cellLinks?: Readonly<Record<string, CellLink>>;
  /** Pages that belong to the table, shown below it: addresses of http or https, or paths of the same server. @default none */
  readonly links?: readonly TableLink[];
  /** Whether each column's type stands below its name; a table of facts in words is easier to read without. @default true */
  readonly types?: boolean;
}

/**
 * A table: plain data that knows how to show itself.
 *
 * @example
 * table([{ model: "base", loss: 4.35 }]).toString();
 */
export class Table implements TableData {
  readonly columns: readonly TableColumn[];
  readonly totalRows: number;
  declare readonly caption?: string;
  readonly #maxRows: number;
  readonly #links: readonly TableLink[];
  readonly #types: boolean;

  constructor(input: TableInput, options: TableOptions = {}) {
    const data = toTableData(input);
    const { shade = {}, cellLinks = {}, links = [], maxRows = 20, types = true, caption = data.caption } = options;
    this.#types = types;
    this.columns = data.columns.map((column) => {
      const tint = Object.hasOwn(shade, column.name) ? shade[column.name] : column.shade;
      const link = Object.hasOwn(cellLinks, column.name) ? cellLinks[column.name] : column.link;
      return { ...column, ...(tint !== undefined && { shade: tint }), ...(link !== undefined && { link }) };
    });
    this.totalRows = Math.max(data.totalRows ?? 0, countRows(data));
    if (caption !== undefined) this.caption = caption;
    this.#maxRows = maxRows;
    this.#links = links.filter(({ href }) => isSafeLink(href));
  }

  /** The table as HTML, readable with scripts off and after JupyterLab's sanitiser. */
  toHtml(): string {
    const { columns, selection, summary } = this.#layOut(this.#maxRows);
    return tableHtml({ columns, gapAfter: selection.gapAfter, caption: this.caption, summary, links: this.#links });
  }

  /** The table as text in a fixed-width font. */
  toString(): string {
    const { columns, selection, summary } = this.#layOut(this.#maxRows);
    const parts = [this.caption, columns.length === 0 ? undefined : tableText(columns, selection.gapAfter), summary];
    return parts.filter((part) => part !== undefined).join("\n");
  }

  /** The table in every form that a front end may ask for. */
  toBundle(): DisplayBundle {
    const interactive = this.#toInteractive();
    return {
      data: {
        ...(interactive === undefined ? {} : { [TABLE_MIME]: interactive }),
        "text/html": this.toHtml(),
        "text/plain": this.toString(),
      },
    };
  }

  [JUPYTER_DISPLAY](): MimeData {
    return this.toBundle().data;
  }

  #layOut(limit: number): { columns: FormattedColumn[]; selection: RowSelection; summary: string } {
    const selection = selectRows({ available: countRows(this), total: this.totalRows, limit });
    const columns = this.#format(selection.rows);
    const summary = summaryLine({
      rows: this.totalRows,
      columns: this.columns.length,
      shownRows: selection.rows.length,
      shownColumns: columns.length,
    });
    return { columns, selection, summary };
  }

  #format(rows: readonly number[]): FormattedColumn[] {
    const columns = this.columns.slice(0, MAX_COLUMNS).map((column) => formatColumn(column, rows));
    return this.#types ? columns : columns.map((column) => ({ ...column, type: "" }));
  }

  #toInteractive(): object | undefined {
    if (this.columns.length === 0) return undefined;
    const rows = Array.from({ length: Math.min(countRows(this), MAX_INTERACTIVE_ROWS) }, (_, row) => row);
    const columns = this.#format(rows);
    const fitting = countRowsThatFit(columns, MAX_INTERACTIVE_CHARACTERS);
    return {
      columns: columns.map((column) => cutColumn(column, fitting)),
      totalRows: this.totalRows,
      totalColumns: this.columns.length,
      pageSize: this.#maxRows,
      caption: this.caption,
      language: pageLanguage(),
      links: this.#links.length === 0 ? undefined : this.#links.map(({ text, href }) => ({ text, href })),
    };
  }
}

// A notebook keeps every output: without a bound, one column of long documents would make it unreadable for git.
function countRowsThatFit(columns: readonly FormattedColumn[], characters: number): number {
  const rowCount = columns[0]?.cells.length ?? 0;
  let used = 0;
  for (let row = 0; row < rowCount; row++) {
    for (const column of columns) used += column.cells[row]!.length + 4;
    if (used > characters) return Math.max(1, row);
  }
  return rowCount;
}

function cutColumn(column: FormattedColumn, rows: number): object {
  const { name, type, align, cells, missing, sortKeys, colors, links } = column;
  const missingRows = missing.slice(0, rows).flatMap((isMissing, row) => (isMissing ? [row] : []));
  return {
    name,
    type,
    align,
    cells: cells.slice(0, rows),
    missing: missingRows.length === 0 ? undefined : missingRows,
    sortKeys: sortKeys?.slice(0, rows),
    colors: colors?.slice(0, rows).map((color) => color ?? null),
    links: links?.slice(0, rows).map((link) => link ?? null),
  };
}

/**
 * Makes a table from rows, columns or a DataFrame; as a cell's last value it shows itself.
 *
 * Shows names, types, numbers on the right, missing values in italics, and below how many rows and columns there are
 * and what is left out. Throws `invalid_table` for anything that is not a table.
 *
 * @example
 * table([{ model: "base", score: 0.71 }, { model: "tuned", score: 0.84 }], {
 *   caption: "Accuracy on 50 rows",
 *   shade: { score: { from: 0, to: 1 } },
 * });
 */
export function table(input: TableInput, options: TableOptions = {}): Table {
  return new Table(input, options);
}

/**
 * Turns plain table data into a bundle of HTML, text and tunelab's own table type.
 *
 * @example
 * toTableBundle({ columns: [{ name: "a", values: [1, 2] }] }).data["text/plain"];
 */
export function toTableBundle(input: TableInput, options: TableOptions = {}): DisplayBundle {
  return new Table(input, options).toBundle();
}
