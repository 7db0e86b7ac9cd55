import { useEffect, useState } from "preact/hooks";
import { link } from "../../api/live.js";
import { clockOffset } from "../../state/records.js";

/**
 * The service's time in Unix milliseconds, anew every second while something counts down; `undefined` while the
 * connection is lost, since what was to come may have come or not.
 */
export function useNow(isCounting: boolean): number | undefined {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!isCounting) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(timer);
  }, [isCounting]);
  return link.value === "lost" ? undefined : Date.now() + clockOffset.value;
}
