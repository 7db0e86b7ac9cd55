/** Thrown into a cell that was interrupted, where it can be. */
export class InterruptError extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("The cell was interrupted.");
  }
}
