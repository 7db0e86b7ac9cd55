import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { type DisplayBundle, JUPYTER_DISPLAY, JUPYTER_DISPLAY_METADATA } from "../../../src/core/index.js";
import { normalizeBundle, toBundle, toPlainText } from "../../../src/kernel/display/index.js";

const bundleOf = async (value: unknown): Promise<DisplayBundle> => toBundle(value);
const dataOf = async (value: unknown): Promise<Record<string, unknown>> => (await bundleOf(value)).data;
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);

describe("the display of a value", () => {
  it.each([
    [0, "0"],
    ["", "''"],
    [null, "null"],
    [0n, "0n"],
    [new Map([["a", 1]]), "Map(1) { 'a' => 1 }"],
    [new Set([1]), "Set(1) { 1 }"],
    [new Float32Array([1, 2]), "Float32Array(2) [ 1, 2 ]"],
    [Symbol("s"), "Symbol(s)"],
  ])("of %o is the text %s", async (value, text) => {
    expect(await bundleOf(value)).toEqual({ data: { "text/plain": text }, metadata: {} });
  });

  it("shows an error with its stack", async () => {
    expect((await dataOf(new RangeError("too big")))["text/plain"]).toContain("RangeError: too big\n    at ");
  });

  it("never runs a getter", async () => {
    let touched = 0;
    await bundleOf({
      get columns() {
        touched += 1;
        return [];
      },
      plain: 1,
    });
    const text = (
      await dataOf({
        get secret() {
          touched += 1;
          return 1;
        },
      })
    )["text/plain"];
    expect(text).toBe("{ secret: [Getter] }");
    expect(touched).toBe(0);
  });

  it("cuts large values and says how much is left out", async () => {
    expect((await dataOf(Array.from({ length: 250 }, () => 1)))["text/plain"]).toContain("... 150 more items");
    expect((await dataOf("x".repeat(200_000)))["text/plain"]).toContain("150000 more characters");
    const wide = toPlainText(
      Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`key${at}`, "v".repeat(20)])),
    );
    expect(wide).toMatch(/… [\d,]+ more characters$/);
    expect(wide.length).toBeLessThan(100_100);
  });

  it("asks the value's own method, sync or async, with metadata, and adds the text", async () => {
    const own = {
      [JUPYTER_DISPLAY]: () => ({ "image/png": PNG, [JUPYTER_DISPLAY_METADATA]: { "image/png": { width: 5 } } }),
    };
    expect(await bundleOf(own)).toMatchObject({
      data: { "image/png": Buffer.from(PNG).toString("base64"), "text/plain": expect.any(String) },
      metadata: { "image/png": { width: 5 } },
    });
    expect(await dataOf({ [JUPYTER_DISPLAY]: async () => ({ "text/html": "<b>1</b>", "text/plain": "1" }) })).toEqual({
      "text/html": "<b>1</b>",
      "text/plain": "1",
    });
  });

  it.each([["text"], [5], [null], [["a"]], [{ "no-slash": 1 }]])(
    "explains a display method that returns %o",
    async (returned) => {
      await expect(async () => bundleOf({ [JUPYTER_DISPLAY]: () => returned })).rejects.toMatchObject({
        code: "invalid_display",
      });
    },
  );

  it("keeps JSON types as objects, and writes big integers as text", () => {
    const { data } = normalizeBundle({ data: { "application/json": { n: 10n ** 20n, list: [1] } } });
    expect(data["application/json"]).toEqual({ n: "100000000000000000000", list: [1] });
  });

  it("shows PNG and JPEG bytes as pictures", async () => {
    expect((await dataOf(PNG))["text/plain"]).toBe("[PNG image, 9 bytes]");
    expect((await dataOf(Buffer.from([0xff, 0xd8, 0xff, 0xe0])))["image/jpeg"]).toBe("/9j/4A==");
    expect(await dataOf(PNG.buffer)).toHaveProperty(["image/png"]);
    expect(await dataOf(new Uint8Array([1, 2]))).toEqual({ "text/plain": "Uint8Array(2) [ 1, 2 ]" });
  });

  it("shows Plotly figures and Vega specs as what they are", async () => {
    const figure = { data: [{ type: "bar", x: [1], y: [2] }], layout: { title: { text: "Loss" } } };
    expect(await dataOf(figure)).toEqual({
      "application/vnd.plotly.v1+json": figure,
      "text/plain": '[Plotly figure "Loss": bar, 1 trace]',
    });
    expect(
      Object.keys(await dataOf({ $schema: "https://vega.github.io/schema/vega-lite/v5.json", mark: "bar" })),
    ).toContain("application/vnd.vegalite.v5+json");
    expect(
      Object.keys(await dataOf({ toSpec: () => ({ $schema: "https://vega.github.io/schema/vega/v6.json" }) })),
    ).toContain("application/vnd.vega.v6+json");
    expect(Object.keys(await dataOf({ data: [1], layout: {} }))).toEqual(["text/plain"]);
    expect(Object.keys(await dataOf({ data: [], layout: {}, other: 1 }))).toEqual(["text/plain"]);
  });

  it("shows SVG elements as an image and HTML elements as HTML", async () => {
    expect(await dataOf({ outerHTML: '<svg width="1"></svg>' })).toMatchObject({
      "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="1"></svg>',
    });
    expect(await dataOf({ outerHTML: "<p>x</p>" })).toEqual({ "text/html": "<p>x</p>", "text/plain": "<p>x</p>" });
  });

  it("shows a real danfojs DataFrame and Series, escaped", async () => {
    const { DataFrame } = createRequire(import.meta.url)("danfojs-node") as {
      DataFrame: new (data: object) => { iloc: unknown } & Record<string, unknown>;
    };
    const frame = new DataFrame({ "<b>": [1, 2], name: ["<script>", "ok"] });
    const data = await dataOf(frame);
    expect(data["text/html"]).toContain("<th>&lt;b&gt;</th>");
    expect(data["text/html"]).toContain("&lt;script&gt;</td>");
    expect(data["text/html"]).not.toMatch(/<script>|<b>/);
    expect(data["text/plain"]).toBe(
      "   <b>      name\n0    1  <script>\n1    2        ok\nDataFrame: 2 rows × 2 columns",
    );
    expect((await dataOf(frame["name"]))["text/plain"]).toContain("Series: 2 rows × 1 column");
  });

  it("shows tables shaped as Arquero's and nodejs-polars' are, and counts what it leaves out", async () => {
    const arquero = {
      columnNames: () => ["n"],
      numRows: () => 1000,
      numCols: () => 1,
      get: (_name: string, row: number) => row,
    };
    expect((await dataOf(arquero))["text/plain"]).toContain("Table: 1,000 rows × 1 column; 980 more rows not shown");
    const polars = {
      columns: ["a"],
      height: 2,
      head: () => ({ toRecords: () => [{ a: 1 }, { a: null }] }),
      toRecords: () => [],
    };
    expect((await dataOf(polars))["text/plain"]).toBe("   a\n0  1\n1   \nDataFrame: 2 rows × 1 column");
  });

  it("shows an object whose inspection throws", () => {
    const trap = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error("no keys");
        },
      },
    );
    expect(typeof toPlainText(trap)).toBe("string");
  });
});
