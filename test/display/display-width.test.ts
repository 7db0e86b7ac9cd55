import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutToWidth, displayWidth } from "../../src/display/table/display-width.js";

describe("displayWidth", () => {
  it.each([
    ["", 0],
    ["abc", 3],
    ["né", 2],
    ["ne\u0301", 2],
    ["日本", 4],
    ["한국", 4],
    ["🎉", 2],
    ["👍🏽", 2],
    ["👩‍👩‍👧", 2],
    ["❤️", 2],
    ["ａ", 2],
    ["\u200B", 0],
  ])("of %j is %i", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe("cutToWidth", () => {
  it.each([
    ["fine-tuning", 6, "fine-…"],
    ["short", 5, "short"],
    ["日本語", 4, "日…"],
    ["a👩‍👩‍👧b", 3, "a…"],
  ])("cuts %j to %i columns as %j", (text, width, cut) => {
    expect(cutToWidth(text, width)).toBe(cut);
  });

  it("never exceeds the width, and leaves what fits as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        const cut = cutToWidth(text, width);
        return displayWidth(cut) <= width && (displayWidth(text) > width || cut === text);
      }),
    );
  });
});
