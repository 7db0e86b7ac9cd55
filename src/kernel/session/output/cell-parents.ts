import type { Request } from "../request.js";

/** The request that a cell came from. */
export interface CellParent {
  readonly request: Request;
  /** A silent cell publishes nothing. */
  readonly silent: boolean;
}

/** Cells whose late output still goes to them; output of older ones goes to the latest cell. */
const LIMIT = 1_000;

/** Knows which request each cell came from, for output that comes while it runs or long after. */
export class CellParents {
  readonly #parents = new Map<number, CellParent>();
  #latest: CellParent | undefined;
  #count = 0;

  /** Registers a cell and returns its number. */
  add(parent: CellParent): number {
    const cell = ++this.#count;
    this.#parents.set(cell, parent);
    this.#latest = parent;
    if (this.#parents.size > LIMIT) this.#parents.delete(this.#parents.keys().next().value!);
    return cell;
  }

  find(cell: number): CellParent | undefined {
    return this.#parents.get(cell) ?? this.#latest;
  }
}
