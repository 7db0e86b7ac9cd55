import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { pathLength, pathPoints, pointAtLength } from "../../src/display/figure/picture/path-points.js";
import { boxOf, screenBoxOf, type DomElement } from "../../src/display/figure/picture/svg-box.js";
import { parseTransform } from "../../src/display/figure/picture/transform.js";

function element(svg: string, selector = "#it"): DomElement {
  const { document } = new JSDOM(`<svg xmlns="http://www.w3.org/2000/svg">${svg}</svg>`).window;
  return document.querySelector(selector) as unknown as DomElement;
}

describe("boxOf", () => {
  it.each([
    ['<rect id="it" x="1" y="2" width="30" height="40"/>', [1, 2, 31, 42]],
    ['<circle id="it" cx="10" cy="20" r="5"/>', [5, 15, 15, 25]],
    ['<line id="it" x1="9" y1="2" x2="1" y2="8"/>', [1, 2, 9, 8]],
    ['<path id="it" d="M1,2L11,2V12H1Z"/>', [1, 2, 11, 12]],
    ['<path id="it" d="m1,2l10,0v10h-10z"/>', [1, 2, 11, 12]],
    ['<g id="it"><rect width="1" height="1"/><rect x="5" y="6" width="1" height="1"/></g>', [0, 0, 6, 7]],
    ['<g id="it"><rect width="2" height="1" transform="translate(10,20) rotate(90)"/></g>', [9, 20, 10, 22]],
    ['<g id="it"><rect width="9" height="9" style="display: none"/><rect width="1" height="1"/></g>', [0, 0, 1, 1]],
  ])("of %s", (svg, corners) => {
    const { x0, y0, x1, y1 } = boxOf(element(svg))!;
    [x0, y0, x1, y1].forEach((value, i) => expect(value).toBeCloseTo(corners[i]!, 9));
  });

  it.each([
    ["start", [100, 105.56]],
    ["middle", [97.22, 102.78]],
    ["end", [94.44, 100]],
  ])("of text anchored at its %s lies beside its place", (anchor, [left, right]) => {
    const text = element(`<text id="it" x="100" y="50" style="font-size: 10px; text-anchor: ${anchor}">0</text>`);
    const box = boxOf(text)!;
    expect(box.x0).toBeCloseTo(left!, 1);
    expect(box.x1).toBeCloseTo(right!, 1);
    expect([box.y0, box.y1]).toEqual([50 - 9.05, 50 + 2.12]);
  });

  it("of what draws nothing is nothing", () => {
    expect(boxOf(element('<g id="it"></g>'))).toBeUndefined();
    expect(boxOf(element('<defs id="it"><rect width="9" height="9"/></defs>'))).toBeUndefined();
  });

  it("on the screen includes the transforms of all parents", () => {
    const nested = element('<g transform="translate(5,6)"><g transform="scale(2)"><rect id="it" width="3" height="4"/></g></g>'); // prettier-ignore
    expect(screenBoxOf(nested)).toEqual({ x0: 5, y0: 6, x1: 11, y1: 14 });
  });
});

describe("parseTransform", () => {
  it.each([
    [null, [1, 0, 0, 1, 0, 0]],
    ["translate(10,20) scale(2)", [2, 0, 0, 2, 10, 20]],
    ["translate(3)", [1, 0, 0, 1, 3, 0]],
    ["matrix(1 2 3 4 5 6)", [1, 2, 3, 4, 5, 6]],
    ["scale(2 3)", [2, 0, 0, 3, 0, 0]],
  ])("reads %j", (text, matrix) => {
    expect(parseTransform(text)).toEqual(matrix);
  });

  it("turns around a point", () => {
    const [a, b, , , e, f] = parseTransform("rotate(90, 10, 10)");
    [a, b, e, f].forEach((value, i) => expect(value).toBeCloseTo([0, 1, 20, 0][i]!, 9));
  });
});

describe("a path", () => {
  it("has its control points and ends", () => {
    expect(pathPoints("M0,0C1,2 3,4 5,6")).toEqual([
      { x: 0, y: 0, onPath: true },
      { x: 1, y: 2, onPath: false },
      { x: 3, y: 4, onPath: false },
      { x: 5, y: 6, onPath: true },
    ]);
  });

  it("has a length and points along it", () => {
    expect(pathLength("M0,0L3,4L3,10")).toBe(11);
    expect(pointAtLength("M0,0L3,4L3,10", 8)).toEqual({ x: 3, y: 7 });
    expect(pointAtLength("M0,0L3,4", 99)).toEqual({ x: 3, y: 4 });
    expect(pointAtLength("", 5)).toEqual({ x: 0, y: 0 });
  });
});
