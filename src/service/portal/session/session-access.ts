import type { FastifyRequest } from "fastify";
import { ApiError } from "../../http/api-error.js";
import { readCookie } from "./session-cookie.js";
import type { PortalSessions } from "./sessions.js";

/** Header by which a page shows the proof of its session; the pages know it by this name too. */
export const PROOF_HEADER = "x-tunelab-proof";

/**
 * The session of a request; throws 401 `signed_out` without one, and 403 for a request that another site's page sent.
 *
 * The header cannot be set by another origin's page without a preflight, which the service refuses: it is the defence
 * against requests that a browser sends with its cookies on behalf of others.
 */
export function requireSession(
  sessions: PortalSessions,
  request: Pick<FastifyRequest, "headers">,
): { readonly expiresAt: number } {
  checkFetchSite(request);
  const cookie = readCookie(request.headers.cookie, sessions.cookieName);
  const session = sessions.check(cookie, request.headers[PROOF_HEADER]);
  if (session !== undefined) return session;
  throw signedOut();
}

/** Browsers say where a request comes from; those that do not (old ones, plain http with a public name) send nothing. */
export function checkFetchSite(request: Pick<FastifyRequest, "headers">): void {
  const site = request.headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin") return;
  throw new ApiError(403, "Requests from other web pages are not accepted.", { code: "403", shape: "azure" });
}

function signedOut(): ApiError {
  return new ApiError(401, "This page is signed out.", {
    code: "signed_out",
    shape: "azure",
    extra: { hint: "Open it by a new link: openPortal() in a notebook, or npx tunelab portal in a terminal." },
  });
}
