import type { FastifyInstance, RouteOptions } from "fastify";
import { MANAGEMENT_TEXTS, NOT_OFFERED, ROUTE_TEXTS, type RouteText } from "./route-texts.js";
import { bodyOf, type RequestBody, toContent } from "../request-body.js";

/** A route that was registered. */
export interface RegisteredRoute {
  readonly method: string;
  /** As Fastify writes it: `/openai/files/:id`. */
  readonly path: string;
  /** What it reads of a request; none without one. */
  readonly body?: RequestBody | undefined;
}

/** Routes that tell no secret. */
const NEEDS_NO_KEY: ReadonlySet<string> = new Set([
  "GET /health",
  "GET /openapi.json",
  "GET /",
  "GET /portal/assets/:name",
  "POST /session",
  "DELETE /session",
]);

/** Remembers every route that is registered after the call, and serves the OpenAPI document of all of them. */
export function registerOpenApi(app: FastifyInstance): readonly RegisteredRoute[] {
  const routes: RegisteredRoute[] = [];
  app.addHook("onRoute", ({ method, path, config }: RouteOptions & { path: string }) => {
    for (const one of [method].flat()) routes.push({ method: one, path, body: bodyOf(config) });
  });
  app.get("/openapi.json", () => toDocument(routes));
  return routes;
}

/** What is said of a route; `undefined` for one that nobody has described. */
export function textOf({ method, path }: RegisteredRoute): RouteText | undefined {
  const short = path.replace(/^\/subscriptions\/.*\/(?:accounts\/:account|locations\/:location)/, "");
  if (short !== path) return MANAGEMENT_TEXTS[`${method} ${short}`];
  const own = ROUTE_TEXTS[`${method} ${path.replace("/openai/v1/", "/openai/")}`];
  if (own !== undefined) return own;
  return /\/(embeddings|images\/generations|audio\/\w+)$/.test(path) ? NOT_OFFERED : undefined;
}

function toDocument(routes: readonly RegisteredRoute[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[route.method.toLowerCase()] = toOperation(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "tunelab embedded service",
      version: "1",
      description: "Azure-OpenAI-compatible service on this machine. docs/service.md says what each route supports.",
    },
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "api-key" },
        bearer: { type: "http", scheme: "bearer" },
      },
    },
  };
}

function toOperation(route: RegisteredRoute): Record<string, unknown> {
  const text = textOf(route);
  const { note, refuses } = text ?? {};
  const said = [note && `${note[0]!.toUpperCase()}${note.slice(1)}.`, refuses && `Not supported: ${refuses}.`];
  const description = said.filter(Boolean).join("\n\n");
  const { method, path } = route;
  const open = NEEDS_NO_KEY.has(`${method} ${path}`);
  const versioned = path.startsWith("/subscriptions/") || /^\/openai\/(?!v1\/)/.test(path);
  const parameters = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: text?.summary ?? path,
    description: description || undefined,
    parameters: versioned
      ? [...parameters, { name: "api-version", in: "query", required: true, schema: { type: "string" } }]
      : parameters,
    requestBody: route.body && { required: true, content: toContent(route.body) },
    responses: {
      default: {
        description: "Success, or an error with an `error` object",
        content: { "application/json": { schema: { type: "object" } } },
      },
    },
    security: open ? [] : path.startsWith("/subscriptions/") ? [{ bearer: [] }] : [{ apiKey: [] }, { bearer: [] }],
  };
}
