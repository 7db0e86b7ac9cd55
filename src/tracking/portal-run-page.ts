import { portalPageOf, usedServiceUrl } from "../core/index.js";

/**
 * A run's page in the portal of this machine's service; `undefined` when none runs.
 *
 * @example
 * portalRunPage("0123456789abcdef0123456789abcdef"); // "http://127.0.0.1:43117/#/runs/0123456789abcdef0123456789abcdef"
 */
export function portalRunPage(
  runId: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const service = usedServiceUrl(env);
  return service === undefined ? undefined : portalPageOf(service, "run", runId, env);
}
