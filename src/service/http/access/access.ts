import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ServiceContext } from "../../context.js";
import { portalPartOf, PROOF_HEADER, requireSession } from "../../portal/index.js";
import { simulatedBy } from "../../teaching-switches.js";
import type { AllowedHosts } from "./allowed-hosts.js";
import { accessDenied, ApiError, resourceNotFound } from "../api-error.js";

/** Versions of the data plane that Azure has offered for the labs' calls, and its later ones. */
export const DATA_PLANE_VERSIONS: ReadonlySet<string> = new Set([
  "2023-03-15-preview",
  "2023-05-15",
  "2023-05-01",
  "2023-12-01-preview",
  "2024-02-01",
  "2024-02-15-preview",
  "2024-03-01-preview",
  "2024-04-01-preview",
  "2024-05-01-preview",
  "2024-06-01",
  "2024-07-01-preview",
  "2024-08-01-preview",
  "2024-09-01-preview",
  "2024-10-01-preview",
  "2024-10-21",
  "2024-12-01-preview",
  "2025-01-01-preview",
  "2025-02-01-preview",
  "2025-03-01-preview",
  "2025-04-01-preview",
]);

/** Values that `/openai/v1` takes for `api-version`, which is optional there. */
const V1_VERSIONS: ReadonlySet<string> = new Set(["v1", "preview", "latest"]);

/** Versions of the management plane that the labs use, and later ones. */
export const MANAGEMENT_VERSIONS: ReadonlySet<string> = new Set([
  "2021-10-01",
  "2022-12-01",
  "2023-05-01",
  "2023-10-01-preview",
  "2024-04-01-preview",
  "2024-06-01-preview",
  "2024-10-01",
  "2025-04-01-preview",
  "2025-06-01",
  "2025-07-01-preview",
  "2025-09-01",
  "2026-05-01",
]);

/**
 * Refuses foreign Host and Origin headers, wrong keys and unknown api-versions, before a body is read.
 *
 * The public addresses take keys alone. A browser's session opens the portal's own addresses, below which the public
 * routes are found too, with the same checks but for the key.
 */
export function registerAccessChecks(app: FastifyInstance, context: ServiceContext): void {
  app.addHook("onRequest", async (request) => {
    checkHost(request, context.portal.hosts);
    const path = routeOf(request);
    const portal = portalPartOf(request.method, path, request.originalUrl);
    if (portal === "open" || path === "/health" || path === "/openapi.json") return;
    const isSession = portal !== undefined && !(hasKey(request) && request.headers[PROOF_HEADER] === undefined);
    if (isSession) requireSession(context.portal.sessions, request);
    if (path.startsWith("/subscriptions/")) {
      if (!isSession) checkManagementToken(context, request);
      return checkManagementVersion(request);
    }
    if (!isSession) checkKey(context, request);
    if (path.startsWith("/openai/v1/")) return checkVersion(request, V1_VERSIONS, false);
    if (path.startsWith("/openai/")) return checkVersion(request, DATA_PLANE_VERSIONS, true);
  });
}

/**
 * The route that answers, as it was registered: the address has many spellings (`/%73ubscriptions`,
 * `http://127.0.0.1/subscriptions`), and what is checked must be what is run.
 */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? request.url.split("?", 1)[0]!;
}

/** A name that resolves to this machine must not let a web page reach the service (DNS rebinding, CSRF). */
function checkHost(request: FastifyRequest, hosts: AllowedHosts): void {
  for (const authority of authoritiesOf(request)) {
    if (hosts.has(authority)) continue;
    const host = authority.toLowerCase().replace(/:\d+$/, "");
    throw new ApiError(403, `The Host header names ${JSON.stringify(host.slice(0, 100))}, which is not this service.`, {
      code: "403",
      shape: "azure",
    });
  }
  const origin = request.headers.origin;
  if (origin === undefined) return;
  const own = URL.canParse(origin) && new URL(origin).host === request.headers.host;
  if (!own) {
    throw new ApiError(403, "Requests from other web pages are not accepted.", { code: "403", shape: "azure" });
  }
}

/**
 * Every name under which a request asks for this service: its Host header, and before it the authority of an address in
 * absolute form (RFC 9112, 3.2.2). Throws 400 for more than one Host header (3.2), of which Node hands out the first.
 */
function authoritiesOf(request: FastifyRequest): readonly string[] {
  const { rawHeaders } = request.raw;
  const hosts = rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]!.toLowerCase() === "host");
  if (hosts.length > 1) {
    throw new ApiError(400, "The request has more than one Host header.", { code: "400", shape: "azure" });
  }
  const own = hosts[0] ?? "";
  if (request.url.startsWith("/")) return [own];
  const authority = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(request.url)?.[1] ?? request.url;
  return [own, authority];
}

function hasKey(request: FastifyRequest): boolean {
  return presentedKey(request) !== undefined;
}

function presentedKey(request: FastifyRequest): string | undefined {
  const key = request.headers["api-key"];
  return typeof key === "string" ? key : bearer(request);
}

function checkKey(context: ServiceContext, request: FastifyRequest): void {
  const presented = presentedKey(request);
  const { apiKey, managementToken } = context.keys;
  if (presented === undefined || !(equal(presented, apiKey) || equal(presented, managementToken))) throw accessDenied();
}

function checkManagementToken(context: ServiceContext, request: FastifyRequest): void {
  const token = bearer(request);
  if (token === undefined) {
    throw new ApiError(401, "Authentication failed. The 'Authorization' header is missing.", {
      code: "AuthenticationFailed",
      shape: "azure",
    });
  }
  if (context.switches.values.expiredToken) {
    throw new ApiError(
      401,
      `The access token expiry UTC time has passed. Obtain a new token and try again. ${simulatedBy("expiredToken")}`,
      { code: "ExpiredAuthenticationToken", shape: "azure" },
    );
  }
  if (!equal(token, context.keys.managementToken)) {
    throw new ApiError(401, "The access token is invalid.", { code: "InvalidAuthenticationToken", shape: "azure" });
  }
}

function checkManagementVersion(request: FastifyRequest): void {
  const version = (request.query as Record<string, unknown>)["api-version"];
  if (typeof version !== "string" || version === "") {
    throw new ApiError(400, "The api-version query parameter (?api-version=) is required for all requests.", {
      code: "MissingApiVersionParameter",
      shape: "azure",
    });
  }
  if (!MANAGEMENT_VERSIONS.has(version)) {
    throw new ApiError(
      400,
      `The api-version '${version.slice(0, 40)}' is invalid. The supported versions are '${[...MANAGEMENT_VERSIONS].join(",")}'.`,
      { code: "InvalidApiVersionParameter", shape: "azure" },
    );
  }
}

function checkVersion(request: FastifyRequest, versions: ReadonlySet<string>, required: boolean): void {
  const version = (request.query as Record<string, unknown>)["api-version"];
  if (version === undefined && !required) return;
  if (typeof version !== "string" || !versions.has(version)) throw resourceNotFound();
}

function bearer(request: FastifyRequest): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
}

/** Compares digests, so that the time taken tells nothing of the key. */
function equal(presented: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(presented), digest(expected));
}
