import { describe, expect, it } from "vitest";
import { followMetrics, mergeMetrics, NO_METRICS } from "../../src/portal/pages/jobs/metrics/merge-metrics.js";
import { risesSince } from "../../src/portal/pages/jobs/metrics/overfitting.js";
import { shiftRange, toCsv, zoomRange } from "../../src/portal/parts/chart/series.js";
import { smooth } from "../../src/portal/parts/chart/smooth.js";

describe("measurements that arrive in parts", () => {
  it("are put behind those that are there", () => {
    expect(
      mergeMetrics({ step: [1, 2], columns: { loss: [3, 2] } }, { step: [3], columns: { loss: [1], valid: [4] } }),
    ).toEqual({ step: [1, 2, 3], columns: { loss: [3, 2, 1], valid: [null, null, 4] } });
  });

  it("lose the steps behind one that was trained again, whose weights are gone", () => {
    const known = { step: [1, 2, 3, 4], columns: { loss: [4, 3, 2, 1] } };
    expect(followMetrics(known, { step: [2], columns: { loss: [2.5], valid: [5] } })).toEqual({
      step: [1, 2],
      columns: { loss: [4, 2.5], valid: [null, 5] },
    });
    expect(followMetrics(known, { step: [1], columns: { loss: [4.5] } })).toEqual({
      step: [1],
      columns: { loss: [4.5] },
    });
    expect(followMetrics(known, { step: [5], columns: { loss: [0.5] } }).step).toEqual([1, 2, 3, 4, 5]);
    expect(followMetrics(known, NO_METRICS)).toBe(known);
  });

  it("lose the steps of lost weights before one of them was trained again", () => {
    const known = { step: [1, 2, 3, 4], columns: { loss: [4, 3, 2, 1] } };
    const kept = { step: [1, 2], columns: { loss: [4, 3] } };
    expect(followMetrics(known, { ...NO_METRICS, lostAfter: 2 })).toEqual(kept);
    expect(followMetrics(known, { ...NO_METRICS, lostAfter: 0 })).toEqual({ step: [], columns: { loss: [] } });
    // A pause loses nothing.
    expect(followMetrics(known, { ...NO_METRICS, lostAfter: 4 })).toBe(known);
    expect(followMetrics(known, { step: [3], columns: { loss: [2.5] }, lostAfter: 2 })).toEqual({
      step: [1, 2, 3],
      columns: { loss: [4, 3, 2.5] },
    });
  });

  it("replace steps that were trained again after a crash", () => {
    const known = { step: [1, 2, 3, 4], columns: { loss: [4, 3, 2, 1] } };
    expect(mergeMetrics(known, { step: [3, 4], columns: { loss: [2.5, 1.5] } })).toEqual({
      step: [1, 2, 3, 4],
      columns: { loss: [4, 3, 2.5, 1.5] },
    });
  });

  it("keep the columns that the news do not speak of", () => {
    expect(mergeMetrics({ step: [1, 2], columns: { a: [1, 2] } }, { step: [2, 3], columns: { b: [20, 30] } })).toEqual({
      step: [1, 2, 3],
      columns: { a: [1, 2, null], b: [null, 20, 30] },
    });
  });

  it("do nothing twice, and nothing at all when there are none", () => {
    const news = { step: [1, 3], columns: { a: [1, 3] } };
    const once = mergeMetrics(NO_METRICS, news);
    expect(mergeMetrics(once, news)).toEqual(once);
    expect(mergeMetrics(once, NO_METRICS)).toBe(once);
  });

  it("may fill a gap in the middle", () => {
    expect(mergeMetrics({ step: [1, 4], columns: { a: [1, 4] } }, { step: [2], columns: { a: [2] } })).toEqual({
      step: [1, 2, 4],
      columns: { a: [1, 2, 4] },
    });
  });
});

describe("smoothing", () => {
  it.each([
    [[1, 2, 3], 0, [1, 2, 3]],
    [[1, 2, 3], 0.5, [1, 5 / 3, 17 / 7]],
    [[5, null, 5], 0.9, [5, null, 5]],
    [[null, 2], 0.5, [null, 2]],
  ])("of %j by %d", (values, weight, expected) => {
    const smoothed = smooth(values, weight);
    expect(smoothed.map((value) => value === null)).toEqual(expected.map((value) => value === null));
    smoothed.forEach((value, index) => {
      if (value !== null) expect(value).toBeCloseTo(expected[index]!, 12);
    });
  });
});

describe("zooming", () => {
  const whole = { min: 0, max: 100 };
  it.each([
    [whole, 0.5, { min: 25, max: 75 }],
    [{ min: 0, max: 10 }, 0.5, { min: 2.5, max: 7.5 }],
    [{ min: 0, max: 10 }, 2, { min: 0, max: 20 }],
    [{ min: 40, max: 60 }, 10, undefined],
    [{ min: 4, max: 6 }, 0.1, { min: 4, max: 6 }],
  ])("%j by %d shows %j", (shown, factor, expected) => {
    expect(zoomRange(whole, shown, factor)).toEqual(expected);
  });

  it("stays within the whole when it is moved", () => {
    expect(shiftRange(whole, 95, 20)).toEqual({ min: 80, max: 100 });
    expect(shiftRange(whole, -5, 20)).toEqual({ min: 0, max: 20 });
  });
});

it("a chart is saved as values divided by commas, gaps empty", () => {
  const series = [
    { key: "train_loss", values: [3.5, 2.25] },
    { key: "valid_loss", values: [null, 2] },
  ];
  expect(toCsv("step", [1, 2], series)).toBe("step,train_loss,valid_loss\n1,3.5,\n2,2.25,2\n");
  expect(toCsv("step", [1, 2], series, "excel with decimal comma")).toBe(
    "\uFEFFstep;train_loss;valid_loss\r\n1;3,5;\r\n2;2,25;2\r\n",
  );
});

describe("a rise of the validation loss", () => {
  it.each([
    ["rises twice", { valid_loss: [3, 1, 1.2, 1.5] }, 2],
    ["falls", { valid_loss: [3, 2, 1.5, 1] }, undefined],
    ["is too short to tell", { valid_loss: [3, 1, 1.5, null] }, undefined],
    ["rises by less than two per cent", { valid_loss: [3, 1, 1.01, 1.015] }, undefined],
    ["came back down", { valid_loss: [3, 1, 1.5, 1] }, undefined],
    [
      "rises in a batch, but not in the whole set",
      { valid_loss: [3, 1, 2, 2], full_valid_loss: [3, 2, 1, 0.5] },
      undefined,
    ],
    ["is not there", {}, undefined],
  ])("%s", (_, columns, expected) => {
    expect(risesSince({ step: [1, 2, 3, 4], columns: columns as Record<string, (number | null)[]> })).toBe(expected);
  });
});
