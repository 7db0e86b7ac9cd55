import { describe, expect, it } from "vitest";
import { locale, number, withColon } from "../../src/portal/i18n/index.js";

describe("a number of the pages", () => {
  it.each([
    [1234.5678, 3, "1,234.568"],
    [0.41234, 2, "0.41"],
    [0.0005, 3, "0.001"],
    [0.000312, 3, "0.00031"],
    [-0.0004, 2, "-0.0004"],
    [1.234e-9, 3, "1.2E-9"],
    [0, 3, "0"],
    [0.4, 0, "0"],
    [null, 3, "–"],
    [Number.NaN, 3, "–"],
  ])("%s with %s digits is written %s: what is not 0 is never written so", (value, digits, expected) => {
    expect(number(value, digits)).toBe(expected);
  });
});

describe("a label", () => {
  it("is parted from what it is of as its language does it", () => {
    expect(withColon("Seed")).toBe("Seed:");
    locale.value = "fr";
    expect(withColon("Graine")).toBe("Graine\u00a0:");
    locale.value = "en";
  });
});
