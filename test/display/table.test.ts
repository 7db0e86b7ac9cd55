import { describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY, TunelabError } from "../../src/core/index.js";
import { TABLE_MIME, table, toTableBundle, type TableInput } from "../../src/display/index.js";

const GOLDEN = "../golden/display";

const MIXED = {
  caption: "Answers <of> two models",
  columns: [
    { name: "model", values: ["base", "tuned 🎉", null] },
    { name: "score", values: [0.5, 0.912345678, NaN], shade: { from: 0, to: 1 } },
    { name: "tokens", values: [12, 3400, undefined] },
    { name: "day", values: [new Date("2026-01-31"), new Date("2026-02-01"), null] },
    { name: "answer", values: ["<b>bold</b> & plain", "One.\nTwo.", `${"A long answer. ".repeat(20)}End.`] },
    { name: "tags", values: [["a", "b"], { k: 1n }, []] },
    { name: "right", type: "bool", values: [true, false, null] },
  ],
};

interface Interactive {
  readonly columns: readonly {
    name: string;
    cells: string[];
    sortKeys?: (number | null)[];
    missing?: number[];
    colors?: (string | null)[];
  }[];
  readonly totalRows: number;
}

const interactive = (input: TableInput): Interactive => toTableBundle(input).data[TABLE_MIME] as Interactive;

describe("a table", () => {
  it("is HTML that needs neither script nor style sheet", async () => {
    await expect(`${table(MIXED).toHtml()}\n`).toMatchFileSnapshot(`${GOLDEN}/mixed-table.html`);
  });

  it("lets a long name break after its signs, and no short name, day or time at all", () => {
    const row = {
      "flesch_kincaid_grade_level/v1/mean": 8.4,
      grade: 1,
      started: "2026-11-30 10:44",
      said: "10:44 or so",
    };
    const html = table([row]).toHtml();
    const heads = [...html.matchAll(/<th[^>]*style="([^"]*)">(.*?)<br>/g)].map(([, style, name]) => [
      style!.includes("nowrap"),
      name,
    ]);
    expect(heads).toEqual([
      [false, "flesch_<wbr>kincaid_<wbr>grade_<wbr>level/<wbr>v1/<wbr>mean"],
      [true, "grade"],
      [true, "started"],
      [true, "said"],
    ]);
    const cells = [...html.matchAll(/<td style="([^"]*)">/g)].map(([, style]) => style!.includes("nowrap"));
    expect(cells).toEqual([true, true, true, false]);
  });

  it("is text in columns", async () => {
    await expect(`${table(MIXED).toString()}\n`).toMatchFileSnapshot(`${GOLDEN}/mixed-table.txt`);
  });

  it("shows the first and the last rows of a long one, and says what is left out", async () => {
    const rows = Array.from({ length: 1234 }, (_, row) => ({ row, square: row * row }));
    await expect(`${table(rows, { maxRows: 4 }).toString()}\n`).toMatchFileSnapshot(`${GOLDEN}/long-table.txt`);
    const html = table(rows, { maxRows: 4 }).toHtml();
    expect(html).toContain("1,234 rows × 2 columns (4 rows shown, 1,230 left out)");
    expect([...html.matchAll(/<tr>/g)]).toHaveLength(6);
  });

  it("shows only first rows where the last ones are not at hand", () => {
    const text = table(
      { columns: [{ name: "a", values: [1, 2, 3] }], totalRows: 1_000_000 },
      { maxRows: 2 },
    ).toString();
    expect(text).toBe(
      ["      a", "integer", "───────", "      1", "      2"].join("\n") +
        "\n1,000,000 rows × 1 column (2 rows shown, 999,998 left out)",
    );
  });

  it("names the columns that do not fit into a line of text", () => {
    const row = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`column ${i}`, i]));
    const lines = table([row]).toString().split("\n");
    expect(lines.at(-2)).toMatch(/^… also: column 13, column 14, .*…$/);
    expect(lines.at(-1)).toBe("1 row × 40 columns");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(150);
  });

  it("says how many columns are left out of very wide data", () => {
    const row = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`c${i}`, i]));
    expect(table([row]).toHtml()).toContain("1 row × 100 columns (60 columns shown, 40 left out)");
  });

  it("without rows or columns still says so", () => {
    expect(table([]).toString()).toBe("0 rows × 0 columns");
    expect(table({ columns: [{ name: "a", values: [] }] }).toString()).toContain("0 rows × 1 column");
    expect(table([]).toHtml()).toContain("0 rows × 0 columns");
  });

  it("takes rows that lack keys, and a DataFrame", () => {
    expect(table([{ a: 1 }, { b: "x" }]).columns).toEqual([
      { name: "a", values: [1, undefined] },
      { name: "b", values: [undefined, "x"] },
    ]);
    const frame = { columns: ["a", "b"], values: [[1, "x"], [2, "y"]], dtypes: ["int32", "string"] }; // prettier-ignore
    expect(table(frame).columns).toEqual([
      { name: "a", type: "int32", values: [1, 2] },
      { name: "b", type: "string", values: ["x", "y"] },
    ]);
  });

  it("never lets a value become markup", () => {
    const evil = `<img src=x onerror=alert(1)>`;
    const { data } = toTableBundle({
      columns: [{ name: evil, type: evil, values: [evil, { [evil]: evil }] }],
      caption: evil,
    });
    expect(data["text/html"]).not.toContain("<img");
  });

  it("keeps numbers, dates and missing values sortable for the JupyterLab extension", () => {
    const { columns, totalRows } = interactive(MIXED);
    expect(totalRows).toBe(3);
    expect(columns[1]).toEqual({
      name: "score",
      type: "number",
      align: "right",
      cells: ["0.500000", "0.912346", "NaN"],
      missing: [2],
      sortKeys: [0.5, 0.912345678, null],
      colors: [null, "rgba(0, 114, 178, 0.33)", null],
    });
    expect(columns[3]!.sortKeys).toEqual([1769817600000, 1769904000000, null]);
    expect(columns[0]!.sortKeys).toBeUndefined();
  });

  it("carries at most 1,000 rows and about a million characters for paging", () => {
    const many = Array.from({ length: 5000 }, (_, row) => ({ row }));
    expect(interactive(many).columns[0]!.cells).toHaveLength(1000);
    expect(interactive(many).totalRows).toBe(5000);
    const long = Array.from({ length: 500 }, () => ({ text: "x".repeat(15_000) }));
    expect(interactive(long).columns[0]!.cells).toHaveLength(66);
  });

  it("is plain JSON, and shows itself as a cell's value", () => {
    const value = table([{ a: 1 }], { caption: "c" });
    expect(JSON.parse(JSON.stringify(value))).toEqual({
      columns: [{ name: "a", values: [1] }],
      totalRows: 1,
      caption: "c",
    });
    expect(Object.keys(value[JUPYTER_DISPLAY]())).toEqual([TABLE_MIME, "text/html", "text/plain"]);
  });

  it.each([
    [5, "A table cannot be made from a number."],
    [null, "A table cannot be made from null."],
    [[{ a: 1 }, 7], "A table cannot be made from an array whose item 1 is a number."],
    [{ a: 1 }, "A table cannot be made from this object."],
    [
      {
        columns: [
          { name: "a", values: [1, 2] },
          { name: "b", values: [1] },
        ],
      },
      'Column "b" has 1 values, but "a" has 2.',
    ],
  ])("refuses %j", (input, message) => {
    expect(() => table(input as never)).toThrow(message);
    try {
      table(input as never);
    } catch (error) {
      expect(TunelabError.isInstance(error) && error.code).toBe("invalid_table");
    }
  });
});
