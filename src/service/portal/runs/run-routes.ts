import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { TrackedRun } from "../../../core/index.js";
import type { ServiceContext } from "../../context.js";
import { badRequest } from "../../http/api-error.js";
import { notFound } from "../portal-errors.js";
import { finite, toRunDetails, toRunRow, toTraceRow } from "./run-rows.js";
import type { RunSource } from "./run-source.js";
import { compareRuns, readRunTable, toRunTable } from "./run-tables.js";

type WithId = FastifyRequest<{ Params: { id: string } }>;

const text = z.string().max(1000);

const query = z.looseObject({
  experiment: text.optional(),
  filter: text.optional(),
  order: text.optional(),
  name: text.optional(),
  key: text.optional(),
  path: text.optional(),
  trace: text.optional(),
  a: text.optional(),
  b: text.optional(),
  on: z.union([text, z.array(text).max(20)]).optional(),
});

/** Registers what the pages read of evaluations. */
export function registerRunRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.get("/portal/api/runs", async (request) => listRuns(await sourceOf(context), parseQuery(request)));
  app.get("/portal/api/server-runs", async () => {
    const server = (await sourceOf(context)).server;
    const runs = (await server?.newestRuns()) ?? [];
    return {
      page: server?.page ?? null,
      runs: runs.map(({ run: { info }, experiment, page }) => ({
        id: info.runId,
        name: info.runName,
        experiment,
        status: info.status,
        startTime: info.startTime,
        page,
      })),
    };
  });
  app.get("/portal/api/runs/:id", async (request: WithId) => {
    const source = await sourceOf(context);
    return toRunDetails(source, await source.tracker.getRun(request.params.id));
  });
  app.get("/portal/api/runs/:id/table", async (request: WithId) => {
    const source = await sourceOf(context);
    const name = required(parseQuery(request), "name");
    const run = await source.tracker.getRun(request.params.id);
    return toRunTable(source, name, await readRunTable(source, run, name));
  });
  app.get("/portal/api/runs/:id/metrics", async (request: WithId) => {
    const { tracker } = await sourceOf(context);
    const key = required(parseQuery(request), "key");
    const run = await tracker.getRun(request.params.id);
    // Looked up among what was logged, as a key becomes a path in the store.
    if (!Object.hasOwn(run.metrics, key)) throw notFound("metric", key);
    const points = await tracker.metricHistory(run.info.runId, key);
    return {
      key,
      step: points.map(({ step }) => step),
      timestamp: points.map(({ timestamp }) => timestamp),
      value: points.map(({ value }) => finite(value)),
    };
  });
  app.get("/portal/api/runs/:id/traces", async (request: WithId) => {
    const { trace } = parseQuery(request);
    const traces = await (await sourceOf(context)).tracker.readTraces(request.params.id);
    const wanted = trace === undefined ? traces : traces.filter(({ traceId }) => traceId === trace);
    return { traces: wanted.map(toTraceRow) };
  });
  app.get("/portal/api/runs/:id/artifact", async (request: WithId, reply) => {
    const path = required(parseQuery(request), "path");
    const content = await (await sourceOf(context)).tracker.readArtifact(request.params.id, path);
    const name = path
      .split("/")
      .at(-1)!
      .replace(/[^\w.-]/g, "_");
    // Never shown by the browser as what it may be: a file of a run can hold anything.
    return reply
      .header("content-disposition", `attachment; filename="${name}"`)
      .type("application/octet-stream")
      .send(Buffer.from(content));
  });
  app.get("/portal/api/compare", async (request) => {
    const source = await sourceOf(context);
    const asked = parseQuery(request);
    const [a, b] = [required(asked, "a"), required(asked, "b")];
    const on = asked.on === undefined ? [] : [asked.on].flat();
    return compareRuns(source, await source.tracker.getRun(a), await source.tracker.getRun(b), on);
  });
}

async function listRuns(source: RunSource, { experiment, filter, order }: z.output<typeof query>) {
  const { tracker } = source;
  const ids = await tracker.experimentIds();
  const experiments = await Promise.all(ids.map(async (id) => ({ id, name: await tracker.experimentName(id) })));
  const names = new Map(experiments.map(({ id, name }) => [id, name]));
  if (experiment !== undefined && !names.has(experiment)) throw notFound("experiment", experiment);
  const runs: readonly TrackedRun[] = await tracker.searchRuns({
    experimentIds: experiment === undefined ? ids : [experiment],
    filter,
    orderBy: order === undefined ? undefined : [order],
  });
  return {
    store: source.store,
    serverPage: source.server?.page ?? null,
    experiments,
    runs: runs.map((run) => {
      const { experimentId } = run.info;
      return toRunRow(run, names.get(experimentId) ?? experimentId, source.serverPageOf(run));
    }),
  };
}

async function sourceOf({ portal }: ServiceContext): Promise<RunSource> {
  if (portal.runs !== undefined) return portal.runs();
  throw notFound("run store", "of this service");
}

function parseQuery(request: FastifyRequest): z.output<typeof query> {
  const parsed = query.safeParse(request.query);
  if (parsed.success) return parsed.data;
  const name = String(parsed.error.issues[0]?.path[0] ?? "query");
  throw badRequest(`Invalid value for '${name}' in the query.`, name, "invalid_value");
}

function required(asked: z.output<typeof query>, name: "name" | "key" | "path" | "a" | "b"): string {
  const value = asked[name];
  if (value !== undefined && value !== "") return value;
  throw badRequest(`Missing required parameter: '${name}'.`, name, "missing_required_parameter");
}
