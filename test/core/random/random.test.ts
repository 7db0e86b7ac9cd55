import { describe, expect, it } from "vitest";
import { normalDeviate, seededRandom, shuffled } from "../../../src/core/index.js";

const draw = (random: () => number, count: number): number[] => Array.from({ length: count }, random);

describe("a seeded generator", () => {
  it.each([
    [105, undefined, [0.13105481304228306, 0.3103240036871284, 0.9419544574338943]],
    [-7.9, undefined, [0.43306733411736786, 0.32539576734416187]],
    [42, 0, [0.3359855841845274, 0.351981483399868, 0.7685735300183296]],
    [42, 3, [0.4592735217884183, 0.04222813225351274, 0.8314143437892199]],
    [-1, 1, [0.4126775392796844, 0.2820013901218772, 0.44647457473911345]],
  ])("of seed %d and stream %s gives what splits and trainings of before were made with", (seed, stream, expected) => {
    expect(draw(seededRandom(seed, stream), expected.length)).toEqual(expected);
  });

  it("shuffles a copy", () => {
    const items = [1, 2, 3, 4, 5];
    expect(shuffled(items, seededRandom(105))).toEqual(shuffled(items, seededRandom(105)));
    expect([...shuffled(items, seededRandom(105))].sort()).toEqual(items);
    expect(items).toEqual([1, 2, 3, 4, 5]);
  });

  it("draws normal deviates with mean 0 and variance 1", () => {
    const random = seededRandom(105);
    const values = Array.from({ length: 20_000 }, () => normalDeviate(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });
});
