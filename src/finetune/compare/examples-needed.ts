import type { Interval } from "../../core/index.js";
import { formatSigned, say } from "../../texts/index.js";

/**
 * Says that a number of examples cannot show a difference, and about how many would, or `undefined` where they do show it.
 *
 * An interval narrows with the square root of the number of examples, so it stops touching zero at
 * `count × (half its width / the difference)²`, if the difference stays the same.
 *
 * @example
 * describeTooFew("answers in style", { estimate: 0.1, low: -0.1, high: 0.3 }, 10);
 * // "10 examples cannot show a difference in answers in style: +0.100, with an interval from -0.100 to +0.300. About 40 …"
 */
export function describeTooFew(measure: string, interval: Interval | undefined, count: number): string | undefined {
  if (interval === undefined || interval.low > 0 || interval.high < 0) return undefined;
  const { estimate, low, high } = interval;
  const seen = say("compare.cannotShow", {
    n: count,
    measure,
    difference: formatSigned(estimate),
    low: formatSigned(low),
    high: formatSigned(high),
  });
  if (low === high) return say("compare.noDifference", { n: count, measure });
  if (Math.abs(estimate) < 1e-9) return seen;
  const needed = Math.ceil(count * ((high - low) / 2 / estimate) ** 2);
  return `${seen}${say("compare.needed", { n: needed })}`;
}
