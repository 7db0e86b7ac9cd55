const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** As many as fetch follows. */
const MOST_REDIRECTS = 20;
/** Headers that say what a request is and nothing of who sends it; any other is for the server that it was given for. */
const OPEN_HEADER = /^(?:accept|accept-.*|content-.*|user-agent|idempotency-key|x-stainless-.*)$/;
const BODY_HEADERS = ["content-encoding", "content-language", "content-location", "content-type", "content-length"];

/**
 * Wraps `fetch` so that a redirect to another server does not take Azure's `api-key` there, nor what a gateway asks for in a
 * header of its own: of a request's headers fetch itself leaves out `authorization` alone, being the one that it knows.
 *
 * @example
 * new AzureOpenAI({ endpoint, apiKey, apiVersion, fetch: keepKeyFromRedirects(globalThis.fetch) });
 */
export function keepKeyFromRedirects(send: typeof globalThis.fetch): typeof globalThis.fetch {
  return async function fetch(input, init = {}) {
    const follows = init.redirect === undefined || init.redirect === "follow";
    if (input instanceof Request || !follows || secretsOf(init.headers).length === 0) return send(input, init);
    let url = new URL(input);
    let request: RequestInit = { ...init, redirect: "manual" };
    for (let hops = 0; ; hops += 1) {
      const response = await send(hops === 0 ? input : url, request);
      const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
      if (location === null) return response;
      await response.body?.cancel();
      if (hops === MOST_REDIRECTS) throw new TypeError("fetch failed", { cause: new Error("redirect count exceeded") });
      const next = new URL(location, url);
      request = redirected(request, response.status);
      if (next.origin !== url.origin) {
        return send(next, {
          ...request,
          headers: without(request.headers, secretsOf(request.headers)),
          redirect: "follow",
        });
      }
      url = next;
    }
  };
}

/** The request that follows a redirect, by the rules of fetch (HTTP-redirect fetch, steps 11 and 12). */
function redirected(request: RequestInit, status: number): RequestInit {
  const method = (request.method ?? "GET").toUpperCase();
  const becomesGet =
    status === 303 ? method !== "GET" && method !== "HEAD" : (status === 301 || status === 302) && method === "POST";
  if (becomesGet) {
    return { ...request, method: "GET", body: undefined, headers: without(request.headers, BODY_HEADERS) };
  }
  if (request.body instanceof ReadableStream) {
    throw new TypeError("fetch failed", { cause: new Error("a stream cannot be sent again after a redirect") });
  }
  return request;
}

const secretsOf = (headers: RequestInit["headers"]): string[] =>
  [...new Headers(headers).keys()].filter((name) => !OPEN_HEADER.test(name));

function without(headers: RequestInit["headers"], names: readonly string[]): Headers {
  const left = new Headers(headers);
  for (const name of names) left.delete(name);
  return left;
}
