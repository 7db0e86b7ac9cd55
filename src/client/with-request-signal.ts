/**
 * Runs one request under a signal of its own that follows another one.
 *
 * The openai package leaves a listener on every signal it is given; over a long watch they would pile up on the cell's.
 *
 * @example
 * await withRequestSignal(cellSignal, (signal) => client.fineTuning.jobs.retrieve(id, { signal }));
 */
export async function withRequestSignal<T>(
  parent: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parent?.reason);
  if (parent?.aborted === true) follow();
  parent?.addEventListener("abort", follow, { once: true });
  try {
    return await run(controller.signal);
  } finally {
    parent?.removeEventListener("abort", follow);
  }
}
