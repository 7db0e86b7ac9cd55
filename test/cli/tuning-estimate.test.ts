import { describe, expect, it } from "vitest";
import { estimateTuning, formatSeconds, formatTuning } from "../../src/cli/tuning-estimate.js";
import { KNOWN_MODELS } from "../../src/service/models/known-models.js";
import { DEFAULT_MODEL_FILE } from "../../src/service/settings.js";
import { inspectModel } from "../../src/training/index.js";

const SPEED = 1e11;

describe("the catalogue", () => {
  it("has the dimensions of the model that is here", () => {
    const { dimensions } = KNOWN_MODELS.find(({ file }) => file === DEFAULT_MODEL_FILE)!;
    expect(inspectModel(`.tunelab/models/${DEFAULT_MODEL_FILE}`)).toMatchObject(dimensions);
  });

  // Millions of weights as the publishers count them; Qwen's files hold the output table as well.
  it.each([
    ["smollm2-135m-instruct", 135],
    ["smollm2-360m-instruct", 362],
    ["smollm2-1.7b-instruct", 1711],
    ["qwen2.5-0.5b-instruct", 494 + 136],
    ["qwen2.5-1.5b-instruct", 1544 + 233],
  ])("gives %s dimensions of %i million weights", (name, millions) => {
    const size = KNOWN_MODELS.find((entry) => entry.name === name)!.dimensions;
    const attention = (2 * size.headCount + 2 * size.keyValueHeadCount) * size.headSize * size.hiddenSize;
    const layer = attention + 3 * size.hiddenSize * size.feedForwardSize + 2 * size.hiddenSize;
    const tables = (size.tiedOutput ? 1 : 2) * size.vocabularySize * size.hiddenSize;
    expect(Math.round((size.layerCount * layer + tables) / 1e6)).toBe(millions);
  });
});

describe("what tuning takes", () => {
  const [small, , large] = KNOWN_MODELS.map(({ dimensions }) => dimensions);

  it("is estimated for a model that is not here, more for a larger one", () => {
    const [little, much] = [estimateTuning(small!, SPEED, 1e12), estimateTuning(large!, SPEED, 1e12)];
    expect(little.memoryBytes / 1e9).toBeCloseTo(0.86, 1);
    expect(much.memoryBytes / 1e9).toBeCloseTo(7.4, 0);
    expect(much.seconds).toBeGreaterThan(5 * little.seconds);
    expect(estimateTuning(small!, SPEED / 2, 1e12).seconds).toBeGreaterThan(little.seconds);
  });

  it("counts the layers that fit in memory, down to none", () => {
    const { memoryBytes } = estimateTuning(small!, SPEED, 1e12);
    expect(estimateTuning(small!, SPEED, memoryBytes)).toMatchObject({ layers: 30, layerCount: 30 });
    expect(estimateTuning(small!, SPEED, memoryBytes - 1)).toMatchObject({ memoryBytes, layers: 29 });
    expect(estimateTuning(small!, SPEED, 1e6)).toMatchObject({ memoryBytes, layers: 0, seconds: 0 });
  });

  it.each([
    [
      { layers: 30, seconds: 46.2 },
      "12 examples x 8 epochs take about 50 s and 0.9 GB with all 30 layers (an estimate)",
    ],
    [
      { layers: 12, seconds: 7.1 },
      "12 examples x 8 epochs take about 8 s with the upper 12 layers; all 30 layers would need 0.9 GB (an estimate), more than is free now",
    ],
    [
      { layers: 0, seconds: 0 },
      "does not fit: all 30 layers would need 0.9 GB (an estimate), more than is free now, and one layer too much",
    ],
  ])("is said in one line: %j", (part, text) => {
    expect(formatTuning({ memoryBytes: 0.86e9, layerCount: 30, ...part })).toBe(text);
  });

  it.each([
    [0.4, "1 s"],
    [9.2, "10 s"],
    [46.2, "50 s"],
    [119, "120 s"],
    [431, "8 min"],
  ])("%d seconds is said as %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});
