/**
 * Does something for 0 … count-1, in that order of starting, at most `limit` at a time; after an abort nothing more is
 * started, and what runs is waited for. Rejects with the first failure.
 *
 * @example
 * await forEachWithLimit(rows.length, 4, async (index) => void (answers[index] = await ask(rows[index])));
 */
export async function forEachWithLimit(
  count: number,
  limit: number,
  work: (index: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count && signal?.aborted !== true) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, worker));
}
