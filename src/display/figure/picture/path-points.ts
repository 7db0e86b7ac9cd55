import svgpath from "svgpath";

/** A point of a path: on it, or a control point that only bounds it. */
export interface PathPoint {
  readonly x: number;
  readonly y: number;
  readonly onPath: boolean;
}

const LARGEST_ARC = 10_000;

/**
 * Lists the points of an SVG path (SVG 2, section 9.3); curves are bounded by their control points, arcs by their radius.
 *
 * @example
 * pathPoints("M0,0h10v5"); // (0,0), (10,0), (10,5)
 */
export function pathPoints(path: string): PathPoint[] {
  const points: PathPoint[] = [];
  svgpath(path)
    .abs()
    .iterate(([command, ...values], _, x, y) => {
      if (command === "Z" || command === "z") return;
      const to: Pair =
        command === "H" ? [values[0]!, y] : command === "V" ? [x, values[0]!] : [values.at(-2)!, values.at(-1)!];
      points.push(...controlPoints(command, values, [x, y], to), { x: to[0], y: to[1], onPath: true });
    });
  return points;
}

type Pair = readonly [x: number, y: number];

function controlPoints(command: string, values: readonly number[], from: Pair, to: Pair): PathPoint[] {
  if ("CSQ".includes(command)) {
    const pairs: PathPoint[] = [];
    for (let k = 0; k < values.length - 2; k += 2) {
      pairs.push({ x: values[k]!, y: values[k + 1]!, onPath: false });
    }
    return pairs;
  }
  const radius = values[0]!;
  if (command !== "A" || radius >= LARGEST_ARC) return [];
  const reach = values[3] === 1 ? 2 * radius : radius / 2;
  const [middleX, middleY] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  return [-reach, reach].map((offset) => ({ x: middleX + offset, y: middleY + offset, onPath: false }));
}

/** Length of a path as if its curves were straight; Plotly uses it only to place labels on contour lines. */
export function pathLength(path: string): number {
  const points = pathPoints(path).filter(({ onPath }) => onPath);
  return points.slice(1).reduce((sum, { x, y }, i) => sum + Math.hypot(x - points[i]!.x, y - points[i]!.y), 0);
}

/** The point at a distance from a path's start, as if its curves were straight. */
export function pointAtLength(path: string, length: number): { x: number; y: number } {
  const points = pathPoints(path).filter(({ onPath }) => onPath);
  let left = length;
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1]!, points[i]!];
    const distance = Math.hypot(to.x - from.x, to.y - from.y);
    if (left <= distance) {
      const share = distance === 0 ? 0 : left / distance;
      return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
    }
    left -= distance;
  }
  return { x: points.at(-1)?.x ?? 0, y: points.at(-1)?.y ?? 0 };
}
