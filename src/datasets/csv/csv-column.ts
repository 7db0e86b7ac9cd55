/** A value of a CSV cell after its type was read off the column. */
export type CsvValue = string | number | bigint | boolean | null;

/** Words that pandas reads as missing. */
const MISSING = new Set(
  ("#N/A,#N/A N/A,#NA,-1.#IND,-1.#QNAN,-NaN,-nan,1.#IND,1.#QNAN,<NA>,N/A,NA,NULL,NaN,None,n/a,nan,null" + ",").split(
    ",",
  ),
);
const WHOLE = /^[ \t]*[+-]?\d+[ \t]*$/;
const NUMBER = /^[ \t]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[ \t]*$/;
const INFINITE = /^[ \t]*([+-]?)inf(?:inity)?[ \t]*$/i;
const BOOLEAN = /^(?:true|false)$/i;
const LEAST_INT64 = -(2n ** 63n);
const MOST_INT64 = 2n ** 63n - 1n;
const MOST_UINT64 = 2n ** 64n - 1n;

/**
 * Reads a column's type off its cells as pandas 2.3.3 does: whole numbers, numbers, booleans, else text; null for missing.
 *
 * Where a whole number is beyond ±2^53, the column is of bigints, so that no digit is lost; where one is beyond 64 bits,
 * or a number beyond what a double holds, it is text. A column with fractions is of numbers, unless a whole number beyond
 * 64 bits comes before the first of them. pandas loses digits where a column of large whole numbers has missing cells too.
 *
 * @example
 * readColumn(["9007199254740993", ""]); // [9007199254740993n, null]
 */
export function readColumn(cells: readonly string[]): CsvValue[] {
  const read = readerOf(cells.filter((cell) => !MISSING.has(cell)));
  return cells.map((cell) => (MISSING.has(cell) ? null : read(cell)));
}

function readerOf(present: readonly string[]): (cell: string) => CsvValue {
  if (present.every((cell) => WHOLE.test(cell))) return wholeReader(present) ?? ((cell) => cell);
  if (present.every((cell) => (NUMBER.test(cell) ? Number.isFinite(Number(cell)) : INFINITE.test(cell)))) {
    return beginsBeyond64Bits(present) ? (cell) => cell : toNumber;
  }
  return present.every((cell) => BOOLEAN.test(cell)) ? (cell) => cell.toLowerCase() === "true" : (cell) => cell;
}

/** pandas gives up whole numbers at the first cell that is none, and numbers at one that no whole number holds. */
function beginsBeyond64Bits(present: readonly string[]): boolean {
  const end = present.findIndex((cell) => !WHOLE.test(cell));
  return present.slice(0, end).some((cell) => toBigInt(cell) > MOST_UINT64);
}

function wholeReader(present: readonly string[]): ((cell: string) => CsvValue) | undefined {
  if (present.every((cell) => Number.isSafeInteger(Number(cell)))) return (cell) => Number(cell);
  const values = present.map(toBigInt);
  const fits = (least: bigint, most: bigint): boolean => values.every((value) => value >= least && value <= most);
  return fits(LEAST_INT64, MOST_INT64) || fits(0n, MOST_UINT64) ? toBigInt : undefined;
}

/** `BigInt` knows no plus sign. */
const toBigInt = (cell: string): bigint => BigInt(cell.trim().replace(/^\+/, ""));

function toNumber(cell: string): number {
  const infinite = INFINITE.exec(cell);
  if (infinite === null) return Number(cell);
  return infinite[1] === "-" ? -Infinity : Infinity;
}
