import { createRequire } from "node:module";
import type * as Danfojs from "danfojs-node";
import { rowsOf, TunelabError } from "../core/index.js";
import { isMissing } from "./column-statistics.js";
import { sumOf } from "./group-statistic.js";

type Danfo = typeof Danfojs;
type Method = (this: unknown, ...given: unknown[]) => unknown;
interface Utils {
  is1DArray(values: readonly unknown[]): boolean;
}
interface Cells {
  readonly values: readonly unknown[];
}

const require = createRequire(import.meta.url);

/**
 * Lets columns of bigints be used: danfojs takes a list that begins with one for no data at all, and adds bigints to
 * numbers. Sums, the least and the greatest are exact; mean, deviation and quantiles are numbers, as pandas' of int64 are
 * floats. What mixes bigints with numbers otherwise throws `bigint_column`.
 */
export function mendBigints(library: Danfo): void {
  const { default: UtilsClass } = require("danfojs-node/dist/danfojs-base/shared/utils.js") as {
    readonly default: { readonly prototype: Utils };
  };
  const { is1DArray } = UtilsClass.prototype;
  Object.assign(UtilsClass.prototype, {
    is1DArray(this: Utils, values: readonly unknown[]): boolean {
      return typeof values[0] === "bigint" || is1DArray.call(this, values);
    },
  });
  const series = Object.getPrototypeOf(library.Series.prototype) as Record<string, Method>;
  const frame = Object.getPrototypeOf(library.DataFrame.prototype) as Record<string, Method>;
  mendSeries(series);
  mendFrame(frame, library);
  for (const prototype of [series, frame]) explainMixing(prototype);
}

function mendSeries(series: Record<string, Method>): void {
  const exact: Readonly<Record<string, (values: readonly unknown[]) => unknown>> = {
    sum: sumOf,
    min: (values) => values.reduce((a, b) => ((b as bigint) < (a as bigint) ? b : a)),
    max: (values) => values.reduce((a, b) => ((b as bigint) > (a as bigint) ? b : a)),
  };
  for (const [name, compute] of Object.entries(exact)) {
    const original = series[name]!;
    series[name] = function (...given): unknown {
      const values = (this as Cells).values.filter((value) => !isMissing(value));
      return values.some(isBigint) ? compute(values) : original.apply(this, given);
    };
  }
  const clean = series["$checkAndCleanValues"]!;
  series["$checkAndCleanValues"] = function (...given): unknown {
    const values = clean.apply(this, given) as readonly unknown[];
    return values.some(isBigint) ? values.map(Number) : values;
  };
}

function mendFrame(frame: Record<string, Method>, library: Danfo): void {
  const { sum, toJSON } = {
    sum: frame["sum"]!,
    toJSON: (library.DataFrame.prototype as unknown as Record<string, Method>)["toJSON"]!,
  };
  frame["sum"] = function (...given): unknown {
    const { columns, index, values } = this as Danfojs.DataFrame;
    if (!(values as unknown[][]).some((row) => row.some(isBigint))) return sum.apply(this, given);
    const { axis = 1 } = (given[0] ?? {}) as { readonly axis?: number };
    const parts = (this as { $getDataByAxisWithMissingValuesRemoved(axis: number): unknown[][] })
      .$getDataByAxisWithMissingValuesRemoved(axis)
      .map(sumOf);
    return new library.Series(parts as never, { index: axis === 0 ? [...columns] : [...index] });
  };
  // JSON.stringify calls it with a key, a user with options; JSON.stringify cannot write a bigint, so it gets the digits.
  Object.assign(library.DataFrame.prototype, {
    toJSON(this: Danfojs.DataFrame, options?: unknown): unknown {
      if (typeof options !== "string") return toJSON.call(this, options);
      return rowsOf<Record<string, unknown>>(this as never, "The frame").map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, isBigint(cell) ? String(cell) : cell])),
      );
    },
  });
}

function explainMixing(prototype: Record<string, Method>): void {
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const { value: original } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    if (name === "constructor" || typeof original !== "function") continue;
    prototype[name] = function (...given): unknown {
      try {
        return (original as Method).apply(this, given);
      } catch (cause) {
        if (!(cause instanceof TypeError) || !cause.message.includes("BigInt")) throw cause;
        throw new TunelabError(`${name} cannot be computed of whole numbers beyond 2^53. ${cause.message}.`, {
          code: "bigint_column",
          hint: "Make the column one of numbers first, which rounds them: rows.map((row) => ({ ...row, id: Number(row.id) })).",
          cause,
        });
      }
    };
  }
}

const isBigint = (value: unknown): boolean => typeof value === "bigint";
