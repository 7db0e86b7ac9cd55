import { readFileSync } from "node:fs";
import { describe as suite, expect, it } from "vitest";
import { JUPYTER_DISPLAY } from "../../src/core/index.js";
import {
  countValues,
  describe,
  describeColumn,
  head,
  parseCsv,
  toDataFrame,
  toRows,
  valueCounts,
} from "../../src/datasets/index.js";

type Golden = number | string | boolean | null | { readonly $float: string };
interface Result {
  readonly index: readonly Golden[];
  readonly values: readonly Golden[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Golden[])[];
}
const goldens = JSON.parse(readFileSync(new URL("../fixtures/datasets/pandas.json", import.meta.url), "utf8")) as {
  readonly table: Record<string, readonly unknown[]>;
  readonly cases: readonly { readonly name: string; readonly result: Result }[];
};
const golden = (name: string): Result => goldens.cases.find((entry) => entry.name === name)!.result;
const plain = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "$float" in value ? NaN : value;

const names = Object.keys(goldens.table);
const rows = goldens.table["city"]!.map((_, row) =>
  Object.fromEntries(names.map((name) => [name, goldens.table[name]![row]])),
);
const frame = toDataFrame(rows);

/** Column of danfojs's frame; its type declarations do not know the names of columns. */
const column = (name: string): readonly unknown[] => goldens.table[name]!;

suite("describe", () => {
  it("of numbers equals pandas'", () => {
    const found = describe(frame);
    expect([found.columns, found.index]).toEqual([
      golden("describe_default").columns,
      golden("describe_default").index,
    ]);
    expect(found.values).toEqual(golden("describe_default").rows.map((row) => row.map(plain)));
  });

  it("of every column equals pandas', with NaN where a column has no such statistic", () => {
    const found = describe(frame, { include: "all" });
    expect([found.columns, found.index]).toEqual([golden("describe_all").columns, golden("describe_all").index]);
    expect(found.values).toEqual(golden("describe_all").rows.map((row) => row.map(plain)));
  });

  it("of text alone equals pandas'", () => {
    const found = describe(toDataFrame(rows.map(({ city, note }) => ({ city, note }))));
    expect(found.index).toEqual(golden("describe_object").index);
    expect(found.values).toEqual(golden("describe_object").rows.map((row) => row.map(plain)));
  });

  it.each(["one", "two", "odd", "even", "ties", "floats", "neg", "big"])("of the numbers %s equals pandas'", (name) => {
    const finetune = JSON.parse(
      readFileSync(new URL("../fixtures/tokens/finetune_stats.json", import.meta.url), "utf8"),
    ) as { cases: { name: string; values: number[] }[] };
    const { values } = finetune.cases.find((entry) => entry.name === `numpy_${name}`)!;
    const expected = golden(`describe_${name}`);
    const found = describeColumn(values);
    expect([...found.keys()]).toEqual(expected.index);
    expect([...found.values()]).toEqual(expected.values.map(plain));
  });

  it("of nothing but missing values counts zero, as in pandas", () => {
    expect(Object.fromEntries(describeColumn([null, null]))).toEqual({ count: 0, unique: 0, top: NaN, freq: NaN });
    expect(describeColumn([NaN, NaN]).get("count")).toBe(0);
    expect(describeColumn([NaN, NaN]).get("mean")).toBeNaN();
    expect([...describeColumn([]).values()]).toEqual([0, 0, NaN, NaN]);
  });

  it("of dates gives their mean and quartiles, as pandas does", () => {
    const days = [1, 3, 5].map((day) => new Date(Date.UTC(2024, 0, day)));
    const found = describeColumn([...days, null]);
    expect([...found.keys()]).toEqual(["count", "mean", "min", "25%", "50%", "75%", "max"]);
    expect(found.get("mean")).toEqual(new Date(Date.UTC(2024, 0, 3)));
    expect(found.get("25%")).toEqual(new Date(Date.UTC(2024, 0, 2)));
  });

  it("is what a danfojs frame's own describe gives, nulls and all", () => {
    expect(frame.describe().values).toEqual(describe(frame).values);
    expect(head(frame, 8).describe().index).toEqual(golden("describe_default").index);
  });

  it("shows its statistics' names as first column", () => {
    const bundle = (describe(frame) as unknown as Record<symbol, () => Record<string, string>>)[JUPYTER_DISPLAY]!();
    expect(bundle["text/plain"]).toMatch(/^Statistics\nindex +score +visits/);
    expect(bundle["text/plain"]).toMatch(/^std +1\.14\d* +4\.47/m);
  });
});

suite("valueCounts", () => {
  it.each(["city", "score", "visits", "ok", "note"])(
    "of %s equals pandas', with and without missing values",
    (name) => {
      for (const [key, options] of [
        [`value_counts_${name}`, {}],
        [`value_counts_dropna_false_${name}`, { dropMissing: false }],
      ] as const) {
        const expected = golden(key);
        const found = countValues(column(name), options);
        expect(found.map(({ value }) => value)).toEqual(
          expected.index.map((value) => (Number.isNaN(plain(value)) ? null : value)),
        );
        expect(found.map(({ count }) => count)).toEqual(expected.values);
      }
      const shares = golden(`value_counts_normalize_${name}`);
      expect(countValues(column(name)).map(({ proportion }) => proportion)).toEqual(shares.values);
    },
  );

  it("takes a column of a frame and gives a frame", () => {
    const counted = valueCounts(frame["city" as keyof typeof frame] as never);
    expect(toRows(counted)[0]).toEqual({ value: "Lisbon", count: 3 });
    expect(valueCounts(["a", "b", "a"], { normalize: true }).columns).toEqual(["value", "proportion"]);
  });

  it("tells dates apart by their time", () => {
    const day = new Date(0);
    expect(countValues([day, new Date(0), new Date(1)]).map(({ count }) => count)).toEqual([2, 1]);
  });
});

suite("DataFrames", () => {
  it("give the first rows as pandas' head", () => {
    const expected = golden("head_default");
    const found = head(frame);
    expect([found.columns, found.index.map(String)]).toEqual([expected.columns, expected.index]);
    expect(found.values).toEqual(
      expected.rows.map((row) => row.map((value) => (Number.isNaN(plain(value)) ? null : value))),
    );
    expect(head(frame, 99).shape).toEqual([8, 5]);
    expect(head(frame, 0).shape[0]).toBe(0);
    expect(head(frame, -6).shape).toEqual([2, 5]);
  });

  it("fill keys that a row lacks, and write objects as JSON", () => {
    const found = toDataFrame([{ a: 1 }, { b: { c: [1] } }, { a: undefined, b: "x" }]);
    expect(toRows(found)).toEqual([
      { a: 1, b: null },
      { a: null, b: '{"c":[1]}' },
      { a: null, b: "x" },
    ]);
  });

  it("may be empty, with and without columns", () => {
    expect(toDataFrame([]).shape).toEqual([0, 0]);
    expect(toDataFrame([], { columns: ["a"] }).columns).toEqual(["a"]);
  });

  it("show themselves as tables with pandas' type names and escaped text", () => {
    const shown = toDataFrame([{ n: 1, t: "<b>" }]) as unknown as Record<symbol, () => Record<string, string>>;
    const bundle = shown[JUPYTER_DISPLAY]!();
    expect(bundle["text/html"]).toContain("&lt;b&gt;");
    expect(bundle["text/html"]).not.toContain("<b>&lt;");
    expect(bundle["text/plain"]).toContain("int64");
  });

  it("are read from CSV as pandas reads its own", () => {
    const text = "city,score,visits,ok,note\nLisbon,4.5,10,True,good\nPorto,3.0,3,False,\n,5.0,0,True,good\n";
    expect(parseCsv(text)).toEqual([
      { city: "Lisbon", score: 4.5, visits: 10, ok: true, note: "good" },
      { city: "Porto", score: 3, visits: 3, ok: false, note: null },
      { city: null, score: 5, visits: 0, ok: true, note: "good" },
    ]);
  });
});
