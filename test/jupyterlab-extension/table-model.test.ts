import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { TABLE_MIME, toTableBundle } from "../../src/display/index.js";
import { makeSpeech, type Say } from "./speech.js";

interface Sort {
  readonly column: number;
  readonly descending: boolean;
}

interface TableModel {
  readonly columns: {
    readonly name: string;
    readonly cells: string[];
    readonly colors: unknown[];
    readonly links: unknown[];
  }[];
  readonly links: unknown[];
  readonly rowCount: number;
  readonly totalRows: number;
  readonly totalColumns: number;
  readonly pageSize: number;
}

interface Script {
  readTable(data: unknown): TableModel;
  selectTableRows(table: TableModel, view?: { filter?: string; sort?: Sort }): number[];
  nextSort(sort: Sort | undefined, column: number): Sort | undefined;
  describeView(
    table: TableModel,
    view: { matching: number; from: number; to: number; filter?: string },
    say: Say,
  ): string;
}

const SCRIPT = resolve(import.meta.dirname, "../../src/jupyterlab-extension/static/table-model.js");
const { readTable, selectTableRows, nextSort, describeView } = (await import(SCRIPT)) as Script;

const ROWS = [
  { name: "Run 10", score: 0.5, day: new Date("2026-02-01") },
  { name: "run 9", score: null, day: new Date("2026-01-01") },
  { name: "Élan", score: -2, day: null },
  { name: "run 9", score: 10, day: new Date("2025-12-31") },
];
const TABLE = readTable(toTableBundle(ROWS).data[TABLE_MIME]);
const sorted = (column: number, descending = false): number[] =>
  selectTableRows(TABLE, { sort: { column, descending } });

describe("the interactive table", () => {
  it("reads what the library writes", () => {
    expect(TABLE).toMatchObject({ rowCount: 4, totalRows: 4, totalColumns: 3, pageSize: 20 });
    expect(TABLE.columns.map(({ name }) => name)).toEqual(["name", "score", "day"]);
  });

  it.each([
    ["text as people do, numbers in it by value", 0, false, [2, 1, 3, 0]],
    ["text the other way round, equal ones as they were", 0, true, [0, 1, 3, 2]],
    ["numbers by value, missing ones last", 1, false, [2, 0, 3, 1]],
    ["numbers the other way round, missing ones still last", 1, true, [3, 0, 2, 1]],
    ["dates by time, missing ones last", 2, false, [3, 1, 0, 2]],
  ])("sorts %s", (_name, column, descending, rows) => {
    expect(sorted(column, descending)).toEqual(rows);
  });

  it("finds rows that hold all words of the filter, in any column and any case", () => {
    expect(selectTableRows(TABLE, { filter: "RUN 2026" })).toEqual([0, 1]);
    expect(selectTableRows(TABLE, { filter: "élan" })).toEqual([2]);
    expect(selectTableRows(TABLE, { filter: "  " })).toEqual([0, 1, 2, 3]);
    expect(selectTableRows(TABLE, { filter: "nowhere" })).toEqual([]);
  });

  it("goes from ascending to descending to the original order", () => {
    expect(nextSort(undefined, 1)).toEqual({ column: 1, descending: false });
    expect(nextSort({ column: 1, descending: false }, 1)).toEqual({ column: 1, descending: true });
    expect(nextSort({ column: 1, descending: true }, 1)).toBeUndefined();
    expect(nextSort({ column: 1, descending: true }, 2)).toEqual({ column: 2, descending: false });
  });

  it("says what is shown of how much", () => {
    const big = { ...TABLE, rowCount: 1000, totalRows: 250_000, totalColumns: 70 };
    const say = makeSpeech("en");
    expect(describeView(TABLE, { matching: 4, from: 0, to: 4 }, say)).toBe("4 rows × 3 columns");
    expect(describeView(big, { matching: 1000, from: 20, to: 40 }, say)).toBe(
      "250,000 rows × 70 columns (rows 21 to 40 shown; only the first 1,000 are here; 67 columns left out)",
    );
    expect(describeView(TABLE, { matching: 1, from: 0, to: 1, filter: "x" }, say)).toBe(
      "4 rows × 3 columns (1 row matches)",
    );
    expect(describeView(TABLE, { matching: 0, from: 0, to: 0, filter: "x" }, say)).toBe(
      "4 rows × 3 columns (0 rows match)",
    );
  });

  it.each([
    [
      "fr",
      "250\u202f000 lignes × 4 colonnes (1\u202f200 lignes correspondent; lignes 1\u202f001 à 1\u202f020 affichées; seules les 2\u202f000 premières sont ici; 1 colonne omise)",
    ],
    [
      "pt-BR",
      "250.000 linhas × 4 colunas (1.200 linhas correspondem; linhas 1.001 a 1.020 à vista; só as primeiras 2.000 estão aqui; 1 coluna omitida)",
    ],
    [
      "de",
      "250,000 rows × 4 columns (1,200 rows match; rows 1,001 to 1,020 shown; only the first 2,000 are here; 1 column left out)",
    ],
  ])("says it in the language that the data name: %s", (language, expected) => {
    const big = { ...TABLE, rowCount: 2000, totalRows: 250_000, totalColumns: 4 };
    const view = { matching: 1200, from: 1000, to: 1020, filter: "x" };
    expect(describeView(big, view, makeSpeech(language))).toBe(expected);
  });

  it("counts one as the language does", () => {
    const view = { matching: 0, from: 0, to: 0, filter: "x" };
    expect(describeView(TABLE, view, makeSpeech("fr"))).toBe("4 lignes × 3 colonnes (0 ligne correspond)");
  });

  it("gets its language from the library, but for English, which goes without saying", () => {
    expect(TABLE).not.toHaveProperty("language", expect.anything());
    process.env["TUNELAB_LANGUAGE"] = "fr";
    try {
      expect(readTable(toTableBundle(ROWS).data[TABLE_MIME])).toMatchObject({ language: "fr" });
    } finally {
      delete process.env["TUNELAB_LANGUAGE"];
    }
  });

  it.each([[undefined], [null], [{}], [{ columns: "x" }], [{ columns: [] }]])("reads %j as an empty table", (data) => {
    expect(readTable(data)).toMatchObject({ columns: [], rowCount: 0, totalRows: 0, pageSize: 20 });
  });

  it("takes nothing from an output but text, and colours that are only colours", () => {
    const table = readTable({
      columns: [
        { name: {}, cells: [1, null, "a"], colors: ["rgba(0, 114, 178, 0.4)", "url(https://example.org)", 5] },
        7,
      ],
      pageSize: -1,
    });
    expect(table.columns[0]).toMatchObject({ name: "[object Object]", cells: ["1", "", "a"] });
    expect(table.columns[0]!.colors).toEqual(["rgba(0, 114, 178, 0.4)", undefined, undefined]);
    expect(table.columns[1]!.cells).toEqual(["", "", ""]);
    expect(table.pageSize).toBe(20);
  });

  it("follows no link that would run a script or leave for a server without saying its kind", () => {
    const table = readTable({
      columns: [
        {
          name: "id",
          cells: ["a", "b", "c", "d"],
          links: ["http://127.0.0.1/#/jobs/a", "javascript:alert(1)", null, 4],
        },
      ],
      links: [
        { text: "Job", href: "/user/x/proxy/8080/#/jobs/a" },
        { text: "Elsewhere", href: "//elsewhere.example/" },
        { text: "Script", href: "data:text/html,x" },
        { href: "http://127.0.0.1/" },
      ],
    });
    expect(table.columns[0]!.links).toEqual(["http://127.0.0.1/#/jobs/a", undefined, undefined, undefined]);
    expect(table.links).toEqual([{ text: "Job", href: "/user/x/proxy/8080/#/jobs/a" }]);
  });
});
