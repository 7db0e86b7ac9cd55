import type { AddressInfo } from "node:net";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ServiceContext } from "../context.js";
import { badRequest } from "../http/api-error.js";
import type { JobRecord } from "../store/index.js";
import { connectionValues } from "./rows/connection-values.js";
import { quotaRows, toDeploymentRow, toTunedModelRow } from "./rows/deployment-rows.js";
import { parseTopics } from "./live/event-topics.js";
import { toFileRow } from "./rows/file-rows.js";
import { toJobLog, toLogText, toMetricColumns, trainingSeconds } from "./rows/job-history.js";
import { epochEndsOf, toJobDetails, toJobRow } from "./rows/job-rows.js";
import { LiveStream } from "./live/live-stream.js";
import { describeService } from "./rows/me.js";
import { notFound } from "./portal-errors.js";
import { PROOF_HEADER, requireSession } from "./session/session-access.js";
import { streamChanges } from "./live/stream-changes.js";

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** Registers what the pages read of jobs, files, deployments and the connection, and the stream of changes. */
export function registerPortalRoutes(app: FastifyInstance, context: ServiceContext): void {
  const { store } = context;
  app.get("/portal/api/me", async (request, reply) => {
    const session = hasProof(request) ? requireSession(context.portal.sessions, request) : { expiresAt: 0 };
    return noStore(reply, await describeService(context, session));
  });
  app.get("/portal/api/connection", (request, reply) => noStore(reply, connectionValues(context, ownUrl(request))));
  app.get("/portal/api/jobs", () => ({ jobs: store.list("jobs").map((job) => toJobRow(context, job)) }));
  app.get("/portal/api/jobs/:id", async (request: WithId) => {
    const job = findJob(context, request);
    const { startedAt, finishedAt } = job;
    const trained =
      startedAt === undefined || finishedAt === undefined
        ? undefined
        : trainingSeconds((await store.events.read(job.id)).events, startedAt, finishedAt);
    return { ...toJobDetails(context, job), trainingMs: trained === undefined ? null : trained * 1000 };
  });
  app.get("/portal/api/jobs/:id/metrics", async (request: WithId) => {
    const job = findJob(context, request);
    const { events } = await store.events.read(job.id);
    const { totalSteps } = toJobRow(context, job);
    const epochEnds = epochEndsOf(totalSteps, job.resolved?.nEpochs);
    return { ...toMetricColumns(events, cursorOf(request)), totalSteps, epochEnds };
  });
  app.get("/portal/api/jobs/:id/log", async (request: WithId) => {
    const { events } = await store.events.read(findJob(context, request).id);
    return toJobLog(events, cursorOf(request));
  });
  app.get("/portal/api/jobs/:id/log.txt", async (request: WithId, reply) => {
    const { id } = findJob(context, request);
    const { events } = await store.events.read(id);
    return reply
      .header("content-disposition", `attachment; filename="${id}.log.txt"`)
      .type("text/plain; charset=utf-8")
      .send(toLogText(toJobLog(events, 0).lines));
  });
  app.get("/portal/api/files", () => ({ files: store.list("files").map((file) => toFileRow(context, file)) }));
  app.get("/portal/api/deployments", () => ({
    deployments: store.list("deployments").map((deployment) => toDeploymentRow(context, deployment)),
    tunedModels: store.list("models").map(toTunedModelRow),
    quota: quotaRows(context),
  }));
  app.post("/portal/api/model/load", async (_request, reply) => {
    await context.engine.describe();
    return reply.code(204).send();
  });
  app.get("/portal/api/made", async () => ({ made: await context.portal.made() }));
  app.get("/portal/api/events", async (request, reply) => {
    const topics = parseTopics((request.query as Record<string, unknown>)["topics"]);
    const stream = new LiveStream(reply);
    const stopWatching = topics.kinds.has("runs") ? context.portal.runWatch.start() : undefined;
    try {
      await streamChanges(context, stream, topics, request.headers["last-event-id"]);
    } catch (error) {
      if (!stream.closed.aborted) request.log.warn({ err: error }, "A stream of changes ended");
      reply.raw.destroy();
    } finally {
      stopWatching?.();
    }
  });
}

/** Where this machine's programs find the service, which behind a proxy is not what the browser asked. */
function ownUrl({ server }: FastifyRequest): string {
  const { address, port, family } = server.server.address() as AddressInfo;
  const host = address === "0.0.0.0" || address === "::" ? "127.0.0.1" : family === "IPv6" ? `[${address}]` : address;
  return `http://${host}:${port}`;
}

function hasProof(request: FastifyRequest): boolean {
  return request.headers[PROOF_HEADER] !== undefined;
}

function noStore<Body>(reply: FastifyReply, body: Body): Body {
  void reply.header("cache-control", "no-store");
  return body;
}

function findJob({ store }: ServiceContext, { params }: WithId): JobRecord {
  const job = store.get("jobs", params.id);
  if (job !== undefined) return job;
  throw notFound("job", params.id);
}

/** Reads `after`, a place in a job's history; throws 400 for anything else. */
function cursorOf(request: WithId): number {
  const { after = "0" } = request.query as { readonly after?: string };
  if (typeof after === "string" && /^\d{1,9}$/.test(after)) return Number(after);
  throw badRequest(`Invalid value for 'after': expected a number of events.`, "after", "invalid_value");
}
