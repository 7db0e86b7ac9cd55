/** A part of the portal that a request asks for; `undefined` for the service's public routes. */
export type PortalPart =
  /** The page and its files, which hold no secret, and signing in. */
  | "open"
  /** The portal's own routes. */
  | "api"
  /** A public route of the service, asked by the page. */
  | "rest"
  | undefined;

const REST = "/portal/rest/";

const OPEN: ReadonlySet<string> = new Set(["GET /", "GET /portal/assets/:name", "POST /session", "DELETE /session"]);

/**
 * Which part of the portal a request asks for.
 *
 * Judged by the route that answers, since an address has many spellings; the prefix of the public routes by the address
 * as it was sent, which is what {@link withoutRestPrefix} looks at too.
 *
 * @param route as it was registered, for example `/portal/api/jobs/:id`
 * @param url as it was sent
 * @example
 * portalPartOf("GET", "/openai/files", "/portal/rest/openai/files?limit=2"); // "rest"
 */
export function portalPartOf(method: string, route: string, url: string): PortalPart {
  if (url.startsWith(REST)) return "rest";
  if (OPEN.has(`${method} ${route}`)) return "open";
  return route.startsWith("/portal/api/") ? "api" : undefined;
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
