/** What is asked of the portal, by the address as the browser wrote it. */
export type PortalPath =
  /** The page and its files, which hold no secret, and signing in. */
  | "open"
  /** The portal's own routes. */
  | "api"
  /** A public route of the service, asked by the page. */
  | "rest"
  | undefined;

const REST = "/portal/rest/";

/**
 * What of the portal an address names; `undefined` for the service's public routes.
 *
 * Spellings that a router may read as the same address (other case, encoded letters, a slash at the end) name no part
 * of the portal, and so need a key.
 *
 * @example
 * portalPathOf("GET", "/portal/rest/openai/files?limit=2"); // "rest"
 */
export function portalPathOf(method: string, url: string): PortalPath {
  const path = url.split("?", 1)[0]!;
  if (method === "GET" && (path === "/" || path.startsWith("/portal/assets/"))) return "open";
  if (path === "/session" && (method === "POST" || method === "DELETE")) return "open";
  if (path.startsWith(REST)) return "rest";
  return path.startsWith("/portal/api/") ? "api" : undefined;
}

/**
 * The public address that the page's one stands for; other addresses stay as they are.
 *
 * @example
 * withoutRestPrefix("/portal/rest/openai/files"); // "/openai/files"
 */
export function withoutRestPrefix(url: string): string {
  return url.startsWith(REST) ? url.slice(REST.length - 1) : url;
}
