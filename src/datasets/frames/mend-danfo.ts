import type * as Danfojs from "danfojs-node";
import type { DataFrame } from "danfojs-node";
import { findSimilar, TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { columnKind, isMissing } from "./column-statistics.js";
import { groupStatistic } from "./group-statistic.js";

type Danfo = typeof Danfojs;

/** The inside of danfojs' group-by, as far as it is mended. */
interface Groups {
  data: readonly (readonly unknown[])[] | null;
  readonly colIndex: readonly number[];
  readonly keyCol: readonly string[];
  readonly columnName: readonly string[];
  readonly colDict: Readonly<Record<string, object>>;
  keyToValue: Readonly<Record<string, readonly unknown[]>>;
  toDataFrame(groups: Readonly<Record<string, object>>): unknown;
}

/** What danfojs keeps on every frame itself. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  "$data",
  "$dataIncolumnFormat",
  "$index",
  "$columns",
  "$dtypes",
  "$isSeries",
  "$config",
]);

/**
 * Lets a column be named as something that a frame has, such as `values` or `index`: danfojs makes every column a property
 * of its frame, and such a column broke what the frame itself is made of.
 *
 * Such a column is reached by `frame.column("values")`; `frame.values` stays what it is.
 */
export function mendColumnNames(library: Danfo): void {
  interface Frame {
    readonly columns: readonly string[];
    $getColumnData(name: string): unknown;
    $setColumnData(name: string, values: unknown): void;
  }
  const owner = Object.getPrototypeOf(library.DataFrame.prototype) as object;
  const define = function (this: Frame, column?: string): void {
    for (const name of column === undefined ? this.columns : [column]) {
      if (OWN_NAMES.has(name) || name in Object.getPrototypeOf(this)) continue;
      Object.defineProperty(this, name, {
        configurable: true,
        get: () => this.$getColumnData(name),
        set: (values: unknown) => this.$setColumnData(name, values),
      });
    }
  };
  Object.assign(owner, { $setInternalColumnDataProperty: define });
}

/** A name for a moment. */
const STAND_IN = "\0";

const cellsOf = (frame: DataFrame, name: string): never[] => [...(frame.column(name).values as never[])];

/**
 * Lets `sortValues`, `setIndex` and `addColumn` take a column named `""`, as pandas does: danfojs takes an empty name for
 * none there, and for a name elsewhere.
 */
export function mendEmptyName(library: Danfo): void {
  const owner = Object.getPrototypeOf(library.DataFrame.prototype) as DataFrame;
  const { sortValues, setIndex, addColumn } = owner;
  const isNone = (frame: DataFrame, name: string | undefined): boolean => name !== "" || !frame.columns.includes("");
  Object.assign(owner, {
    sortValues(this: DataFrame, name: string, options?: Parameters<typeof sortValues>[1]): unknown {
      if (isNone(this, name)) return sortValues.call(this, name, options);
      const keys = cellsOf(this, "").map((cell) => [cell]);
      const sorted = new library.DataFrame(keys, { columns: ["key"], index: [...this.index] });
      sorted.sortValues("key", { ...options, inplace: true });
      const frame = this.loc({ rows: [...sorted.index] });
      if (options?.inplace !== true) return frame;
      this.$setValues(frame.values as never);
      this.$setIndex(frame.index);
      return undefined;
    },
    setIndex(this: DataFrame, options: Parameters<typeof setIndex>[0]): unknown {
      if (isNone(this, options.column)) return setIndex.call(this, options);
      return setIndex.call(this, { ...options, index: cellsOf(this, "") });
    },
    addColumn(this: DataFrame, name: string, values: never, options?: Parameters<typeof addColumn>[2]): unknown {
      if (name !== "") return addColumn.call(this, name, values, options);
      if (this.columns.includes("")) {
        (this as unknown as { $setColumnData(name: string, values: unknown): void }).$setColumnData("", values);
        return undefined;
      }
      const wider = addColumn.call(this, STAND_IN, values, options) as DataFrame | undefined;
      if (wider !== undefined) return wider.rename({ [STAND_IN]: "" });
      this.rename({ [STAND_IN]: "" }, { inplace: true });
      Reflect.deleteProperty(this, STAND_IN);
      return undefined;
    },
  });
}

/**
 * Makes `groupby` agree with pandas: rows without a key belong to no group, missing values count nowhere, groups are
 * sorted by their keys, and keys that only look alike when they are joined stay apart. A name that is no column's throws
 * `unknown_column`.
 */
export function mendGroupBy(library: Danfo): void {
  const groups = new library.DataFrame([[1]], { columns: ["a"] }).groupby(["a"]) as object;
  const prototype = Object.getPrototypeOf(groups) as Groups & { group(this: Groups): unknown };
  const original = prototype.group;
  Object.assign(prototype, {
    group(this: Groups): unknown {
      const unknown = this.keyCol.find((_, at) => this.colIndex[at] === -1);
      if (unknown !== undefined) throw unknownColumn(unknown, this.columnName);
      const rows = (this.data ?? []).filter((row) => this.colIndex.every((at) => !isMissing(row[at])));
      // danfojs joins the keys by "-"; a key that holds one is marked while it groups.
      this.data = rows.map((row) => row.map((cell, at) => (this.colIndex.includes(at) ? markKey(cell) : cell)));
      const grouped = original.call(this);
      const values = Object.entries(this.keyToValue).map(([name, keys]) => [name, keys.map(unmarkKey)] as const);
      this.keyToValue = Object.fromEntries(values);
      return grouped;
    },
    getGroup(this: Groups, keys: readonly unknown[]): unknown {
      const name = keys.map(markKey).join("-");
      return this.toDataFrame({ [name]: { ...this.colDict[name] } });
    },
    colKeyDict(this: Groups, byName: Readonly<Record<string, object>>): string[] {
      return Object.keys(byName).sort((a, b) => compareKeys(this.keyToValue[a]!, this.keyToValue[b]!));
    },
    groupMathLog: groupStatistic,
  });
}

function unknownColumn(name: string, columns: readonly string[]): TunelabError {
  const similar = findSimilar(name, columns);
  const names = say("evaluate.columnsAre", { names: columns.join(", ") });
  return new TunelabError(say("evaluate.noColumn", { name, named: "" }), {
    code: "unknown_column",
    hint: similar === undefined ? names : `${say("core.didYouMean", { name: `'${similar}'` })} ${names}`,
  });
}

const MARK = "\u2011";

const markKey = (key: unknown): unknown => (typeof key === "string" ? key.replaceAll("-", MARK) : key);

/** A text that holds the mark itself cannot be told from a marked one; it would have to be typed on purpose. */
const unmarkKey = (key: unknown): unknown => (typeof key === "string" ? key.replaceAll(MARK, "-") : key);

function compareKeys(left: readonly unknown[], right: readonly unknown[]): number {
  for (const [at, a] of left.entries()) {
    const b = right[at];
    const isComparable = columnKind([a, b]) !== "object" || (typeof a === "string" && typeof b === "string");
    const [x, y] = isComparable ? [a as number, b as number] : [String(a), String(b)];
    if (x < y) return -1;
    if (x > y) return 1;
  }
  return 0;
}
