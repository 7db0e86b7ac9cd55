import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataFrame } from "danfojs-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { JUPYTER_DISPLAY, PATH_MAPPER, SQL_ENGINE } from "../../src/core/index.js";
import { frameTable, mapVolumePath, readJsonl, sqlEngine, toRows, volumesRoot } from "../../src/datasets/index.js";
import { splitStatements } from "../../src/datasets/sql/split-statements.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-volumes-"));
  process.env["TUNELAB_VOLUMES"] = folder;
});
afterAll(async () => {
  delete process.env["TUNELAB_VOLUMES"];
  await rm(folder, { recursive: true, force: true });
});

const rowsOf = async (sql: string): Promise<unknown> => toRows((await sqlEngine.query(sql)) as DataFrame);

describe("volumes", () => {
  it("are folders of the project, unless a folder is named", () => {
    expect(volumesRoot({})).toMatch(/\.tunelab[/\\]volumes$/);
    expect(mapVolumePath("/Volumes/main/default/a.jsonl")).toBe(join(folder, "main/default/a.jsonl"));
    expect(mapVolumePath("/Volumesx/a")).toBe("/Volumesx/a");
    expect(mapVolumePath("data/a.jsonl")).toBe("data/a.jsonl");
  });

  it("refuse a placeholder and a way out", () => {
    expect(() => mapVolumePath("/Volumes/<catalog_name>/default/a")).toThrow(
      expect.objectContaining({ code: "unreplaced_placeholder" }),
    );
    expect(() => mapVolumePath("/Volumes/../../etc/passwd")).toThrow(
      expect.objectContaining({ code: "outside_volumes" }),
    );
  });

  it("are created once, and a second time only named", async () => {
    expect(await sqlEngine.query("CREATE VOLUME main.default.fine_tuning;")).toContain("created");
    expect(existsSync(join(folder, "main/default/fine_tuning"))).toBe(true);
    expect(await sqlEngine.query("create volume IF NOT EXISTS main.default.fine_tuning")).toContain("exists already");
    expect(await rowsOf("SHOW VOLUMES")).toContainEqual({
      catalog: "main",
      schema: "default",
      volume: "fine_tuning",
    });
  });

  it("are dropped, and a missing one is said to be missing", async () => {
    await sqlEngine.query("CREATE VOLUME main.default.gone");
    expect(await sqlEngine.query("DROP VOLUME main.default.gone")).toContain("dropped");
    await expect(sqlEngine.query("DROP VOLUME main.default.gone")).rejects.toMatchObject({ code: "sql_failed" });
  });

  it("are caught with the lab's placeholder or without their three parts", async () => {
    await expect(sqlEngine.query("CREATE VOLUME <catalog_name>.default.fine_tuning;")).rejects.toMatchObject({
      code: "unreplaced_placeholder",
    });
    await expect(sqlEngine.query("CREATE VOLUME fine_tuning")).rejects.toMatchObject({ code: "sql_failed" });
  });

  it("are registered where the kernel looks for them", () => {
    const registered = globalThis as Record<symbol, unknown>;
    expect(registered[SQL_ENGINE]).toBe(sqlEngine);
    expect((registered[PATH_MAPPER] as (path: string) => string)("/Volumes/a")).toBe(join(folder, "a"));
  });
});

describe("SQL", () => {
  it("gives the last statement's rows as a DataFrame", async () => {
    expect(
      await rowsOf("CREATE OR REPLACE TABLE t(a INT); INSERT INTO t VALUES (1), (2); SELECT sum(a) AS total FROM t"),
    ).toEqual([{ total: 3 }]);
    expect(await sqlEngine.query("INSERT INTO t VALUES (3)")).toBe("INSERT: 1 row(s).");
  });

  it("keeps the columns of a result without rows, dates and nulls", async () => {
    expect(((await sqlEngine.query("SELECT 1 AS a WHERE false")) as DataFrame).columns).toEqual(["a"]);
    expect(await rowsOf("SELECT NULL AS n, DATE '2024-01-02' AS d, 10000000000 AS big")).toEqual([
      { n: null, d: new Date("2024-01-02"), big: 10_000_000_000 },
    ]);
  });

  it("reads a file of a volume", async () => {
    await sqlEngine.query("CREATE VOLUME main.default.sql");
    await writeFile(join(folder, "main/default/sql/a.jsonl"), '{"a":1}\n{"a":2}\n');
    expect(await rowsOf("SELECT count(*) AS n FROM read_json_auto('/Volumes/main/default/sql/a.jsonl')")).toEqual([
      { n: 2 },
    ]);
    expect(await readJsonl("/Volumes/main/default/sql/a.jsonl")).toHaveLength(2);
  });

  it("explains what DuckDB refuses, an empty cell, and stops when interrupted", async () => {
    await expect(sqlEngine.query("SELEC 1")).rejects.toMatchObject({
      code: "sql_failed",
      message: expect.stringContaining("syntax error"),
    });
    await expect(sqlEngine.query("  -- only a remark")).rejects.toMatchObject({ code: "sql_failed" });
    const controller = new AbortController();
    const slow = sqlEngine.query("SELECT count(*) FROM range(100000000000) a, range(1000) b", {
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error("interrupted")), 50);
    await expect(slow).rejects.toThrow("interrupted");
  });

  it.each<[string, unknown]>([
    ["9007199254740993", 9007199254740993n],
    ["18446744073709551615::UBIGINT", 18446744073709551615n],
    ["170141183460469231731687303715884105727", 170141183460469231731687303715884105727n],
    ["1::HUGEINT", 1],
    ["[1, 2]::BIGINT[]", "[1,2]"],
    ["{'n': 9007199254740993, 'm': 1::BIGINT}", '{"n":9007199254740993,"m":1}'],
    ["range(3)", "[0,1,2]"],
    ["histogram(x) FROM (VALUES (1), (1), (2)) t(x)", '[{"key":1,"value":2},{"key":2,"value":1}]'],
    ["map {'a': 1::BIGINT}", '[{"key":"a","value":1}]'],
    ["[[1::BIGINT], NULL]", "[[1],null]"],
    ["INTERVAL '1 month 2 days 3 seconds'", "1 month 2 days 00:00:03"],
    ["TIME '10:00:00'", "10:00:00"],
    ["'ab'::BLOB", "ab"],
    ["1.5::DECIMAL(10,2)", 1.5],
    ["12345678901234567.25::DECIMAL(20,2)", "12345678901234567.25"],
    ["[12345678901234567.25::DECIMAL(20,2), 1.5]", '["12345678901234567.25",1.5]'],
    ["{'d': 12345678901234567.25::DECIMAL(20,2)}", '{"d":"12345678901234567.25"}'],
    ["MAP {'k': [12345678901234567.25::DECIMAL(20,2)]}", '[{"key":"k","value":["12345678901234567.25"]}]'],
    ["[TIME '10:00:00']", '["10:00:00"]'],
    ["NULL::INTERVAL", null],
  ])("gives %s without losing a digit", async (expression, value) => {
    const frame = (await sqlEngine.query(
      `SELECT ${expression} AS a`.replace(/( FROM .*) AS a$/, " AS a$1"),
    )) as DataFrame;
    expect(toRows(frame)).toEqual([{ a: value }]);
    expect(frame[JUPYTER_DISPLAY as never]).toBeTypeOf("function");
    expect(JSON.stringify(frameTable(frame).toBundle().data)).toContain("a");
  });

  it("keeps a whole column of large numbers comparable, and columns of the same name apart", async () => {
    const frame = (await sqlEngine.query(
      "SELECT x, x + 1 AS x FROM (VALUES (9007199254740993), (1)) t(x)",
    )) as DataFrame;
    expect(frame.values).toEqual([
      [9007199254740993n, 9007199254740994n],
      [1n, 2n],
    ]);
    expect(new Set(frame.columns).size).toBe(2);
  });

  it("is cut at semicolons outside of quotes and comments", () => {
    expect(splitStatements("SELECT ';' AS \"a;b\"; -- x;\n/* ; */ SELECT 5 - 2 / 1;;")).toEqual([
      "SELECT ';' AS \"a;b\"",
      "SELECT 5 - 2 / 1",
    ]);
  });
});
