/**
 * Remembers what was received, so that a message sent twice runs once.
 *
 * The oldest keys are forgotten beyond `limit`, which bounds memory over a day of use.
 *
 * @example
 * const guard = new ReplayGuard();
 * guard.isNew("a"); // true
 * guard.isNew("a"); // false
 */
export class ReplayGuard {
  readonly #seen = new Set<string>();
  readonly #limit: number;

  constructor(limit = 16_384) {
    this.#limit = limit;
  }

  isNew(key: string): boolean {
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    if (this.#seen.size > this.#limit) this.#seen.delete(this.#seen.values().next().value!);
    return true;
  }
}
