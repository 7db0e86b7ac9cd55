import { describe, expect, it } from "vitest";
import { needsOtherFonts, textWidth } from "../../src/display/figure/picture/text-width.js";

// Adobe's Helvetica.afm and Helvetica-Bold.afm, in thousandths of an em; Arial has the same widths.
describe("textWidth", () => {
  it.each([
    ["A", false, 667],
    ["i", false, 222],
    ["W", false, 944],
    ["0", false, 556],
    ["@", false, 1015],
    [" ", false, 278],
    ["é", false, 556],
    ["i", true, 278],
    ["W", true, 944],
    ["a", true, 556],
    ["b", true, 611],
    ["Loss", false, 556 + 556 + 500 + 500],
  ])("of %j (bold: %s) is Helvetica's: %i/1000", (text, bold, thousandths) => {
    expect(textWidth(text, 1, bold)).toBeCloseTo(thousandths / 1000, 2);
  });

  it("counts an em for letters of other scripts that the font lacks, and nothing for marks", () => {
    expect(textWidth("日🎉", 10)).toBe(20);
    expect(textWidth("e\u0301\u200B", 10)).toBe(textWidth("e", 10));
  });
});

describe("needsOtherFonts", () => {
  it.each([
    ["Überlänge ½ μ Ж ≤ −", false],
    ["中文", true],
    ["🎉", true],
    ["", false],
  ])("of %j is %s", (text, needed) => {
    expect(needsOtherFonts(text)).toBe(needed);
  });
});
