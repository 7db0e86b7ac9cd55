import { useEffect, useState } from "preact/hooks";
import { clockOffset } from "../state/records.js";

/** The service's time in Unix milliseconds, anew every second while something counts down. */
export function useNow(isCounting: boolean): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!isCounting) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(timer);
  }, [isCounting]);
  return Date.now() + clockOffset.value;
}
