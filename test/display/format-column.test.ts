import { describe, expect, it } from "vitest";
import { formatColumn, inferType } from "../../src/display/table/format-column.js";

const format = (values: readonly unknown[]): readonly string[] =>
  formatColumn({ name: "a", values }, [...values.keys()]).cells;

describe("formatColumn", () => {
  it.each([
    [
      [1, 2, 30],
      ["1", "2", "30"],
    ],
    [
      [2, 0.125, null],
      ["2.000", "0.125", "null"],
    ],
    [
      [1 / 3, 100],
      ["0.333333", "100.000000"],
    ],
    [[0.1 + 0.2], ["0.3"]],
    [
      [1e-9, 1e20, 0],
      ["1e-9", "1e+20", "0"],
    ],
    [
      [-0, 5],
      ["0", "5"],
    ],
    [
      [NaN, Infinity, -Infinity],
      ["NaN", "Infinity", "-Infinity"],
    ],
    [[12345678901234567890n], ["12345678901234567890"]],
    [
      [true, undefined],
      ["true", "null"],
    ],
    [
      [new Date("2026-01-31T10:20:30Z"), new Date(NaN)],
      ["2026-01-31 10:20:30", "Invalid Date"],
    ],
    [[new Date("2026-01-31T10:20:30.5Z")], ["2026-01-31 10:20:30.500"]],
    [
      [new Map([["k", 1]]), new Set([1]), Float32Array.of(0.5)],
      ['{"k":1}', "[1]", "[0.5]"],
    ],
    [
      [Symbol("s"), ""],
      ["Symbol(s)", ""],
    ],
  ])("shows the values of a column as text in one format (case %#)", (values, cells) => {
    expect(format(values)).toEqual(cells);
  });

  it("survives objects that contain themselves or cannot be read", () => {
    const circle: Record<string, unknown> = { a: 1 };
    circle.self = circle;
    const broken = {
      get value(): never {
        throw new Error("no");
      },
    };
    expect(format([circle, broken])).toEqual(['{"a":1,"self":"[circular]"}', "[object Object]"]);
  });

  it("cuts a cell at 20,000 characters and says so", () => {
    const [cell] = format(["x".repeat(21_500)]);
    expect(cell!.endsWith("x… (1,500 more characters)")).toBe(true);
    expect(cell!.length).toBe(20_000 + "… (1,500 more characters)".length);
  });
});

describe("inferType", () => {
  it.each([
    [[1, 2, null], "integer"],
    [[1, 2.5, null], "number"],
    [["a", null], "string"],
    [["a", 1], "mixed"],
    [[null, undefined, NaN], "empty"],
    [[], "empty"],
    [[[1], [2]], "list"],
    [[new Date(0)], "date"],
    [[true], "boolean"],
    [[{}], "object"],
  ])("calls %j %s", (values, type) => {
    expect(inferType(values)).toBe(type);
  });
});
