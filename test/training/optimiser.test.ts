import { describe, expect, it } from "vitest";
import { normalDeviate, seededRandom, shuffled } from "../../src/core/index.js";
import { Adam, baseLearningRate, forgetsByTuning, scheduledShare } from "../../src/training/index.js";
import { splitIntoPacks } from "../../src/training/objectives/objective.js";

describe("Adam", () => {
  it("takes the steps of the published formula, with the gradient's norm clipped to 1", () => {
    // Expected values: the formula of arXiv 1412.6980 in NumPy 2.4.6, moments and values kept as float32.
    const values = { data: new Float32Array(3), dims: [3] };
    const optimiser = new Adam(new Map([["w", values]]));
    const step = (gradient: number[], rate: number) =>
      optimiser.step(new Map([["w", Float32Array.from(gradient)]]), rate);
    const expected = [
      [-0.09999999403953552, 0.09999999403953552, 0],
      [-0.1965181976556778, 0.16700580716133118, -0.07441367954015732],
      [-0.22870226204395294, 0.1758691668510437, -0.09012173861265182],
    ];
    expect(step([0.3, -0.4, 0], 0.1)).toBeCloseTo(0.5, 6);
    expect([...values.data]).toEqual(expected[0]);
    expect(step([3, 0, 4], 0.1)).toBe(5);
    expect([...values.data]).toEqual(expected[1]);
    step([-0.1, 0.2, -0.3], 0.05);
    expect([...values.data]).toEqual(expected[2]);
    expect(optimiser.stepCount).toBe(3);
  });
});

describe("the learning rate", () => {
  it.each([
    [576, "supervised", 0.002],
    [32, "supervised", 0.002],
    [896, "supervised", 0.0006626988],
    [2304, "supervised", 0.0000625],
    [576, "dpo", 0.0005],
  ] as const)("of a model %i wide for %s is %f", (hiddenSize, method, rate) => {
    expect(baseLearningRate({ hiddenSize }, method)).toBeCloseTo(rate, 9);
  });

  it("is 0.4 of that with replay, which small data makes a wider model need", () => {
    expect(baseLearningRate({ hiddenSize: 896 }, "supervised", { replay: true })).toBeCloseTo(0.0002650795, 9);
    expect([576, 577].map((hiddenSize) => forgetsByTuning({ hiddenSize }))).toEqual([false, true]);
  });

  it("rises over three steps, then falls to the end", () => {
    const shares = Array.from({ length: 10 }, (_, i) => scheduledShare(i, 10));
    expect(shares.map((share) => Number(share.toFixed(3)))).toEqual([
      0.333, 0.6, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1,
    ]);
    expect(scheduledShare(0, 1)).toBeGreaterThan(0);
  });
});

describe("packs", () => {
  it.each([
    [[], 10, []],
    [[5], 10, [[0]]],
    [[100, 100, 100], 256, [[0, 1], [2]]],
    [[300, 10, 10], 256, [[0], [1, 2]]],
    [[256, 1], 256, [[0], [1]]],
  ])("of %j tokens with at most %i hold %j", (tokens, limit, packs) => {
    expect(splitIntoPacks(tokens, limit)).toEqual(packs);
  });
});

describe("the seeded generator", () => {
  it("gives the same numbers for the same seed and stream, and others for others", () => {
    const first = (seed: number, stream: number) => {
      const random = seededRandom(seed, stream);
      return [random(), random(), random()];
    };
    expect(first(7, 1)).toEqual(first(7, 1));
    expect(first(7, 1)).not.toEqual(first(7, 2));
    expect(first(7, 1)).not.toEqual(first(8, 1));
    expect(first(0, 0).every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it("shuffles every index into the order, evenly", () => {
    const random = seededRandom(1, 0);
    const firsts = new Map<number, number>();
    for (let i = 0; i < 4000; i++) {
      const order = shuffled([0, 1, 2, 3], random);
      expect([...order].sort()).toEqual([0, 1, 2, 3]);
      firsts.set(order[0]!, (firsts.get(order[0]!) ?? 0) + 1);
    }
    for (const count of firsts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
    expect(shuffled([], random)).toEqual([]);
  });

  it("draws normal numbers with mean 0 and variance 1", () => {
    const random = seededRandom(2, 0);
    const values = Array.from({ length: 20_000 }, () => normalDeviate(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });
});
