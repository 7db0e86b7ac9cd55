import { findSimilar, TunelabError } from "../../../core/index.js";

/**
 * The error of a column that is named and not there, with the one that was probably meant.
 *
 * @param mappedFrom name of a metric's argument, where `colMapping` names the column
 * @example
 * throw unknownColumn("anwser", ["query", "answer"], "context");
 */
export function unknownColumn(column: string, columns: readonly string[], mappedFrom?: string): TunelabError {
  const similar = findSimilar(column, columns);
  const named = mappedFrom === undefined ? "" : `, which colMapping names for ${mappedFrom}`;
  return new TunelabError(`There is no column '${column}'${named}.`, {
    code: "unknown_column",
    hint: `${similar === undefined ? "" : `Did you mean '${similar}'? `}The columns are ${columns.join(", ")}.`,
  });
}
