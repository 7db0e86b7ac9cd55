/**
 * Joins the signals that are there; aborts with the first of them, and never where there is none.
 *
 * @example
 * const signal = anySignal(options.signal, getDisplaySink()?.interruptSignal);
 */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== undefined));
}
