import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { lighterModule } from "../../../src/kernel/runner/child/modules/lighter-modules.js";

const require = createRequire(import.meta.url);
const DANFO = require.resolve("danfojs-node");

describe("what is loaded in place of a module", () => {
  it.each<readonly [string, unknown, unknown, string | undefined]>([
    ["mathjs of danfojs", "mathjs", { filename: DANFO }, "mathjs/lib/browser/math.js"],
    ["mathjs of a cell", "mathjs", { filename: "/notebooks/cell.js" }, undefined],
    ["mathjs of nobody", "mathjs", undefined, undefined],
    ["a part of mathjs", "mathjs/number", { filename: DANFO }, undefined],
    ["another package of danfojs", "table", { filename: DANFO }, undefined],
  ])("for %s", (_what, request, importing, expected) => expect(lighterModule(request, importing)).toBe(expected));

  it("computes what danfojs asks of mathjs as its modules do", () => {
    interface Mathjs {
      mean(values: number[]): number;
      median(values: number[]): number;
      mode(values: number[]): number[];
      std(values: number[]): number;
      variance(values: number[]): number;
    }
    const math = createRequire(DANFO)(lighterModule("mathjs", { filename: DANFO })!) as Mathjs;
    const values = [1, 2, 2, 7];
    expect(math.mean(values)).toBe(3);
    expect(math.median(values)).toBe(2);
    expect(math.mode(values)).toEqual([2]);
    expect(math.std(values)).toBeCloseTo(2.70801280154532, 12);
    expect(math.variance(values)).toBeCloseTo(7.333333333333333, 12);
  });
});
