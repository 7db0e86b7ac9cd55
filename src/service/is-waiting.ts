/** How far the clock may be before the time of a record without having been set back, in milliseconds. */
const TOLERANCE_MS = 2_000;

/**
 * Whether something is still in its simulated wait: after it was made and before it becomes ready.
 *
 * A clock that stands before the time when it was made was set back since. Nobody can say then how much of the wait is over,
 * so it is: it would last until the clock catches up otherwise, days perhaps.
 *
 * @param madeAt Unix milliseconds
 * @param readyAt Unix milliseconds
 * @param now Unix milliseconds
 * @example
 * isWaiting({ madeAt: 1_000, readyAt: 31_000, now: 5_000 }); // true
 * isWaiting({ madeAt: 172_800_000, readyAt: 172_830_000, now: 0 }); // false
 */
export function isWaiting({
  madeAt,
  readyAt,
  now,
}: {
  readonly madeAt: number;
  readonly readyAt: number;
  readonly now: number;
}): boolean {
  return now < readyAt && now >= madeAt - TOLERANCE_MS;
}

/** Whether a deployment is being created; see {@link isWaiting}. */
export function isCreating(
  { updatedAt, readyAt }: { readonly updatedAt: number; readonly readyAt: number },
  now: number,
): boolean {
  return isWaiting({ madeAt: updatedAt, readyAt, now });
}

/** Whether a file that is in order is still being processed; see {@link isWaiting}. */
export function isProcessing(
  { createdAt, readyAt }: { readonly createdAt: number; readonly readyAt: number },
  now: number,
): boolean {
  return isWaiting({ madeAt: createdAt * 1000, readyAt, now });
}
