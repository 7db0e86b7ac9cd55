import { createRequire } from "node:module";
import type * as Danfojs from "danfojs-node";
import { rowsOf, TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { isMissing } from "./column-statistics.js";
import { sumOf } from "./group-statistic.js";

type Danfo = typeof Danfojs;
type Method = (this: unknown, ...given: unknown[]) => unknown;
interface Utils {
  is1DArray(values: readonly unknown[]): boolean;
  /** The dtype of a list, by its first values. */
  $typeChecker(values: readonly unknown[]): string;
}
interface Cells {
  readonly values: readonly unknown[];
}

const require = createRequire(import.meta.url);

/** What pandas calls the dtype of whole numbers of 64 bits, which danfojs does not have. */
const INT64 = "int64";

/**
 * Lets columns of bigints be used: danfojs takes a list that begins with one for no data at all, and adds bigints to
 * numbers. Sums, the least and the greatest are exact; mean, deviation and quantiles are numbers, as pandas' of int64 are
 * floats. Their dtype is int64, which `selectDtypes` and `asType` know too. What mixes bigints with numbers otherwise throws `bigint_column`.
 */
export function mendBigints(library: Danfo): void {
  const { default: UtilsClass } = require("danfojs-node/dist/danfojs-base/shared/utils.js") as {
    readonly default: { readonly prototype: Utils };
  };
  const { is1DArray, $typeChecker } = UtilsClass.prototype;
  const { DATA_TYPES } = require("danfojs-node/dist/danfojs-base/shared/defaults.js") as { DATA_TYPES: string[] };
  DATA_TYPES.push(INT64);
  Object.assign(UtilsClass.prototype, {
    is1DArray(this: Utils, values: readonly unknown[]): boolean {
      return typeof values[0] === "bigint" || is1DArray.call(this, values);
    },
    $typeChecker(this: Utils, values: readonly unknown[]): string {
      const present = values.filter((value) => !isMissing(value));
      return present.length > 0 && present.every(isBigint) ? INT64 : $typeChecker.call(this, values);
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
  const asType = series["asType"]!;
  series["asType"] = function (...given): unknown {
    if (given[0] !== INT64) return asType.apply(this, given);
    const values = (this as Cells).values.map(toInt64);
    const { inplace = false } = (given[1] ?? {}) as { readonly inplace?: boolean };
    const target = inplace ? this : (this as { copy(): unknown }).copy();
    (target as { $setValues(values: readonly unknown[]): void }).$setValues(values);
    (target as { $setDtypes(types: readonly string[]): void }).$setDtypes([INT64]);
    return inplace ? undefined : target;
  };
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
  const { asType, selectDtypes } = library.DataFrame.prototype as unknown as Record<string, Method>;
  Object.assign(library.DataFrame.prototype, {
    asType(
      this: Danfojs.DataFrame,
      column: string,
      dtype: string,
      options: { readonly inplace?: boolean } = {},
    ): unknown {
      if (dtype !== INT64 || !this.columns.includes(column)) return asType!.call(this, column, dtype, options);
      const target = options.inplace === true ? this : this.copy();
      target.addColumn(column, this.column(column).values.map(toInt64) as never, { inplace: true });
      return options.inplace === true ? undefined : target;
    },
    selectDtypes(this: Danfojs.DataFrame, include: readonly string[]): unknown {
      if (!Array.isArray(include) || !include.includes(INT64)) return selectDtypes!.call(this, include);
      // Says what is wrong with the others.
      selectDtypes!.call(
        this,
        include.filter((dtype) => dtype !== INT64),
      );
      return this.loc({ columns: this.columns.filter((_, at) => include.includes(this.dtypes[at]!)) });
    },
  });
  // JSON.stringify calls it with a key, a user with options; JSON.stringify cannot write a bigint, so it gets the digits.
  Object.assign(library.DataFrame.prototype, {
    toJSON(this: Danfojs.DataFrame, options?: unknown): unknown {
      if (typeof options !== "string") return toJSON.call(this, options);
      return rowsOf<Record<string, unknown>>(this as never, say("data.theFrame")).map((row) =>
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
        throw new TunelabError(say("data.bigint", { name, message: cause.message }), {
          code: "bigint_column",
          hint: say("data.bigintHint", { code: "rows.map((row) => ({ ...row, id: Number(row.id) }))" }),
          cause,
        });
      }
    };
  }
}

function toInt64(value: unknown): unknown {
  if (isMissing(value)) return value;
  return typeof value === "number" ? BigInt(Math.trunc(value)) : BigInt(value as string);
}

const isBigint = (value: unknown): boolean => typeof value === "bigint";
