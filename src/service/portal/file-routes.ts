import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { ServiceContext } from "../context.js";
import { badRequest } from "../http/api-error.js";
import type { FileReport } from "./file-report/file-report.js";
import { notFound } from "./portal-errors.js";
import { estimateTraining } from "./training-estimates.js";

type WithId = FastifyRequest<{ Params: { id: string } }>;

const orAuto = (most: number) => z.union([z.literal("auto"), z.coerce.number().int().min(1).max(most)]).default("auto");

const query = z.looseObject({
  method: z.enum(["supervised", "dpo"]).optional(),
  model: z.string().max(200).default(""),
  epochs: orAuto(50),
  batch_size: orAuto(256),
});

/** Registers what the pages read of a file's content. */
export function registerFileRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.get("/portal/api/files/:id/report", async (request: WithId) => ({
    fileId: request.params.id,
    ...(await readReport(context, request)),
  }));
  app.get("/portal/api/files/:id/estimate", async (request: WithId) => {
    const report = await readReport(context, request);
    const { model, epochs, batch_size: batchSize } = parseQuery(request);
    return estimateTraining(context, report, { model, epochs, batchSize });
  });
}

function readReport({ store, portal }: ServiceContext, request: WithId): Promise<FileReport> {
  const { method } = parseQuery(request);
  const file = store.get("files", request.params.id);
  if (file === undefined) throw notFound("file", request.params.id);
  const forTraining = file.purpose === "fine-tune";
  return portal.reports.read({ path: store.filePath(file.id), sha256: file.sha256, forTraining, method });
}

function parseQuery(request: WithId): z.output<typeof query> {
  const parsed = query.safeParse(request.query);
  if (parsed.success) return parsed.data;
  const name = String(parsed.error.issues[0]?.path[0] ?? "query");
  throw badRequest(`Invalid value for '${name}' in the query.`, name, "invalid_value");
}
