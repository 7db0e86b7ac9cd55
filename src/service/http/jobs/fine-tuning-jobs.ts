import { access } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ServiceContext } from "../../context.js";
import { AZURE, type Dialect, DIALECTS } from "../../dialects/index.js";
import type { JobRecord } from "../../store/index.js";
import { dialectError, noSuchObject } from "../dialect-errors.js";
import { toCheckpointBody, toEventBody, toJobBody } from "./job-body.js";
import { jobRequestSchema, parseJobRequest } from "./job-request.js";
import { reads } from "../request-body.js";
import { type ListBody, parsePage, toPage } from "../list-page.js";

type WithId = FastifyRequest<{ Params: { id: string } }>;

/** Most events and jobs on a page. */
const MAX_PAGE = 1000;

/** Registers fine-tuning jobs, their events and their checkpoints in both dialects. */
export function registerFineTuningJobs(app: FastifyInstance, context: ServiceContext): void {
  for (const dialect of DIALECTS) {
    const prefix = `${dialect.prefix}/fine_tuning/jobs`;
    const show = (job: JobRecord): Record<string, unknown> => toJobBody(dialect, job, context.jobs.progressOf(job.id));
    app.post(prefix, reads(jobRequestSchema), (request, reply) => create(context, dialect, show, request, reply));
    app.get(prefix, (request) => list(context, show, request.query));
    app.get(`${prefix}/:id`, (request: WithId) => show(find(context, dialect, request.params.id)));
    for (const action of ["cancel", "pause", "resume"] as const) {
      app.post(`${prefix}/:id/${action}`, (request: WithId) =>
        change(context, dialect, show, request.params.id, action),
      );
    }
    app.get(`${prefix}/:id/events`, (request: WithId) => events(context, dialect, request));
    app.get(`${prefix}/:id/checkpoints`, (request: WithId) => {
      const job = find(context, dialect, request.params.id);
      const newestFirst = [...job.checkpoints].sort((a, b) => b.step - a.step);
      return toPage(
        newestFirst,
        parsePage(request.query, 10, 100),
        (checkpoint) => checkpoint.id,
        (checkpoint) => toCheckpointBody(job, checkpoint),
      );
    });
  }
  app.delete("/openai/fine_tuning/jobs/:id", (request: WithId, reply) => remove(context, request.params.id, reply));
}

async function create(
  context: ServiceContext,
  dialect: Dialect,
  show: (job: JobRecord) => Record<string, unknown>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const job = await context.jobs.create(parseJobRequest(context, dialect, request.body));
  if (dialect.jobs.tellsAddress) {
    void reply.status(201).header("location", `http://${request.headers.host}/openai/fine_tuning/jobs/${job.id}`);
  }
  return show(job);
}

function find(context: ServiceContext, dialect: Dialect, id: string): JobRecord {
  const job = context.store.get("jobs", id);
  if (job === undefined) throw noSuchObject(dialect, "fine-tune job", id);
  return job;
}

function list(context: ServiceContext, show: (job: JobRecord) => unknown, query: unknown): ListBody {
  const page = parsePage(query, 20, MAX_PAGE);
  const wanted = Object.entries((query ?? {}) as Record<string, unknown>).flatMap(([name, value]) => {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  const all = context.store.list("jobs");
  const jobs =
    wanted.length === 0 ? all : all.filter((job) => wanted.every(([key, value]) => job.metadata?.[key] === value));
  return toPage(jobs, page, (job) => job.id, show, true);
}

async function change(
  context: ServiceContext,
  dialect: Dialect,
  show: (job: JobRecord) => unknown,
  id: string,
  action: "cancel" | "pause" | "resume",
): Promise<unknown> {
  const before = find(context, dialect, id);
  if (action === "resume" && before.status === "paused") await refuseMissing(context, dialect, before);
  const job = await context.jobs[action](id);
  if (job !== undefined) return show(job);
  throw dialectError(dialect, dialect.jobs.wrongStateStatus, {
    message: `Job ${id} is ${dialect.jobs.status(before.status)} and cannot be ${{ cancel: "cancelled", pause: "paused", resume: "resumed" }[action]}.`,
    azureCode: "unexpectedEntityState",
    openaiCode: "invalid_job_status",
    param: "id",
  });
}

/** Throws 409 for a paused job of whose checkpoints something is gone that it would go on from or end with. */
async function refuseMissing({ store }: ServiceContext, dialect: Dialect, job: JobRecord): Promise<void> {
  const names = job.checkpoints.map(({ adapterFile }) => adapterFile);
  if (job.resume !== undefined) names.push(job.resume.stateFile);
  const missing: string[] = [];
  for (const name of names) await access(join(store.jobFolder(job.id), name)).catch(() => missing.push(name));
  if (missing.length === 0) return;
  throw dialectError(dialect, 409, {
    message: `Job ${job.id} cannot be resumed: of its checkpoints ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing in jobs/${job.id} of the data directory. Restore the data directory from a copy, or cancel the job and create it again; checkpoints that are there can be deployed.`,
    azureCode: "conflict",
    openaiCode: "checkpoint_missing",
    param: "id",
  });
}

/** Newest first; found by position, so that a page costs the same however long the history is. */
async function events(context: ServiceContext, dialect: Dialect, request: WithId): Promise<ListBody> {
  const { id } = find(context, dialect, request.params.id);
  const page = parsePage(request.query, 20, MAX_PAGE);
  const { events: all, positions } = await context.store.events.read(id);
  let end = all.length;
  if (page.after !== undefined) {
    const position = positions.get(page.after);
    if (position === undefined) throw noSuchObject(dialect, "event", page.after);
    end = position;
  }
  const slice = all.slice(Math.max(0, end - page.limit), end).reverse();
  return { object: "list", data: slice.map(toEventBody), has_more: end > slice.length };
}

async function remove(context: ServiceContext, id: string, reply: FastifyReply): Promise<unknown> {
  const job = find(context, AZURE, id);
  if (!(await context.jobs.remove(id))) {
    throw dialectError(AZURE, 409, {
      message: `Job ${id} is ${AZURE.jobs.status(job.status)}; cancel it before it is deleted.`,
      azureCode: "unexpectedEntityState",
    });
  }
  return reply.status(204).send();
}
