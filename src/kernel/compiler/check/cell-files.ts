import { join } from "node:path";

/** The file that a cell stands in for the checker: next to the notebook, so that imports resolve from there. */
export const cellFileName = (cell: number, directory: string): string => join(directory, `__cell_${cell}.ts`);

/** The number of the cell that a file stands for, else `undefined`. */
export function cellOfFile(fileName: string): number | undefined {
  const number = /__cell_(\d+)\.ts$/.exec(fileName)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Module specifier under which a cell imports from an earlier one. */
export const cellSpecifier = (cell: number): string => `cell:${cell}`;

/** The number of the cell that a specifier stands for, else `undefined`. */
export function cellOfSpecifier(specifier: string): number | undefined {
  const number = /^cell:(\d+)$/.exec(specifier)?.[1];
  return number === undefined ? undefined : Number(number);
}

const QUALIFIED = /import\("[^"]*__cell_(\d+)(?:\.ts)?"(?:, \{[^()]*\})?\)\.([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;

/**
 * Writes types of cells as typed: `Person`, not `import("/folder/__cell_3").Person`. Where a text speaks of two types
 * of one name, the cell is said too: `Person (Cell 3)`.
 */
export function hideCellFiles(text: string, labelOf: (cell: number) => string | undefined = () => undefined): string {
  const cellsOfName = new Map<string, Set<string>>();
  for (const [, cell, name] of text.matchAll(QUALIFIED)) {
    cellsOfName.set(name!, (cellsOfName.get(name!) ?? new Set()).add(cell!));
  }
  return text.replace(QUALIFIED, (_whole, cell: string, name: string) => {
    const label = cellsOfName.get(name)!.size > 1 ? labelOf(Number(cell)) : undefined;
    return label === undefined ? name : `${name} (${label})`;
  });
}
