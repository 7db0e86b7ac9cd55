import { setTimeout as sleep } from "node:timers/promises";
import { readServiceAddress } from "../core/index.js";

const PATIENCE_MS = 15_000;

/**
 * Ends the embedded service of a data directory and resolves when it is gone; nothing when there is none.
 *
 * A training that runs goes on from its last checkpoint when the service is started again.
 *
 * @example
 * await endEmbeddedService(".tunelab/data");
 */
export async function endEmbeddedService(dataDirectory: string): Promise<void> {
  const address = await readServiceAddress(dataDirectory);
  if (address === undefined) return;
  const signal = (name: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(address.pid, name);
    } catch {
      return false;
    }
  };
  signal("SIGTERM");
  for (const end = Date.now() + PATIENCE_MS; signal(0) && Date.now() < end;) await sleep(100);
  if (signal(0)) signal("SIGKILL");
}
