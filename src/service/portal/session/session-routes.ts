import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { ServiceContext } from "../../context.js";
import { ApiError } from "../../http/api-error.js";
import { parseHostName } from "../../http/access/allowed-hosts.js";
import { reads } from "../../http/request-body.js";
import { parseBody } from "../../http/request-problems.js";
import { rememberHost } from "./remembered-hosts.js";
import { checkFetchSite } from "./session-access.js";
import { toSetCookie } from "./session-cookie.js";

const signIn = z.strictObject({ token: z.string().max(200) });

const linkRequest = z.strictObject({
  /** Hash route to open, such as `/jobs/ftjob-1`. */
  page: z.string().max(500).startsWith("/").optional(),
  /** Public name of a proxy in front of the service, which is let in from now on. */
  allow_host: z.string().max(253).optional(),
});

/** Registers signing in and out, and the route by which a holder of the key makes a link. */
export function registerSessionRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { sessions, links } = context.portal;
  app.post("/session", reads(signIn), (request, reply) => {
    checkFetchSite(request);
    const { token } = parseBody(signIn, request.body);
    if (!links.use(token)) {
      throw new ApiError(401, "This link has been used before, or is too old.", {
        code: "token_used",
        shape: "azure",
        extra: { hint: "Open a new one: openPortal() in a notebook, or npx tunelab portal in a terminal." },
      });
    }
    const { cookie, proof, expiresAt } = sessions.open();
    const seconds = Math.round((expiresAt - context.now()) / 1000);
    void reply.headers({
      "set-cookie": toSetCookie(request, sessions.cookieName, cookie, seconds),
      "cache-control": "no-store",
    });
    return { proof, expiresAt };
  });
  app.delete("/session", (request, reply) => {
    checkFetchSite(request);
    return reply
      .header("set-cookie", toSetCookie(request, sessions.cookieName, "", 0))
      .status(204)
      .send();
  });
  app.post("/tunelab/portal-links", reads(linkRequest), async (request, reply) => {
    const body = parseBody(linkRequest, request.body ?? {});
    if (body.allow_host !== undefined) await rememberHost(context, parseHostName(body.allow_host));
    const { token, expiresAt } = links.issue();
    const fragment = `token=${token}${body.page === undefined ? "" : `&to=${encodeURIComponent(body.page)}`}`;
    void reply.header("cache-control", "no-store");
    return { fragment, url: `http://${request.headers.host}/#${fragment}`, expires_at: Math.floor(expiresAt / 1000) };
  });
}
