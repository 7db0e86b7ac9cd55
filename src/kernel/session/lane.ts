/**
 * Runs tasks one after the other, so that the busy and idle of two requests never interleave.
 *
 * A task that rejects does not stop the ones after it.
 *
 * @example
 * const lane = new Lane();
 * lane.add(async () => answerFirst());
 * lane.add(async () => answerSecond());
 */
export class Lane {
  #tail: Promise<void> = Promise.resolve();

  add(task: () => Promise<void>): Promise<void> {
    this.#tail = this.#tail.then(task).catch(() => undefined);
    return this.#tail;
  }
}
