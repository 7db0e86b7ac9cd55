import { makeSpeech } from "./speech.js";
import { describeView, nextSort, readTable, selectTableRows } from "./table-model.js";
// Written beside this file by install.ts, from the dictionaries of src/texts.
import { WORDS } from "./words.js";

export const TABLE_MIME = "application/vnd.tunelab.table.v1+json";

const FOLD_AFTER_CHARACTERS = 160;

/** A text of more than this is at least as wide as a short line. */
const LONG_CHARACTERS = 24;
/** A longer name breaks after the signs between its words, so that a column of short numbers is not as wide as its head. */
const LONG_NAME = 16;
const DAY_OR_TIME = /^\d{4}-\d\d-\d\d[\d :.]*$/;
const PREVIEW_CHARACTERS = 120;

const STYLE = `
.tunelab-table { overflow: hidden; padding: 4px 0; }
.tunelab-table-bar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 4px 0; }
.tunelab-table-bar small { flex: 1; }
.tunelab-table input, .tunelab-table-bar button {
  color: var(--jp-ui-font-color1); background: var(--jp-layout-color1); font: inherit;
  border: 1px solid var(--jp-border-color1); border-radius: 3px; padding: 2px 8px;
}
.tunelab-table-bar button:disabled { opacity: 0.5; }
.tunelab-table-scroll { overflow: auto; max-height: 32em; }
.tunelab-table.jp-RenderedHTMLCommon table { margin: 0; }
.tunelab-table caption { text-align: left; font-weight: bold; color: var(--jp-content-font-color1); }
.tunelab-table.jp-RenderedHTMLCommon th {
  position: sticky; top: 0; z-index: 1; background: var(--jp-layout-color0); white-space: nowrap;
  vertical-align: bottom; box-shadow: inset 0 -1px var(--jp-border-color1);
}
.tunelab-table th button {
  all: unset; cursor: pointer; font-weight: bold;
}
.tunelab-table th button:focus-visible { outline: 2px solid var(--jp-brand-color1); }
.tunelab-table th small { display: block; font-weight: normal; font-style: italic; }
.tunelab-table.jp-RenderedHTMLCommon td { vertical-align: top; }
.tunelab-table td.tunelab-text { white-space: pre-wrap; overflow-wrap: break-word; max-width: 32em; }
.tunelab-table td.tunelab-long { min-width: 16em; }
.tunelab-table td.tunelab-number { white-space: nowrap; font-variant-numeric: tabular-nums; }
.tunelab-table td i { opacity: 0.6; }
`;

function addStyleOnce() {
  if (document.getElementById("tunelab-table-style")) return;
  const style = element("style", STYLE);
  style.id = "tunelab-table-style";
  document.head.append(style);
}

function element(name, text = "", attributes = {}) {
  const node = document.createElement(name);
  if (text !== "") node.textContent = text;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function button(label, title, onClick) {
  const node = element("button", label, { type: "button", title });
  node.addEventListener("click", onClick);
  return node;
}

/** Parts of a name with the places where it may break. */
function breakableName(name) {
  if (name.length <= LONG_NAME) return [name];
  return name.split(/(?<=[_./])(?=\w)/).flatMap((part, at) => (at === 0 ? [part] : [element("wbr"), part]));
}

/** In a tab of its own: the notebook stays where it is. */
function linkNode(text, href) {
  return element("a", text, { href, target: "_blank", rel: "noopener" });
}

/** Sentences get room: beside many columns of numbers a browser would break them after every word. */
function classOf(column, text) {
  if (column.align === "right" || DAY_OR_TIME.test(text)) return "tunelab-number";
  return text.length <= LONG_CHARACTERS ? "tunelab-text" : "tunelab-text tunelab-long";
}

function cellNode(column, row) {
  const text = column.cells[row];
  const node = element("td", "", { class: classOf(column, text) });
  node.style.textAlign = column.align;
  const color = column.colors[row];
  if (color !== undefined) node.style.backgroundColor = color;
  const link = column.links[row];
  if (link !== undefined) node.append(linkNode(text, link));
  else if (column.missing.has(row)) node.append(element("i", text));
  else if (text.length <= FOLD_AFTER_CHARACTERS) node.textContent = text;
  else {
    const details = element("details");
    const preview = [...text.slice(0, 2 * PREVIEW_CHARACTERS)].slice(0, PREVIEW_CHARACTERS).join("");
    details.append(element("summary", `${preview}…`), text);
    node.append(details);
  }
  return node;
}

const SORT_MARKS = { ascending: " ▲", descending: " ▼", none: "" };

/** One table on the page: filter and pages above, sortable names, rows. */
class TableView {
  constructor(host, data) {
    this.table = readTable(data);
    this.say = makeSpeech(WORDS, this.table.language);
    this.host = host;
    this.filter = "";
    this.sort = undefined;
    this.page = 0;
    this.build();
    this.refresh();
  }

  build() {
    const { caption, columns, rowCount, pageSize } = this.table;
    this.body = element("tbody");
    this.heads = columns.map((column, index) => this.buildHead(column, index));
    const row = element("tr");
    row.append(...this.heads);
    const head = element("thead");
    head.append(row);
    const table = element("table", "", { class: "dataframe" });
    if (caption !== "") table.append(element("caption", caption));
    table.append(head, this.body);
    const scroll = element("div", "", { class: "tunelab-table-scroll", tabindex: "0" });
    scroll.append(table);
    this.host.replaceChildren(scroll, this.buildBar(rowCount > pageSize, rowCount > 1), ...this.buildLinks());
  }

  buildHead({ name, type, align }, index) {
    const head = element("th", "", { scope: "col" });
    head.style.textAlign = align;
    const label = button("", this.say("page.sortBy", { name }), () => {
      this.sort = nextSort(this.sort, index);
      this.page = 0;
      this.refresh();
    });
    if (name.length > LONG_NAME) head.style.whiteSpace = "normal";
    head.append(label, element("small", type));
    return head;
  }

  buildBar(hasPages, hasFilter) {
    const bar = element("div", "", { class: "tunelab-table-bar" });
    this.status = element("small", "", { role: "status" });
    this.back = button("‹", this.say("page.previousPage"), () => this.turn(-1));
    this.forth = button("›", this.say("page.nextPage"), () => this.turn(1));
    if (hasFilter) bar.append(this.buildFilter());
    if (hasPages) bar.append(this.back, this.forth);
    bar.append(this.status);
    return bar;
  }

  buildLinks() {
    const { links } = this.table;
    if (links.length === 0) return [];
    const line = element("p");
    links.forEach(({ text, href }, index) => line.append(...(index === 0 ? [] : [" · "]), linkNode(text, href)));
    return [line];
  }

  buildFilter() {
    const label = this.say("page.filterRows");
    const input = element("input", "", { type: "search", placeholder: label, "aria-label": label });
    input.addEventListener("input", () => {
      this.filter = input.value;
      this.page = 0;
      this.refresh();
    });
    return input;
  }

  turn(pages) {
    this.page += pages;
    this.refresh();
  }

  refresh() {
    const { table, filter, sort, page } = this;
    const rows = selectTableRows(table, { filter, sort });
    const from = page * table.pageSize;
    const to = Math.min(rows.length, from + table.pageSize);
    const shown = rows.slice(from, to).map((row) => {
      const node = element("tr");
      node.append(...table.columns.map((column) => cellNode(column, row)));
      return node;
    });
    this.body.replaceChildren(...shown);
    this.heads.forEach((head, index) => {
      const order = sort?.column !== index ? "none" : sort.descending ? "descending" : "ascending";
      head.setAttribute("aria-sort", order);
      head.firstChild.replaceChildren(...breakableName(table.columns[index].name), SORT_MARKS[order]);
    });
    this.back.disabled = page === 0;
    this.forth.disabled = to >= rows.length;
    this.status.textContent = describeView(table, { matching: rows.length, from, to, filter }, this.say);
  }
}

/** Makes the class that shows tables, on JupyterLab's own Widget. */
export function createTableRenderer(Widget) {
  return class TableRenderer extends Widget {
    constructor() {
      super();
      this.addClass("tunelab-table");
      // As JupyterLab's own renderers say it, for style sheets and tests.
      this.node.dataset.mimeType = TABLE_MIME;
      // JupyterLab's own look of tables: zebra rows, fonts, colours of the theme.
      this.addClass("jp-RenderedHTMLCommon");
      // Letters typed into the filter are not commands of the notebook.
      this.node.dataset.lmSuppressShortcuts = "true";
    }

    renderModel(model) {
      addStyleOnce();
      new TableView(this.node, model.data[TABLE_MIME]);
      return Promise.resolve();
    }
  };
}
