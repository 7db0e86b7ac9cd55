/** An affine transform as SVG writes it: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A rectangle by its corners. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** The transform that applies `inner` first and `outer` to its result. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

function rotation(degrees: number, x: number, y: number): Matrix {
  const radians = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  return multiply(multiply([1, 0, 0, 1, x, y], [cos, sin, -sin, cos, 0, 0]), [1, 0, 0, 1, -x, -y]);
}

function toMatrix(name: string, values: readonly number[]): Matrix {
  const [first = 0, second, third = 0, d = 1, e = 0, f = 0] = values;
  if (name === "translate") return [1, 0, 0, 1, first, second ?? 0];
  if (name === "scale") return [first, 0, 0, second ?? first, 0, 0];
  if (name === "rotate") return rotation(first, second ?? 0, third);
  return [first, second ?? 0, third, d, e, f];
}

/**
 * Reads an SVG `transform` attribute (SVG 2, section 8.5; without skews, which Plotly does not write).
 *
 * @example
 * parseTransform("translate(10,20) scale(2)"); // [2, 0, 0, 2, 10, 20]
 */
export function parseTransform(text: string | null): Matrix {
  if (!text) return IDENTITY;
  let matrix = IDENTITY;
  for (const [, name, list] of text.matchAll(/(translate|rotate|scale|matrix)\(([^)]*)\)/g)) {
    const values = list!
      .split(/[\s,]+/)
      .filter((part) => part !== "")
      .map(Number);
    matrix = multiply(matrix, toMatrix(name!, values));
  }
  return matrix;
}

/** The smallest box around two boxes, either of which may be missing. */
export function unite(one: Box | undefined, other: Box | undefined): Box | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    x0: Math.min(one.x0, other.x0),
    y0: Math.min(one.y0, other.y0),
    x1: Math.max(one.x1, other.x1),
    y1: Math.max(one.y1, other.y1),
  };
}

/** The smallest upright box around a transformed box. */
export function transformBox(matrix: Matrix, box: Box | undefined): Box | undefined {
  if (box === undefined || matrix === IDENTITY) return box;
  const [a, b, c, d, e, f] = matrix;
  const corners = [
    [box.x0, box.y0],
    [box.x1, box.y0],
    [box.x0, box.y1],
    [box.x1, box.y1],
  ] as const;
  const xs = corners.map(([x, y]) => a * x + c * y + e);
  const ys = corners.map(([x, y]) => b * x + d * y + f);
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}
