import { type OriginalMapping, TraceMap, originalPositionFor } from "@jridgewell/trace-mapping";
import type { Executable } from "../protocol.js";

interface RegisteredCell {
  readonly label: string;
  readonly source: string;
  readonly lines: readonly string[];
  readonly sourceMap: string;
  readonly size: number;
  trace?: TraceMap;
}

/** What is kept of an {@link Executable}. */
export type CellText = Pick<Executable, "label" | "source" | "sourceMap">;

/** A place in a cell as the learner typed it; line and column are 1-based. */
export interface CellPosition {
  readonly label: string;
  readonly line: number;
  readonly column: number;
}

/** Characters of code and maps kept: functions of early cells still show their lines after a day of use. */
const LIMIT = 16_000_000;
const SCHEME = "tunelab-cell:";

const cells = new Map<string, RegisteredCell>();
const linesByLabel = new Map<string, readonly string[]>();
let total = 0;

/** Remembers a cell's code and returns the file name under which V8 shall know it. */
export function registerCellSource(id: string, { label, source, sourceMap }: CellText): string {
  const fileName = SCHEME + id;
  const cell: RegisteredCell = {
    label,
    source,
    lines: source.split(/\r\n|\n|\r/),
    sourceMap,
    size: source.length + sourceMap.length,
  };
  cells.set(fileName, cell);
  linesByLabel.set(label, cell.lines);
  total += cell.size;
  for (const [name, old] of cells) {
    if (total <= LIMIT || name === fileName) break;
    cells.delete(name);
    if (linesByLabel.get(old.label) === old.lines) linesByLabel.delete(old.label);
    total -= old.size;
  }
  return fileName;
}

/** A cell that ran, for a debugger that is turned on later; `undefined` when it is not known any more. */
export function findCell(fileName: string): CellText | undefined {
  const cell = cells.get(fileName);
  return cell && { label: cell.label, source: cell.source, sourceMap: cell.sourceMap };
}

/** Whether a file is the code of a cell. */
export const isCellFile = (fileName: string): boolean => fileName.startsWith(SCHEME);

/** Where a position of {@link isCellFile} was typed; `undefined` when nobody did, as with helpers of the compiler. */
export function findCellPosition(fileName: string, line: number, column: number): CellPosition | undefined {
  const cell = cells.get(fileName);
  if (cell === undefined) return { label: fileName, line, column };
  cell.trace ??= new TraceMap(cell.sourceMap);
  const original = originalPositionFor(cell.trace, { line, column: Math.max(0, column - 1) });
  if (original.line === null) return undefined;
  return { label: cell.label, line: original.line, column: columnAsTyped(cell, cell.trace, original) };
}

/** A magic stands where other code was compiled: that only puts text before what was typed of its line, or replaces it. */
function columnAsTyped(cell: RegisteredCell, trace: TraceMap, { line, column }: OriginalMapping): number {
  const [compiled] = trace.sourcesContent ?? [];
  const typed = cell.lines[line - 1];
  if (typed === undefined || compiled === null || compiled === undefined || compiled === cell.source) return column + 1;
  const shift = (compiled.split(/\r\n|\n|\r/)[line - 1] ?? "").length - typed.length;
  const first = typed.search(/\S/);
  return Math.max(0, first, column - Math.max(0, shift)) + 1;
}

/** A cell as typed, or `undefined` when it is not known any more. */
export const cellSource = (label: string): string | undefined => linesByLabel.get(label)?.join("\n");

/** The line of a cell as typed, or `undefined` when it is not known any more. */
export const cellSourceLine = (label: string, line: number): string | undefined => linesByLabel.get(label)?.[line - 1];
