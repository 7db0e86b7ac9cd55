import { availableParallelism, loadavg } from "node:os";

/**
 * Whether less than half of the cores were busy during the last minute; Windows counts nothing and looks idle.
 *
 * @example
 * isMostlyIdle(); // true on two cores with a load of 0.4
 */
export function isMostlyIdle(): boolean {
  return loadavg()[0]! < availableParallelism() / 2;
}
