import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toJsonText } from "../../src/core/index.js";
import * as library from "../../src/datasets/index.js";
import { table } from "../../src/display/index.js";
import { evaluate } from "../../src/evaluate/index.js";
import { Tracking } from "../../src/tracking/index.js";

const { parseCsv, toDataFrame, toJsonl, readJsonl, dedupeRows, sampleRows, splitDataset } = library;

const ROWS = parseCsv("g,id\na,9007199254740993\nb,9007199254740995\na,1\n");
const FRAME = toDataFrame(ROWS);
const byGroup = () => FRAME.groupby(["g"]);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-bigints-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("whole numbers beyond 2^53", () => {
  it.each<[string, () => unknown, unknown]>([
    [
      "toJsonl",
      () => toJsonl(ROWS),
      '{"g":"a","id":9007199254740993}\n{"g":"b","id":9007199254740995}\n{"g":"a","id":1}\n',
    ],
    ["toJsonl of a frame", () => toJsonl(FRAME).split("\n")[0], '{"g":"a","id":9007199254740993}'],
    ["dedupeRows", () => dedupeRows([...ROWS, ROWS[0]]), ROWS],
    ["dedupeRows by one", () => dedupeRows(ROWS, ({ id }) => id).length, 3],
    ["sampleRows", () => sampleRows(ROWS, 3).length, 3],
    ["splitDataset", () => splitDataset(ROWS, { validationShare: 1 }).validation.length, 3],
    ["a frame of one column", () => toDataFrame(parseCsv("id\n9007199254740993\n")).values, [[9007199254740993n]]],
    ["a column", () => FRAME["id"].values, [9007199254740993n, 9007199254740995n, 1n]],
    ["a column's sum", () => FRAME["id"].sum(), 18014398509481989n],
    ["a column's least", () => FRAME["id"].min(), 1n],
    ["a column's greatest", () => FRAME["id"].max(), 9007199254740995n],
    ["a column's mean", () => FRAME["id"].mean(), 6004799503160663],
    ["a frame's sums", () => FRAME.loc({ columns: ["id"] }).sum({ axis: 0 }).values, [18014398509481989n]],
    [
      "sum by group",
      () => byGroup().sum().values,
      [
        ["a", 9007199254740994n],
        ["b", 9007199254740995n],
      ],
    ],
    [
      "running sum",
      () => byGroup().cumSum().values,
      [
        ["a", 9007199254740993n],
        ["a", 9007199254740994n],
        ["b", 9007199254740995n],
      ],
    ],
    [
      "running maximum",
      () => byGroup().cumMax().values,
      [
        ["a", 9007199254740993n],
        ["a", 9007199254740993n],
        ["b", 9007199254740995n],
      ],
    ],
    [
      "sort",
      () => FRAME.sortValues("id", { ascending: false }).column("id").values,
      [9007199254740995n, 9007199254740993n, 1n],
    ],
    ["describe", () => library.describe(FRAME).loc({ rows: ['"max"'] }).values, [[9007199254740996]]],
    ["valueCounts", () => library.valueCounts(FRAME["id"]).values[0], [9007199254740993n, 1]],
    ["JSON.stringify of a frame", () => JSON.stringify(FRAME).slice(0, 35), '[{"g":"a","id":"9007199254740993"},'],
    ["a table", () => String(table(ROWS)).includes("9007199254740993"), true],
    ["a cell of a list", () => toDataFrame([{ a: [9007199254740993n] }]).values, [["[9007199254740993]"]]],
    [
      "text that looks like one",
      () => toJsonText({ "1": "9007199254740993", b: 5n }),
      '{"1":"9007199254740993","b":5}',
    ],
    ["indented text", () => toJsonText([1n], 1), "[\n 1\n]"],
  ])("stay exact in %s", (_, compute, expected) => {
    expect(compute()).toEqual(expected);
  });

  it("are refused with a clear error where they would be mixed with numbers", () => {
    const message =
      "add cannot be computed of whole numbers beyond 2^53. Cannot mix BigInt and other types, use explicit conversions.";
    expect(() => FRAME["id"].add(1)).toThrow(expect.objectContaining({ code: "bigint_column", message }));
    const circle: Record<string, unknown> = { id: 1n };
    circle["self"] = circle;
    expect(() => toJsonText(circle)).toThrow(expect.objectContaining({ code: "not_json" }));
  });

  it.each<[string, unknown]>([
    ['{"id":9007199254740993}', { id: 9007199254740993n }],
    [
      '{"id":-9007199254740993,"t":"say \\"9007199254740993\\""}',
      { id: -9007199254740993n, t: 'say "9007199254740993"' },
    ],
    [
      '{"a":9007199254740991,"b":1e20,"c":0.12345678901234567}',
      { a: 9007199254740991, b: 1e20, c: 0.12345678901234567 },
    ],
    ["[12345678901234567890, 9007199254740993.5]", [12345678901234567890n, 9007199254740993.5]],
  ])("are read from JSONL as Python reads them: %s", async (line, value) => {
    const path = join(folder, "rows.jsonl");
    await writeFile(path, line);
    expect(await readJsonl(path)).toEqual([value]);
  });

  it("are logged digit by digit, and read back so", async () => {
    const tracking = new Tracking({ trackingUri: join(folder, "runs") } as never);
    const { info } = await tracking.startRun({ runName: "large" });
    await tracking.logTable(ROWS, "rows.json");
    await tracking.logTable(FRAME, "rows.json");
    await tracking.logDict({ rows: ROWS }, "rows-too.json");
    await tracking.logMetric("rows", 5n);
    await tracking.logParams({ id: 9007199254740993n });
    await expect(tracking.logMetric("id", 9007199254740993n)).rejects.toMatchObject({
      code: "invalid_tracking_value",
      message: "The metric 'id' is 9007199254740993, which a number does not hold exactly.",
    });
    expect(await tracking.loadTable("rows.json", { runIds: [info.runId] })).toEqual(
      [...ROWS, ...ROWS].map(({ g, id }) => ({ g, id: id === 1n ? 1 : id })),
    );
    const { metrics, params } = await tracking.getRun(info.runId);
    expect([metrics["rows"], params["id"]]).toEqual([5, "9007199254740993"]);
    await tracking.endRun();
  });

  it("can be columns of an evaluation", async () => {
    const data = ROWS.map((row) => ({ ...row, answer: "a" }));
    const result = await evaluate({ data, predictions: "answer", targets: "g", modelType: "question-answering" });
    expect(result.metrics["exact_match/v1"]).toBeCloseTo(2 / 3);
  });
});

describe("rows functions", () => {
  const plain = [{ n: 1 }, { n: 4 }];
  const frame = toDataFrame(plain);
  it.each<[string, (rows: never) => unknown, unknown]>([
    ["toRows", (rows) => library.toRows(rows), plain],
    ["toJsonl", (rows) => toJsonl(rows), '{"n":1}\n{"n":4}\n'],
    ["sampleRows", (rows) => sampleRows(rows, 2, { seed: 1 }).length, 2],
    ["dedupeRows", (rows) => dedupeRows(rows), plain],
    ["splitDataset", (rows) => splitDataset(rows, { validationShare: 0 }).training.length, 2],
    ["toDataFrame", (rows) => toDataFrame(rows).values, [[1], [4]]],
    ["head", (rows) => library.head(rows, 1).values, [[1]]],
    ["describe", (rows) => library.describe(rows).loc({ rows: ['"mean"'] }).values, [[2.5]]],
    ["frameTable", (rows) => String(library.frameTable(rows)).includes("4"), true],
  ])("take rows and a DataFrame, and name what is neither: %s", (_, compute, expected) => {
    expect([compute(plain as never), compute(frame as never)]).toEqual([expected, expected]);
    for (const wrong of [undefined, null, "rows.jsonl", { a: 1 }, 5, Promise.resolve(plain)]) {
      expect(() => compute(wrong as never)).toThrow(expect.objectContaining({ code: "invalid_rows" }));
    }
  });
});

describe("the dtype of whole numbers beyond 2^53 is int64", () => {
  const typesOf = (shown: unknown) =>
    (JSON.parse(toJsonText(shown)) as { columns: { type: string }[] }).columns.map(({ type }) => type);
  const types = (frame: unknown) => typesOf(library.frameTable(frame as never));
  const withNull = toDataFrame([{ id: null }, { id: 9007199254740993n }, { id: 1 }]);

  it.each<[string, () => unknown, unknown]>([
    ["of a frame", () => FRAME.dtypes, ["string", "int64"]],
    ["of a frame with nulls", () => withNull.dtypes, ["int64"]],
    ["of a column", () => FRAME["id"].dtypes, ["int64"]],
    ["of a part", () => FRAME.head(1).dtypes, ["string", "int64"]],
    ["of a sum by group", () => byGroup().col(["id"]).sum().dtypes, ["string", "int64"]],
    ["in ctypes", () => FRAME.ctypes.values, ["string", "int64"]],
    ["in a frame's display", () => types(FRAME), ["string", "int64"]],
    ["in a column's display", () => types(FRAME["id"]), ["int64"]],
    ["in a table", () => typesOf(table(FRAME as never)), ["string", "int64"]],
    ["for a selection", () => FRAME.selectDtypes(["int64"]).columns, ["id"]],
    ["for a selection with another", () => FRAME.selectDtypes(["string", "int64"]).columns, ["g", "id"]],
    ["and not int32", () => FRAME.selectDtypes(["int32"]).columns, []],
    [
      "of numbers made so",
      () => toDataFrame([{ a: 2 }, { a: null }]).asType("a", "int64" as never).values,
      [[2n], [null]],
    ],
    ["of a column made so", () => toDataFrame([{ a: "7" }])["a"].asType("int64").dtypes, ["int64"]],
  ])("%s", (_name, run, expected) => {
    expect(run()).toEqual(expected);
  });

  it("also where danfojs saw none among a column's first values", () => {
    const late = Array.from({ length: 40 }, (_, at) => [at < 30 ? 1 : 9007199254740993n]);
    const frame = new (library.danfo().DataFrame)(late as never, { columns: ["n"] });
    expect(types(frame)).toEqual(["int64"]);
  });
});
