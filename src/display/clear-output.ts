import { getDisplaySink } from "../core/index.js";

/**
 * Clears the output of the cell that calls it; with `wait`, only when its next output arrives, so that nothing flickers.
 *
 * Outside a notebook it does nothing.
 *
 * @example
 * clearOutput({ wait: true });
 * console.log("step 2");
 */
export function clearOutput(options: { readonly wait?: boolean } = {}): void {
  getDisplaySink()?.clearOutput(options);
}
