import { describe, expect, it } from "vitest";
import { describeAnswer } from "../../src/models/index.js";

describe("the model behind an answer", () => {
  it.each<[string, unknown, number | undefined, boolean]>([
    ["gpt-4o", undefined, undefined, false],
    ["gpt-4o", 134_515_008, 134_515_008, true],
    ["qwen2.5-0.5b-instruct", undefined, 5e8, true],
    ["llama-3.1-8b", undefined, 8e9, false],
    // A file can be called anything.
    ["smollm2-135m-instruct", 8_030_000_000, 8_030_000_000, false],
    ["smollm2-135m-instruct", "many", 135e6, true],
  ])("%s with %s local parameters has %s and is small: %s", (model, counted, parameters, isSmall) => {
    expect(describeAnswer({ model, local_parameters: counted })).toEqual({ name: model, parameters, isSmall });
  });
});
