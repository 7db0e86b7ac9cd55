import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HOME } from "./paths.mjs";
import { SetupError } from "./setup-error.mjs";

const PATIENCE_MS = 2_000;

/** Throws while the clone's embedded service answers: what it has in hand would be lost with its folders. */
export async function refuseBesideService() {
  const service = readAddress(join(HOME, "data", "service.json"));
  if (typeof service?.url !== "string") return;
  const answer = await fetch(`${service.url}/health`, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    () => undefined,
  );
  if (answer?.ok !== true) return;
  throw new SetupError(
    `This clone's service is at work (process ${service.pid}).`,
    `End JupyterLab with Ctrl-C, or the service alone (kill ${service.pid}), then run the same command again.`,
  );
}

function readAddress(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // Without the file, or with half of it, no service answers there.
    return undefined;
  }
}
