import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { resourceNotFound } from "../http/api-error.js";
import type { PageFile, PageFiles } from "./page-files.js";

/**
 * Everything from this service alone, and no text that becomes markup or script.
 *
 * `blob:` and `data:` are for pictures of curves that the page makes itself.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": CONTENT_SECURITY_POLICY,
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  vary: "accept-encoding",
};

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>tunelab</title>
<h1>The portal is not built</h1><p>Run <code>npm run build</code> in the clone, then load this page again.</p></html>`;

/** Registers the page at the root address and its files, which need no key and hold no secret. */
export function registerPageRoutes(app: FastifyInstance, files: PageFiles): void {
  app.get("/", (request, reply) => {
    const index = files.index();
    void reply.headers({ ...HEADERS, "cache-control": "no-cache" });
    if (index === undefined) return reply.status(503).type("text/html; charset=utf-8").send(NOT_BUILT);
    return send(index, request, reply);
  });
  app.get<{ Params: { name: string } }>("/portal/assets/:name", (request, reply) => {
    const file = files.asset(request.params.name);
    if (file === undefined) throw resourceNotFound();
    // Names carry a digest of the content.
    void reply.headers({ ...HEADERS, "cache-control": "public, max-age=31536000, immutable" });
    return send(file, request, reply);
  });
}

function send(file: PageFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  void reply.type(file.type);
  const compressed = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "") ? file.gzip : undefined;
  if (compressed !== undefined) void reply.header("content-encoding", "gzip");
  return reply.send(compressed ?? file.content);
}
