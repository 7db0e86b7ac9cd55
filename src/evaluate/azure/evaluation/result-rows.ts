import { keysOf, type OutputColumn } from "./aggregate-metrics.js";
import type { MappedRow } from "./column-mapping.js";

/**
 * The rows of the result: `inputs.<column>`, `outputs.<column of the target>` and `outputs.<evaluator>.<key>`, with the
 * turns of a conversation under `outputs.<evaluator>.evaluation_per_turn.<key>`; `null` where a row failed.
 */
export function toResultRows(
  columns: readonly string[],
  rows: readonly (MappedRow | undefined)[],
  data: readonly Readonly<Record<string, unknown>>[],
  outputs: Readonly<Record<string, OutputColumn>>,
  hasTarget: boolean,
): Record<string, unknown>[] {
  const targetKeys = [...new Set(rows.flatMap((row) => Object.keys(row?.target ?? {})))];
  const columnsOfOutputs = Object.entries(outputs).map(([name, column]) => ({ name, column, keys: keysOf(column) }));
  return data.map((own, index) => {
    const row = rows[index];
    const result: Record<string, unknown> = {};
    for (const column of columns) result[`inputs.${column}`] = clean((row?.data ?? own)[column]);
    if (hasTarget) result["inputs.line_number"] = index;
    for (const [path, leaf] of nestedLeaves(own)) result[`inputs.${path}`] ??= clean(leaf);
    for (const key of targetKeys) result[`outputs.${key}`] = clean(row?.target[key]);
    for (const { name, column, keys } of columnsOfOutputs) {
      for (const key of keys) {
        const value = column[index]?.[key];
        if (key !== "evaluation_per_turn") result[`outputs.${name}.${key}`] = clean(value);
        else
          for (const [turnKey, values] of Object.entries((value ?? {}) as object))
            result[`outputs.${name}.${key}.${turnKey}`] = clean(values);
      }
    }
    return result;
  });
}

/** Objects in cells are also offered leaf by leaf, under dotted names. */
function nestedLeaves(row: Readonly<Record<string, unknown>>): (readonly [string, unknown])[] {
  if ("conversation" in row || "messages" in row) return [];
  const visit = (value: unknown, path: string): (readonly [string, unknown])[] =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, item]) => visit(item, `${path}.${key}`))
      : [[path, value]];
  return Object.entries(row).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? visit(value, key) : [],
  );
}

/** JSON has no NaN: `null`, as for a missing value. */
const clean = (value: unknown): unknown =>
  value === undefined || (typeof value === "number" && !Number.isFinite(value)) ? null : value;
