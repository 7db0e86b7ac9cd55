import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CsvRecords } from "../../src/datasets/csv/csv-records.js";
import { parseCsv, readCsv } from "../../src/datasets/index.js";

type Cell = string | number | boolean | null | { readonly int: string } | { readonly float: "inf" | "-inf" };

interface OddCase {
  readonly name: string;
  readonly text: string;
  /** What Python's `csv.reader` reads. */
  readonly csv: readonly (readonly string[])[];
  /** What `pandas.read_csv` reads. */
  readonly pandas: { readonly columns?: readonly string[]; readonly rows?: readonly (readonly Cell[])[] };
}

/** Made by `odd-csv.py` beside it, with Python 3.11.7 and pandas 2.3.3. */
const { cases } = JSON.parse(await readFile(new URL("../fixtures/datasets/odd-csv.json", import.meta.url), "utf8")) as {
  cases: readonly OddCase[];
};

/** Read otherwise on purpose: what is read here instead, or the error's code. */
const OTHERWISE: Readonly<Record<string, unknown>> = {
  "space before a quote": "broken_line",
  "quote that is never closed": "broken_line",
  "too many cells": "broken_line",
  "duplicate names": "duplicate_column",
  "name that a missing one would have": "duplicate_column",
  nothing: [],
  "only line ends": [],
  // pandas ends a cell at a NUL, and takes a column for text when a number in it is very long.
  nul: [{ a: "x\0y", b: 1 }],
  "digits of many": [{ a: 1.2345678901234568e29 }, { a: 0.12345678901234568 }],
  // pandas loses digits: 9007199254740992.0.
  "above 2^53 with a missing": [
    { a: 9007199254740993n, b: "x" },
    { a: null, b: "y" },
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-odd-csv-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A bigint that a number can hold too is compared as one: which of them a column has is tested below. */
const toPlain = (value: unknown): unknown => {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : { int: String(value) };
  if (value === Infinity) return { float: "inf" };
  if (value === -Infinity) return { float: "-inf" };
  return Object.is(value, -0) ? 0 : value;
};

describe("odd CSV", () => {
  it.each(cases.map((entry) => [entry.name, entry] as const))(
    "is cut as Python's csv cuts it: %s",
    (_, { text, csv }) => {
      const records = new CsvRecords();
      // In parts, as a file is read.
      for (const part of text.replace(/^\ufeff/, "").match(/[^]{1,3}/g) ?? []) records.add(part);
      expect(records.end().map(({ cells }) => cells)).toEqual(csv.filter((cells) => cells.length > 0));
    },
  );

  it.each(cases.map((entry) => [entry.name, entry] as const))("is read as pandas reads it: %s", async (name, entry) => {
    const { text, pandas } = entry;
    const path = join(folder, "odd.csv");
    await writeFile(path, text);
    const otherwise = OTHERWISE[name];
    if (typeof otherwise === "string") {
      expect(() => parseCsv(text)).toThrow(expect.objectContaining({ code: otherwise }) as Error);
      await expect(readCsv(path)).rejects.toMatchObject({ code: otherwise });
      return;
    }
    const rows = parseCsv(text);
    expect(await readCsv(path)).toEqual(rows);
    if (otherwise !== undefined) {
      expect(rows).toEqual(otherwise);
      return;
    }
    const expected = pandas.rows!.map((row) =>
      Object.fromEntries(row.map((cell, at) => [pandas.columns![at], toPlain(cell)])),
    );
    expect(
      rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, toPlain(cell)]))),
    ).toEqual(expected);
  });

  it("has a whole column of bigints where one number is beyond 2^53", () => {
    expect(parseCsv("id\n9007199254740993\n1\n")).toEqual([{ id: 9007199254740993n }, { id: 1n }]);
    expect(parseCsv("id\n9007199254740991\n1\n")).toEqual([{ id: 9007199254740991 }, { id: 1 }]);
  });

  // What `pandas.read_csv` of pandas 2.3.3 gives for the same cells.
  it.each([
    [
      ["99999999999999999999", "1.5"],
      ["99999999999999999999", "1.5"],
    ],
    [
      ["2", "99999999999999999999", "1e400"],
      ["2", "99999999999999999999", "1e400"],
    ],
    [
      ["1.5", "99999999999999999999"],
      [1.5, 99999999999999999999],
    ],
    [
      ["9223372036854775808", "1.5"],
      [9223372036854775808, 1.5],
    ],
    [
      ["-99999999999999999999", "1.5"],
      [-99999999999999999999, 1.5],
    ],
  ] as const)("reads whole numbers beyond 64 bits beside fractions as pandas does: %j", (cells, values) => {
    expect(parseCsv(`a\n${cells.join("\n")}\n`).map(({ a }) => a)).toEqual(values);
  });
});
