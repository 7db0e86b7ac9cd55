import { ensureEmbeddedService, portalLink } from "../../client/index.js";
import type { Language } from "./notebook-choice.js";

/**
 * Starts the service if it does not run, and prints a link that opens its portal in the labs' language; that it cannot keeps
 * nobody from the notebooks.
 *
 * @example
 * await printPortal("fr"); // …/#token=…&lang=fr
 */
export async function printPortal(language: Language, signal?: AbortSignal): Promise<void> {
  const stop = signal === undefined ? {} : { signal, endOnAbort: true };
  try {
    const link = await portalLink(await ensureEmbeddedService(stop), { language, signal });
    console.log(
      `\nThe portal (jobs, files, playground, evaluations), by a link that works once within ten minutes:\n\n    ${link}\n`,
    );
    console.log("npx tunelab portal makes a new link.");
  } catch (error) {
    if (signal?.aborted === true) return;
    console.error(`The portal is not there: ${(error as Error).message}`);
  }
}
