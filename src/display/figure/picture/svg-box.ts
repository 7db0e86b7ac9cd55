import { pathPoints } from "./path-points.js";
import { textWidth } from "./text-width.js";
import { IDENTITY, multiply, parseTransform, transformBox, unite, type Box, type Matrix } from "./transform.js";

/** What is used of an element: a part of the DOM's `Element`. */
export interface DomElement {
  readonly nodeType: number;
  readonly localName: string;
  readonly children: Iterable<DomElement>;
  readonly childNodes: Iterable<DomElement & { readonly data: string }>;
  readonly parentNode: DomElement | null;
  readonly classList: { contains(name: string): boolean };
  readonly style?: { getPropertyValue(name: string): string };
  getAttribute?(name: string): string | null;
}

const DEFAULT_FONT_SIZE = 12;
// Arial's ascent and descent, in ems.
const ASCENT = 0.905;
const DESCENT = 0.212;
const TEXT_NODE = 3;
const WITHOUT_BOX = new Set(["defs", "clipPath", "style", "title"]);

const ownStyle = (element: DomElement, property: string): string => element.style?.getPropertyValue(property) ?? "";

function inheritedStyle(element: DomElement, property: string): string {
  for (let current: DomElement | null = element; current?.getAttribute; current = current.parentNode) {
    const value = ownStyle(current, property) || current.getAttribute(property);
    if (value) return value;
  }
  return "";
}

/** A length attribute in pixels; `undefined` where it is not set. */
function lengthOf(element: DomElement, name: string, fontSize = DEFAULT_FONT_SIZE): number | undefined {
  const value = element.getAttribute?.(name);
  if (value === null || value === undefined) return undefined;
  return (parseFloat(value) || 0) * (value.endsWith("em") ? fontSize : 1);
}

const isBold = (weight: string): boolean => /bold|[6-9]00/.test(weight);

/** Width of an element's text, with the sizes and weights of the spans inside it. */
function runWidth(element: DomElement, fontSize: number, bold: boolean): number {
  let width = 0;
  for (const node of element.childNodes) {
    if (node.nodeType === TEXT_NODE) width += textWidth(node.data, fontSize, bold);
    else if (node.style !== undefined) {
      const own = ownStyle(node, "font-size");
      const size = own.endsWith("%") ? (fontSize * parseFloat(own)) / 100 : parseFloat(own) || fontSize;
      width += runWidth(node, size, bold || isBold(ownStyle(node, "font-weight")));
    }
  }
  return width;
}

function lineBox(width: number, x: number, y: number, fontSize: number, anchor: string): Box {
  const x0 = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
  return { x0, y0: y - fontSize * ASCENT, x1: x0 + width, y1: y + fontSize * DESCENT };
}

function textBox(element: DomElement): Box {
  const fontSize = parseFloat(inheritedStyle(element, "font-size")) || DEFAULT_FONT_SIZE;
  const bold = isBold(inheritedStyle(element, "font-weight"));
  const anchor = inheritedStyle(element, "text-anchor");
  const place = (name: "x" | "y"): number =>
    lengthOf(element, name, fontSize) ?? (element.parentNode ? lengthOf(element.parentNode, name, fontSize) : 0) ?? 0;
  const [x, y] = [place("x"), place("y")];
  const lines = [...element.children].filter((child) => child.classList.contains("line"));
  if (lines.length > 0) {
    const boxes = lines.map((line) =>
      lineBox(runWidth(line, fontSize, bold), x, y + (lengthOf(line, "dy", fontSize) ?? 0), fontSize, anchor),
    );
    return boxes.reduce<Box | undefined>(unite, undefined)!;
  }
  const width = runWidth(element, fontSize, bold);
  if (width === 0) return { x0: x, y0: y, x1: x, y1: y };
  const shift = element.localName === "tspan" ? (lengthOf(element, "dy", fontSize) ?? 0) : 0;
  return lineBox(width, x, y + shift, fontSize, anchor);
}

function pathBox(path: string): Box | undefined {
  let box: Box | undefined;
  for (const { x, y } of pathPoints(path)) box = unite(box, { x0: x, y0: y, x1: x, y1: y });
  return box;
}

/**
 * Gives the box around an SVG element in its own coordinates, as `getBBox` does in a browser (SVG 2, section 8.10);
 * `undefined` for what draws nothing.
 */
export function boxOf(element: DomElement): Box | undefined {
  const length = (name: string): number => lengthOf(element, name) ?? 0;
  switch (element.localName) {
    case "text":
    case "tspan":
      return textBox(element);
    case "rect":
    case "image":
      return {
        x0: length("x"),
        y0: length("y"),
        x1: length("x") + length("width"),
        y1: length("y") + length("height"),
      };
    case "circle": {
      const [x, y, radius] = [length("cx"), length("cy"), length("r")];
      return { x0: x - radius, y0: y - radius, x1: x + radius, y1: y + radius };
    }
    case "line": {
      const [xs, ys] = [
        [length("x1"), length("x2")],
        [length("y1"), length("y2")],
      ];
      return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
    }
    case "path":
      return pathBox(element.getAttribute?.("d") ?? "");
  }
  if (WITHOUT_BOX.has(element.localName)) return undefined;
  let box: Box | undefined;
  for (const child of element.children) {
    if (ownStyle(child, "display") === "none") continue;
    box = unite(box, transformBox(transformOf(child), boxOf(child)));
  }
  return box;
}

const transformOf = (element: DomElement): Matrix => parseTransform(element.getAttribute?.("transform") ?? null);

/** Gives the box around an SVG element in the coordinates of its `<svg>`, as `getBoundingClientRect` does. */
export function screenBoxOf(element: DomElement): Box | undefined {
  let matrix = IDENTITY;
  for (let current: DomElement | null = element; current?.getAttribute; current = current.parentNode) {
    if (current.localName === "svg") break;
    matrix = multiply(transformOf(current), matrix);
  }
  return transformBox(matrix, boxOf(element));
}
