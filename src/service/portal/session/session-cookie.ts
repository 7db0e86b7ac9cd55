import type { FastifyRequest } from "fastify";

/**
 * The value of a cookie of a request.
 *
 * @example
 * readCookie("a=1; b=2", "b"); // "2"
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/**
 * The `set-cookie` header of a session, or of its end where `value` is empty.
 *
 * Without `Path` the browser takes that of the address: `/` directly, and the prefix behind a proxy, which the service
 * does not know. `Secure` where the page itself was loaded by https, which a proxy in front of the service decides.
 *
 * @example
 * toSetCookie(request, "tunelab-1", "abc", 3600); // "tunelab-1=abc; Max-Age=3600; HttpOnly; SameSite=Strict"
 */
export function toSetCookie(
  request: Pick<FastifyRequest, "headers">,
  name: string,
  value: string,
  seconds: number,
): string {
  const secure = request.headers.origin?.startsWith("https:") === true ? "; Secure" : "";
  return `${name}=${value}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}
