import type { FastifyInstance, RouteOptions } from "fastify";

/** A route that was registered. */
export interface RegisteredRoute {
  readonly method: string;
  /** As Fastify writes it: `/openai/files/:id`. */
  readonly path: string;
}

/** What is said of each route; the paths under /openai/v1 share the entry of those under /openai. */
const SUMMARIES: Readonly<Record<string, string>> = {
  "GET /health": "Whether the service is up, and which model answers",
  "GET /openapi.json": "This document",
  "GET /tunelab/teaching-switches": "Teaching switches and which of them are on",
  "PATCH /tunelab/teaching-switches": "Change teaching switches",
  "GET /": "The portal: a page for browsers",
  "GET /portal/assets/:name": "A file of the portal's page",
  "POST /session": "Sign a browser in by the one-time token of a link",
  "DELETE /session": "Sign a browser out",
  "POST /tunelab/portal-links": "Make a link that opens the portal once",
  "GET /portal/api/me": "Who answers, under which names and prices",
  "GET /portal/api/events": "Stream of changes of the given topics",
  "GET /portal/api/connection": "Endpoint, keys and ids as the labs copy them",
  "GET /portal/api/jobs": "Fine-tuning jobs with progress and last losses",
  "GET /portal/api/jobs/:id": "A job with its settings, files and checkpoints",
  "GET /portal/api/jobs/:id/metrics": "A job's measurements as columns",
  "GET /portal/api/jobs/:id/log": "A job's messages",
  "GET /portal/api/jobs/:id/log.txt": "A job's messages as a text file",
  "GET /portal/api/files": "Files with their state",
  "GET /portal/api/files/:id/report": "What a file for fine-tuning holds: problems by line, tokens, examples",
  "GET /portal/api/files/:id/estimate": "What a job with a file would take",
  "GET /portal/api/deployments": "Deployments, tuned models and quota",
  "GET /portal/api/runs": "Runs of the local store",
  "GET /portal/api/server-runs": "The newest runs of the MLflow server that is configured",
  "GET /portal/api/made": "What notebooks made and have not removed",
  "GET /portal/api/runs/:id": "A run with what was logged to it",
  "GET /portal/api/runs/:id/table": "A table of a run, with its scores",
  "GET /portal/api/runs/:id/metrics": "All values of a metric of a run, as columns",
  "GET /portal/api/runs/:id/traces": "The traces of a run",
  "GET /portal/api/runs/:id/artifact": "A file of a run",
  "GET /portal/api/compare": "Two runs compared score by score",
  "POST /openai/deployments/:deployment/chat/completions": "Answer a chat",
  "POST /openai/chat/completions": "Answer a chat",
  "POST /openai/deployments/:deployment/completions": "Continue or score text",
  "POST /openai/completions": "Continue or score text",
  "POST /openai/files": "Upload a file",
  "GET /openai/files": "List files",
  "GET /openai/files/:id": "Read a file's record",
  "GET /openai/files/:id/content": "Read a file's content",
  "DELETE /openai/files/:id": "Delete a file",
  "POST /openai/files/import": "Import a file from an address",
  "POST /openai/uploads": "Start an upload in parts",
  "POST /openai/uploads/:id/parts": "Add a part to an upload",
  "POST /openai/uploads/:id/complete": "Complete an upload",
  "POST /openai/uploads/:id/cancel": "Cancel an upload",
  "POST /openai/fine_tuning/jobs": "Create a fine-tuning job",
  "GET /openai/fine_tuning/jobs": "List fine-tuning jobs",
  "GET /openai/fine_tuning/jobs/:id": "Read a fine-tuning job",
  "DELETE /openai/fine_tuning/jobs/:id": "Delete a fine-tuning job that has ended",
  "POST /openai/fine_tuning/jobs/:id/cancel": "Cancel a fine-tuning job",
  "POST /openai/fine_tuning/jobs/:id/pause": "Pause a fine-tuning job",
  "POST /openai/fine_tuning/jobs/:id/resume": "Resume a paused fine-tuning job",
  "GET /openai/fine_tuning/jobs/:id/events": "List a job's events, newest first",
  "GET /openai/fine_tuning/jobs/:id/checkpoints": "List a job's checkpoints",
  "GET /openai/models": "List models",
  "GET /openai/models/:id": "Read a model",
  "DELETE /openai/models/:id": "Delete a tuned model that is not deployed",
};

const MANAGEMENT: Readonly<Record<string, string>> = {
  "PUT /deployments/:deployment": "Create or replace a deployment",
  "PATCH /deployments/:deployment": "Change a deployment",
  "GET /deployments/:deployment": "Read a deployment",
  "DELETE /deployments/:deployment": "Delete a deployment",
  "GET /deployments": "List deployments",
  "GET /deployments/:deployment/skus": "List the SKUs of a deployment",
  "GET /models": "List models that can be deployed",
  "GET /skus": "List SKUs of the account",
  "GET /usages": "List quota and its use",
  "GET /operationResults/:operation": "State of an asynchronous operation",
};

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
  app.addHook("onRoute", ({ method, path }: RouteOptions & { path: string }) => {
    for (const one of [method].flat()) routes.push({ method: one, path });
  });
  app.get("/openapi.json", () => toDocument(routes));
  return routes;
}

/** What a route does, in one line; `undefined` for one that nobody has described. */
export function summaryOf({ method, path }: RegisteredRoute): string | undefined {
  const short = path.replace(/^\/subscriptions\/.*\/(?:accounts\/:account|locations\/:location)/, "");
  if (short !== path) return MANAGEMENT[`${method} ${short}`];
  const own = SUMMARIES[`${method} ${path.replace("/openai/v1/", "/openai/")}`];
  if (own !== undefined) return own;
  return /\/(embeddings|images\/generations|audio\/\w+)$/.test(path)
    ? "Not offered: answers OperationNotSupported"
    : undefined;
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
  const { method, path } = route;
  const isFile = /\/(files|uploads\/:id\/parts)$/.test(path) && method === "POST";
  const open = NEEDS_NO_KEY.has(`${method} ${path}`);
  const versioned = path.startsWith("/subscriptions/") || /^\/openai\/(?!v1\/)/.test(path);
  const parameters = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const body = isFile
    ? { "multipart/form-data": { schema: { type: "object" } } }
    : { "application/json": { schema: { type: "object" } } };
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: summaryOf(route) ?? path,
    parameters: versioned
      ? [...parameters, { name: "api-version", in: "query", required: true, schema: { type: "string" } }]
      : parameters,
    ...(["POST", "PUT", "PATCH"].includes(method) ? { requestBody: { content: body } } : {}),
    responses: {
      default: {
        description: "Success, or an error with an `error` object",
        content: { "application/json": { schema: { type: "object" } } },
      },
    },
    security: open ? [] : path.startsWith("/subscriptions/") ? [{ bearer: [] }] : [{ apiKey: [] }, { bearer: [] }],
  };
}
