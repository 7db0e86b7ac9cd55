import { describe, expect, it } from "vitest";
import { shadeColor } from "../../src/display/index.js";

type Rgb = readonly [number, number, number];

/** WCAG 2.2's relative luminance and contrast ratio. */
function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function over(shade: string, ground: Rgb): Rgb {
  const [red, green, blue, opacity] = shade.match(/[\d.]+/g)!.map(Number) as [number, number, number, number];
  return [red, green, blue].map((part, i) => part * opacity + ground[i]! * (1 - opacity)) as unknown as Rgb;
}

describe("shadeColor", () => {
  it.each([
    [0, undefined, "rgba(213, 94, 0, 0.4)"],
    [0.25, undefined, "rgba(213, 94, 0, 0.2)"],
    [0.5, undefined, undefined],
    [1, undefined, "rgba(0, 114, 178, 0.4)"],
    [7, { from: 1, to: 5 }, "rgba(0, 114, 178, 0.4)"],
    [0, { from: 3, to: 0 }, "rgba(0, 114, 178, 0.4)"],
    [-Infinity, undefined, "rgba(213, 94, 0, 0.4)"],
    [NaN, undefined, undefined],
    [1, { from: 1, to: 1 }, undefined],
  ])("tints %d on the scale %j with %s", (value, scale, color) => {
    expect(shadeColor(value, scale)).toBe(color);
  });

  it.each([
    ["light", [255, 255, 255], [33, 33, 33]],
    ["light zebra", [245, 245, 245], [33, 33, 33]],
    ["dark", [17, 17, 17], [224, 224, 224]],
    ["dark zebra", [33, 33, 33], [224, 224, 224]],
  ] as const)("leaves text readable in the %s theme", (_theme, ground, text) => {
    for (const value of [0, 1]) expect(contrast(over(shadeColor(value)!, ground), text)).toBeGreaterThan(4.5);
  });
});
