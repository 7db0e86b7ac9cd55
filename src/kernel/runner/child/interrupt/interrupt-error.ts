/**
 * Thrown into a cell that was interrupted, where it can be. Only code reads it: a person reads the outcome, which the kernel
 * words, and a cell may have replaced all that another language is found with.
 */
export class InterruptError extends Error {
  override readonly name = "Interrupted";

  constructor() {
    super("The cell was interrupted.");
  }
}
