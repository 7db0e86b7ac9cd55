import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { BASE_MODELS, findBaseModel } from "../models/base-models.js";
import type { ServiceContext } from "../context.js";
import { type Dialect, DIALECTS } from "../dialects/index.js";
import { TERMINAL } from "../jobs/index.js";
import type { TunedModelRecord } from "../store/index.js";
import { dialectError, noSuchObject } from "./dialect-errors.js";
import { type ListBody, parsePage, toPage } from "./list-page.js";

/** Registers the list of models that can be deployed or tuned, and the deletion of tuned ones. */
export function registerModels(app: FastifyInstance, context: ServiceContext): void {
  for (const dialect of DIALECTS) {
    const prefix = `${dialect.prefix}/models`;
    app.get(prefix, (request): ListBody => {
      const bodies = [
        baseBody(context, dialect, context.engine.modelId),
        ...BASE_MODELS.map((model) => baseBody(context, dialect, `${model.name}-${model.version}`)),
        ...context.store.list("models").map((model) => tunedBody(dialect, model)),
        ...(dialect.models.listsDeployments ? deploymentBodies(context) : []),
      ];
      return toPage(
        bodies,
        parsePage(request.query, 10_000, 10_000),
        (body) => String(body["id"]),
        (body) => body,
      );
    });
    app.get<{ Params: { id: string } }>(`${prefix}/:id`, ({ params: { id } }) => {
      const tuned = context.store.get("models", id);
      if (tuned !== undefined) return tunedBody(dialect, tuned);
      if (findBaseModel(id, context.engine.modelId) === undefined) throw noSuchObject(dialect, "model", id);
      return baseBody(context, dialect, id);
    });
    app.delete<{ Params: { id: string } }>(`${prefix}/:id`, async ({ params: { id } }, reply) => {
      await removeModel(context, dialect, id);
      return dialect.models.deletedBody(id) ?? reply.status(204).send();
    });
  }
}

function baseBody(context: ServiceContext, dialect: Dialect, id: string): Record<string, unknown> {
  const { modelId } = context.engine;
  const model = findBaseModel(id, modelId);
  const retiresAt = model?.retirementDate === undefined ? undefined : Date.parse(model.retirementDate) / 1000;
  const listed = {
    id,
    canBeTuned: model?.fineTuning ?? false,
    retiresAt,
    isRetired: retiresAt !== undefined && retiresAt * 1000 <= context.now(),
  };
  return { ...dialect.models.baseBody(listed), local_model: modelId };
}

function tunedBody(dialect: Dialect, model: TunedModelRecord): Record<string, unknown> {
  return { ...dialect.models.tunedBody(model), local_model: model.localModel };
}

/** On /openai/v1 a deployment's name is what a client sends as `model`. */
function deploymentBodies(context: ServiceContext): Record<string, unknown>[] {
  return context.store.list("deployments").map((deployment) => ({
    id: deployment.name,
    object: "model",
    created: Math.floor(deployment.createdAt / 1000),
    owned_by: "tunelab",
    local_model: context.store.get("models", deployment.model.name)?.id ?? context.engine.modelId,
  }));
}

async function removeModel(context: ServiceContext, dialect: Dialect, id: string): Promise<void> {
  const { store, engine } = context;
  const model = store.get("models", id);
  if (model === undefined) {
    if (findBaseModel(id, engine.modelId) === undefined) throw noSuchObject(dialect, "model", id);
    throw dialectError(dialect, 403, {
      message: `The base model ${id} cannot be deleted.`,
      azureCode: "forbidden",
      param: "id",
    });
  }
  await store.transaction((tx) => {
    const deployed = store.list("deployments").find((deployment) => deployment.model.name === id);
    if (deployed !== undefined) {
      throw dialectError(dialect, 409, {
        message: `The model ${id} is deployed as '${deployed.name}'. Delete the deployment first.`,
        azureCode: "conflict",
        openaiCode: "model_in_use",
        param: "id",
      });
    }
    const job = store.get("jobs", model.jobId);
    if (job !== undefined && !TERMINAL.has(job.status)) {
      throw dialectError(dialect, 409, {
        message: `The model ${id} is a checkpoint of job ${job.id}, which is ${dialect.jobs.status(job.status)} and may still make it its model. Let the job end, or cancel it, first.`,
        azureCode: "conflict",
        openaiCode: "model_in_use",
        param: "id",
      });
    }
    tx.delete("models", id);
  });
  const adapterPath = join(store.directory, model.adapterFile);
  await engine.forgetAdapter(adapterPath);
  const stillUsed = store.list("models").some((other) => other.adapterFile === model.adapterFile);
  if (stillUsed) return;
  await rm(adapterPath, { force: true });
  // Beside it stands what training would have gone on from.
  const statePath = adapterPath.replace(/\.adapter\.gguf$/, ".state.gguf");
  if (statePath !== adapterPath) await rm(statePath, { force: true });
}
