import { findSimilar, TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";

/**
 * The error of a column that is named and not there, with the one that was probably meant.
 *
 * @param mappedFrom name of a metric's argument, where `colMapping` names the column
 * @example
 * throw unknownColumn("anwser", ["query", "answer"], "context");
 */
export function unknownColumn(column: string, columns: readonly string[], mappedFrom?: string): TunelabError {
  const similar = findSimilar(column, columns);
  const named = mappedFrom === undefined ? "" : say("evaluate.colMappingFor", { argument: mappedFrom });
  return new TunelabError(say("evaluate.noColumn", { name: column, named }), {
    code: "unknown_column",
    hint:
      (similar === undefined ? "" : `${say("core.didYouMean", { name: `'${similar}'` })} `) +
      say("evaluate.columnsAre", { names: columns.join(", ") }),
  });
}
