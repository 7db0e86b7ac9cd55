import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceAddress } from "../core/index.js";

const PATIENCE_MS = 15_000;

/**
 * Ends an embedded service and resolves when it is gone. It takes the service that was found, and not its data directory:
 * another notebook may have started a new one there meanwhile.
 *
 * A training that runs goes on from its last checkpoint when the service is started again.
 *
 * @example
 * const address = await readServiceAddress(".tunelab/data");
 * if (address !== undefined) await endEmbeddedService(address);
 */
export async function endEmbeddedService({ pid }: Pick<ServiceAddress, "pid">): Promise<void> {
  const signal = (name: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(pid, name);
    } catch {
      return false;
    }
  };
  signal("SIGTERM");
  for (const end = Date.now() + PATIENCE_MS; signal(0) && Date.now() < end;) await sleep(100);
  if (signal(0)) signal("SIGKILL");
}
