import type { DisplaySink } from "../contracts/display-contract.js";
import type { TunelabError } from "../errors.js";

/**
 * Does work that says in the cell's output what became of it and how to go on, where the cell is interrupted meanwhile: an
 * interrupted cell is left before it gets the error of what it waits for. Outside a notebook it is the work alone.
 *
 * @example
 * await tellInterrupt(getDisplaySink(), () => stoppedError(), () => watch());
 */
export async function tellInterrupt<T>(
  sink: DisplaySink | undefined,
  what: () => TunelabError,
  work: () => Promise<T>,
): Promise<T> {
  const signal = sink?.interruptSignal;
  const tell = (): void => {
    const { message, hint } = what();
    sink?.display({ data: { "text/plain": `${message}\n${hint}` } });
  };
  signal?.addEventListener("abort", tell, { once: true });
  try {
    return await work();
  } finally {
    signal?.removeEventListener("abort", tell);
  }
}
