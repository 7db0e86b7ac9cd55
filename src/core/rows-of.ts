import { say } from "../texts/index.js";
import { TunelabError } from "./errors.js";

/** What of a DataFrame or Series is used; danfojs' fit. */
export interface FrameLike {
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
}

/** Rows as the library takes them: a list, or a DataFrame, whose rows are objects by column name. */
export type RowsInput<T> = readonly T[] | FrameLike;

/**
 * Returns rows as a list, those of a DataFrame by column name, those of a Series as its values. `what` names them in the
 * error. Throws `invalid_rows` for what is none of these.
 *
 * @example
 * rowsOf({ columns: ["a"], values: [[1]] }, "rows"); // [{ a: 1 }]
 */
export function rowsOf<T>(input: RowsInput<T>, what: string): readonly T[] {
  if (Array.isArray(input)) return input as readonly T[];
  if (isFrameLike(input)) {
    const { columns, values } = input;
    if ((input as { readonly $isSeries?: boolean }).$isSeries === true) return values as readonly T[];
    return values.map((row) => Object.fromEntries(columns.map((name, at) => [name, (row as unknown[])[at]])) as T);
  }
  const given = (input as unknown) === null ? "null" : typeof input;
  throw new TunelabError(say("core.badRows", { what, given }), {
    code: "invalid_rows",
    hint: say("core.badRowsHint"),
  });
}

/** Whether a value has a DataFrame's columns and values. */
export const isFrameLike = (value: unknown): value is FrameLike =>
  typeof value === "object" &&
  value !== null &&
  Array.isArray((value as Partial<FrameLike>).columns) &&
  Array.isArray((value as Partial<FrameLike>).values);
