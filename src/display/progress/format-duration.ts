import { formatNumber } from "../../texts/index.js";

/**
 * Writes a duration in the two largest units that matter.
 *
 * @example
 * formatDuration(75_000); // "1 min 15 s"
 */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 100) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 9_950) return `${formatNumber(milliseconds / 1000, { fixed: 1 })} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
