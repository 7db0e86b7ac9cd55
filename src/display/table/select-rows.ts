/** Which rows of a table are shown, and a sentence about the rest. */
export interface RowSelection {
  /** Row numbers, ascending. */
  readonly rows: readonly number[];
  /** Position in `rows` after which rows are left out between two shown ones, if they are. */
  readonly gapAfter?: number;
}

/**
 * Chooses the rows to show: all where they fit, else the first and the last ones; only the first ones where the
 * table's end is not at hand.
 *
 * @example
 * selectRows({ available: 10, total: 10, limit: 4 }); // { rows: [0, 1, 8, 9], gapAfter: 1 }
 */
export function selectRows(size: {
  readonly available: number;
  readonly total: number;
  readonly limit: number;
}): RowSelection {
  const { available, total } = size;
  const limit = Math.max(1, Math.floor(size.limit));
  if (available <= limit) return { rows: range(0, available) };
  if (total > available) return { rows: range(0, limit) };
  const head = Math.ceil(limit / 2);
  return {
    rows: [...range(0, head), ...range(available - (limit - head), available)],
    gapAfter: limit > head ? head - 1 : undefined,
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
