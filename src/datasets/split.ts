import {
  optionError,
  rowsOf,
  seededRandom,
  shuffled,
  toJsonText,
  TunelabError,
  type RowsInput,
} from "../core/index.js";
import { say } from "../texts/index.js";

/**
 * Cuts a dataset into training and validation rows at random; together they are all rows, none twice.
 *
 * `validationShare` is 0 to 1 and rounded to whole rows. Between 0 and 1 neither part is empty, because no provider takes an
 * empty file; only 0 and 1 themselves leave one out. The same seed gives the same split. The rows of a DataFrame are objects
 * by column name. Throws `invalid_option`, `invalid_rows`, and `too_few_rows` where two parts are asked of fewer than two rows.
 *
 * @example
 * splitDataset(examples, { validationShare: 0.2, seed: 105 }); // { training: […80 %], validation: […20 %] }
 */
export function splitDataset<T>(
  rows: RowsInput<T>,
  options: { readonly validationShare?: number; readonly seed?: number } = {},
): { readonly training: T[]; readonly validation: T[] } {
  const { validationShare = 0.2, seed = 105 } = options;
  if (!(validationShare >= 0 && validationShare <= 1)) {
    throw optionError(
      "validationShare",
      say("option.range", { low: "0", high: "1" }),
      String(validationShare),
      say("data.badShareHint"),
    );
  }
  const all = rowsOf(rows, say("core.theDataset"));
  const order = shuffled(all, seededRandom(seed));
  const isOfTwoParts = validationShare > 0 && validationShare < 1;
  if (isOfTwoParts && all.length < 2) {
    throw new TunelabError(say("data.tooFewToSplit", { n: all.length }), {
      code: "too_few_rows",
      hint: say("data.tooFewToSplitHint"),
    });
  }
  const rounded = Math.round(all.length * validationShare);
  const kept = isOfTwoParts ? Math.min(Math.max(rounded, 1), all.length - 1) : rounded;
  return { training: order.slice(kept), validation: order.slice(0, kept) };
}

/**
 * Draws rows at random without putting any back, in an order that the seed decides. Throws
 * `invalid_option` and `invalid_rows`.
 *
 * @example
 * sampleRows([1, 2, 3, 4], 2, { seed: 105 }).length; // 2
 */
export function sampleRows<T>(rows: RowsInput<T>, count: number, options: { readonly seed?: number } = {}): T[] {
  const all = rowsOf(rows, say("core.theRows"));
  if (!Number.isInteger(count) || count < 0 || count > all.length) {
    throw new TunelabError(say("data.tooManyDrawn", { count: String(count), all: String(all.length) }), {
      code: "invalid_option",
      hint: say("data.tooManyDrawnHint", { all: String(all.length) }),
    });
  }
  return shuffled(all, seededRandom(options.seed ?? 105)).slice(0, count);
}

/**
 * Keeps the first of rows that are the same; "the same" is equal JSON unless a key says otherwise. Throws `invalid_rows`.
 *
 * @example
 * dedupeRows([{ q: "a", n: 1 }, { q: "a", n: 2 }], (row) => row.q).length; // 1
 */
export function dedupeRows<T>(rows: RowsInput<T>, key: (row: T) => unknown = (row) => toJsonText(row)): T[] {
  const seen = new Set<unknown>();
  return rowsOf(rows, say("core.theRows")).filter((row) => {
    const name = key(row);
    return seen.has(name) ? false : seen.add(name) !== undefined;
  });
}
