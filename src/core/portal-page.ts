import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isLoopback } from "./loopback/index.js";
import { findProjectRoot } from "./project-root.js";
import { SERVICE_ADDRESS_FILE, type ServiceAddress } from "./service-address.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where clients of the embedded service may point: its origin, and what it has below. */
const SERVICE_PATHS = /^\/(openai(\/.*)?)?$/;

/**
 * Address of a page of the embedded service's portal, as a browser can open it; `undefined` for an address elsewhere, and
 * for one of this machine that another server has, such as Ollama's `/v1`.
 *
 * In a JupyterHub the browser does not reach this machine's ports: the address is then a path of the hub, which
 * `jupyter-server-proxy` leads to the service. A browser that is not signed in is told how to get in.
 *
 * @param fragment a route of the portal, such as `/jobs/ftjob-1`, or a token to sign in by
 * @example
 * portalPage("http://127.0.0.1:8080/openai", "/jobs/ftjob-1"); // "http://127.0.0.1:8080/#/jobs/ftjob-1"
 */
export function portalPage(service: string, fragment: string, env: Environment = process.env): string | undefined {
  if (!isLoopback(service)) return undefined;
  const { origin, port, pathname } = new URL(service);
  if (!SERVICE_PATHS.test(pathname)) return undefined;
  const prefix = env["JUPYTERHUB_SERVICE_PREFIX"];
  // The slash before the fragment matters: the page's own addresses are relative.
  const base = prefix === undefined || prefix === "" ? origin : `${prefix.replace(/\/+$/, "")}/proxy/${port}`;
  return `${base}/#${fragment}`;
}

/** What of the service has a page of its own. */
export type PortalThing = "job" | "file" | "deployment" | "run";

const ROUTES: Readonly<Record<PortalThing, string>> = {
  job: "/jobs/",
  file: "/files/",
  deployment: "/chat?m=",
  run: "/runs/",
};

/**
 * Route of one thing's page; a deployment's is the playground with it.
 *
 * @example
 * portalRoute("deployment", "gpt-4o-ft"); // "/chat?m=gpt-4o-ft"
 */
export function portalRoute(kind: PortalThing, id: string): string {
  return ROUTES[kind] + encodeURIComponent(id);
}

/**
 * Address of one thing's page, for displays that name it; `undefined` for another provider's.
 *
 * @example
 * portalPageOf("http://127.0.0.1:8080/openai", "file", "file-1"); // "http://127.0.0.1:8080/#/files/file-1"
 */
export function portalPageOf(
  service: string,
  kind: PortalThing,
  id: string,
  env: Environment = process.env,
): string | undefined {
  return portalPage(service, portalRoute(kind, id), env);
}

/**
 * Address of the embedded service that this process uses, or that runs on the usual data directory; `undefined` when
 * there is none. It may have died since.
 *
 * @example
 * usedServiceUrl(process.env); // "http://127.0.0.1:43117"
 */
export function usedServiceUrl(env: Environment = process.env): string | undefined {
  const used = env["AZURE_OPENAI_ENDPOINT"];
  if (env["TUNELAB_EMBEDDED"] && isLoopback(used)) return used;
  const directory = env["TUNELAB_DATA_DIR"] || join(findProjectRoot(), ".tunelab", "data");
  try {
    return (JSON.parse(readFileSync(join(directory, SERVICE_ADDRESS_FILE), "utf8")) as ServiceAddress).url;
  } catch {
    return undefined;
  }
}
