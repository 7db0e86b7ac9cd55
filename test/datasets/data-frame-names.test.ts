import type { DataFrame } from "danfojs-node";
import { describe, expect, it } from "vitest";
import {
  danfo,
  describe as describeFrame,
  frameTable,
  head,
  parseCsv,
  toDataFrame,
  toRows,
} from "../../src/datasets/index.js";

const NAMES = [
  "index",
  "values",
  "columns",
  "shape",
  "$data",
  "$index",
  "$columns",
  "$isSeries",
  "dtypes",
  "head",
  "size",
  "toString",
];

describe("a column named as something that a frame has", () => {
  it.each(NAMES)("'%s' leaves the frame what it is", (name) => {
    const rows = [
      { [name]: 1, x: 5 },
      { [name]: 4, x: 6 },
    ];
    const frame = toDataFrame(rows);
    expect(frame.shape).toEqual([2, 2]);
    expect(frame.columns).toEqual([name, "x"]);
    expect(frame.values).toEqual([
      [1, 5],
      [4, 6],
    ]);
    expect(toRows(frame)).toEqual(rows);
    expect(toRows(head(frame, 1))).toEqual([rows[0]]);
    expect(describeFrame(frame).loc({ rows: ['"mean"'] }).values).toEqual([[2.5, 5.5]]);
    expect(frameTable(frame).toString()).toContain("x");
    expect(frame.column(name).values).toEqual([1, 4]);
    expect(toRows(frame.loc({ columns: [name] }) as DataFrame)).toEqual([{ [name]: 1 }, { [name]: 4 }]);
    expect(toRows(frame.query(frame.column(name).gt(1)) as DataFrame)).toEqual([rows[1]]);
  });

  it("is added to a frame that is there, and others stay properties of it", () => {
    const frame = toDataFrame([{ x: 5 }, { x: 6 }]);
    const wider = frame.addColumn("values", [1, 2]) as DataFrame;
    expect(wider.shape).toEqual([2, 2]);
    expect(toRows(wider)).toEqual([
      { x: 5, values: 1 },
      { x: 6, values: 2 },
    ]);
    expect((wider as unknown as Record<string, { values: unknown }>)["x"]!.values).toEqual([5, 6]);
  });
});

describe('a column named ""', () => {
  const frame = () =>
    toDataFrame([
      { "": 2, x: "b" },
      { "": 10, x: "a" },
      { "": 1, x: "c" },
    ]);
  const changed = (change: (frame: DataFrame) => void) => {
    const mine = frame();
    change(mine);
    return mine;
  };

  it.each<[string, () => DataFrame, readonly (readonly unknown[])[], readonly unknown[]]>([
    [
      "sorts",
      () => frame().sortValues("") as DataFrame,
      [
        [1, "c"],
        [2, "b"],
        [10, "a"],
      ],
      [2, 0, 1],
    ],
    [
      "sorts down",
      () => frame().sortValues("", { ascending: false }) as DataFrame,
      [
        [10, "a"],
        [2, "b"],
        [1, "c"],
      ],
      [1, 0, 2],
    ],
    [
      "sorts in place",
      () => changed((mine) => mine.sortValues("", { inplace: true })),
      [
        [1, "c"],
        [2, "b"],
        [10, "a"],
      ],
      [2, 0, 1],
    ],
    [
      "sorts after another",
      () => frame().sortValues("x").sortValues("") as DataFrame,
      [
        [1, "c"],
        [2, "b"],
        [10, "a"],
      ],
      [2, 0, 1],
    ],
    [
      "is the index",
      () => frame().setIndex({ column: "" }) as DataFrame,
      [
        [2, "b"],
        [10, "a"],
        [1, "c"],
      ],
      [2, 10, 1],
    ],
    [
      "is the index alone",
      () => frame().setIndex({ column: "", drop: true }) as DataFrame,
      [["b"], ["a"], ["c"]],
      [2, 10, 1],
    ],
    [
      "is set",
      () => changed((mine) => mine.addColumn("", [7, 8, 9])),
      [
        [7, "b"],
        [8, "a"],
        [9, "c"],
      ],
      [0, 1, 2],
    ],
  ])("%s", (_, make, values, index) => {
    const made = make();
    expect(made.values).toEqual(values);
    expect(made.index).toEqual(index);
  });

  it("is added, and a frame without one says that it has none", () => {
    const named = toDataFrame([{ x: 5 }, { x: 6 }]);
    expect(toRows(named.addColumn("", [1, 2]) as DataFrame)).toEqual([
      { x: 5, "": 1 },
      { x: 6, "": 2 },
    ]);
    expect(() => named.sortValues("")).toThrow("must specify a column to sort by");
    named.addColumn("", [3, 4], { inplace: true, atIndex: 0 });
    expect(toRows(named)).toEqual([
      { "": 3, x: 5 },
      { "": 4, x: 6 },
    ]);
    expect("\0" in named).toBe(false);
  });
});

describe("groupby", () => {
  it.each([
    ["constructor", "The columns are animal, value."],
    ["animals", "Did you mean 'animal'? The columns are animal, value."],
  ])("refuses a name that is no column's: %s", (name, hint) => {
    const frame = toDataFrame([{ animal: "cat", value: 1 }]);
    expect(() => frame.groupby(["animal", name])).toThrow(
      expect.objectContaining({ code: "unknown_column", message: `There is no column '${name}'.`, hint }),
    );
  });

  const rows = [
    { k: "b", v: 1, w: 1.5 },
    { k: "a", v: 2, w: null },
    { k: "a", v: null, w: 3 },
    { k: null, v: 7, w: 4 },
    { k: "b", v: 4, w: 5 },
    { k: "c", v: null, w: 6 },
  ];
  const group = () => toDataFrame(rows).groupby(["k"]) as unknown as Record<string, () => DataFrame>;

  // pandas 2.3.3: df.groupby("k").mean() and so on.
  it.each<[string, readonly (readonly unknown[])[]]>([
    [
      "mean",
      [
        ["a", 2, 3],
        ["b", 2.5, 3.25],
        ["c", NaN, 6],
      ],
    ],
    [
      "std",
      [
        ["a", NaN, NaN],
        ["b", 2.1213203435596424, 2.4748737341529163],
        ["c", NaN, NaN],
      ],
    ],
    [
      "var",
      [
        ["a", NaN, NaN],
        ["b", 4.5, 6.125],
        ["c", NaN, NaN],
      ],
    ],
    [
      "sum",
      [
        ["a", 2, 3],
        ["b", 5, 6.5],
        ["c", 0, 6],
      ],
    ],
    [
      "count",
      [
        ["a", 1, 1],
        ["b", 2, 2],
        ["c", 0, 1],
      ],
    ],
    [
      "min",
      [
        ["a", 2, 3],
        ["b", 1, 1.5],
        ["c", NaN, 6],
      ],
    ],
    [
      "max",
      [
        ["a", 2, 3],
        ["b", 4, 5],
        ["c", NaN, 6],
      ],
    ],
  ])("%s of columns with missing values is pandas'", (operation, expected) => {
    expect(group()[operation]!().values).toEqual(expected);
  });

  it("keeps apart keys that look alike when joined, and gives keys as they were", () => {
    const frame = toDataFrame([
      { a: "x-y", b: "z", v: 1 },
      { a: "x", b: "y-z", v: 2 },
    ]);
    expect((frame.groupby(["a", "b"]).sum() as DataFrame).values).toEqual([
      ["x", "y-z", 2],
      ["x-y", "z", 1],
    ]);
    expect((frame.groupby(["a", "b"]).getGroup(["x-y", "z"]) as DataFrame).values.flat()).toContain(1);
  });

  it("sorts groups of numbers as numbers", () => {
    const frame = toDataFrame([10, 9, -1, 9].map((n, at) => ({ n, v: at + 1 })));
    expect((frame.groupby(["n"]).sum() as DataFrame).values).toEqual([
      [-1, 3],
      [9, 6],
      [10, 1],
    ]);
  });

  it("aggregates by column", () => {
    const frame = toDataFrame(rows)
      .groupby(["k"])
      .agg({ v: ["mean", "count"] }) as DataFrame;
    expect(frame.columns).toEqual(["k", "v_mean", "v_count"]);
    expect(frame.values).toEqual([
      ["a", 2, 1],
      ["b", 2.5, 2],
      ["c", NaN, 0],
    ]);
  });
});

describe("whole numbers beyond 2^53", () => {
  it("keep their digits from CSV to a frame, its rows and its table", () => {
    const frame = toDataFrame(parseCsv("id,n\n9007199254740993,1\n2,2\n"));
    expect(toRows(frame)).toEqual([
      { id: 9007199254740993n, n: 1 },
      { id: 2n, n: 2 },
    ]);
    expect(frameTable(frame).toString()).toContain("9007199254740993");
    expect(describeFrame(frame).shape).toEqual([8, 2]);
    expect(danfo()).toBeDefined();
  });

  it("are written digit for digit in what becomes JSON", () => {
    expect(toRows(toDataFrame([{ a: [9007199254740993n, 1n] }]))).toEqual([{ a: "[9007199254740993,1]" }]);
  });
});
