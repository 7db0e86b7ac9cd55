import type { MetricColumns } from "../../../api-types/index.js";

/** Measurements by step, as one table of columns. */
export type MetricTable = Pick<MetricColumns, "step" | "columns">;

export const NO_METRICS: MetricTable = { step: [], columns: {} };

/**
 * Adds measurements to those that are there. Steps that come again, after a crash or because the stream was opened anew,
 * replace what was known of them.
 *
 * @example
 * mergeMetrics({ step: [1, 2], columns: { loss: [3, 2] } }, { step: [2, 3], columns: { loss: [2.1, 1] } });
 * // { step: [1, 2, 3], columns: { loss: [3, 2.1, 1] } }
 */
export function mergeMetrics(known: MetricTable, news: MetricTable): MetricTable {
  if (news.step.length === 0) return known;
  const names = [...new Set([...Object.keys(known.columns), ...Object.keys(news.columns)])];
  const place =
    (known.step.at(-1) ?? -1) < news.step[0]! ? append(known.step, news.step) : interleave(known.step, news.step);
  const columns = names.map((name) => {
    const before = known.columns[name];
    const after = news.columns[name];
    const values = place.step.map((_, row) => {
      const newsRow = place.inNews[row]!;
      const knownRow = place.inKnown[row]!;
      if (after !== undefined && newsRow >= 0) return after[newsRow]!;
      return before !== undefined && knownRow >= 0 ? before[knownRow]! : null;
    });
    return [name, values] as const;
  });
  return { step: place.step, columns: Object.fromEntries(columns) };
}

/** Measurements of one job that come after others. */
export type NewMetrics = MetricTable & Pick<MetricColumns, "lostAfter">;

/**
 * Adds measurements of one job to those that are there. Steps behind the one that its weights went back to are dropped,
 * since after a crash those were measured of weights that were lost; so are those from a step on that comes again.
 *
 * @example
 * followMetrics({ step: [1, 2, 3], columns: { loss: [3, 2, 1] } }, { step: [2], columns: { loss: [2.1] } });
 * // { step: [1, 2], columns: { loss: [3, 2.1] } }
 */
export function followMetrics(known: MetricTable, news: NewMetrics): MetricTable {
  const { lostAfter = Number.POSITIVE_INFINITY } = news;
  const first = Math.min(news.step[0] ?? Number.POSITIVE_INFINITY, lostAfter + 1);
  if ((known.step.at(-1) ?? -1) < first) return mergeMetrics(known, news);
  const kept = known.step.filter((step) => step < first).length;
  const columns = Object.entries(known.columns).map(([name, values]) => [name, values.slice(0, kept)] as const);
  return mergeMetrics({ step: known.step.slice(0, kept), columns: Object.fromEntries(columns) }, news);
}

/** All steps in order, and in which row of either table each stands; -1 where it does not. */
interface Places {
  readonly step: readonly number[];
  readonly inKnown: readonly number[];
  readonly inNews: readonly number[];
}

function append(known: readonly number[], news: readonly number[]): Places {
  const step = [...known, ...news];
  return {
    step,
    inKnown: step.map((_, row) => (row < known.length ? row : -1)),
    inNews: step.map((_, row) => row - known.length),
  };
}

function interleave(known: readonly number[], news: readonly number[]): Places {
  const knownRows = new Map(known.map((step, row) => [step, row]));
  const newsRows = new Map(news.map((step, row) => [step, row]));
  const step = [...new Set([...known, ...news])].sort((a, b) => a - b);
  return {
    step,
    inKnown: step.map((one) => knownRows.get(one) ?? -1),
    inNews: step.map((one) => newsRows.get(one) ?? -1),
  };
}
