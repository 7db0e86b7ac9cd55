import { join } from "node:path";
import { findBaseModel } from "../../models/base-models.js";
import type { ServiceContext } from "../../context.js";
import type { DeploymentRecord } from "../../store/index.js";
import { isCreating } from "../../is-waiting.js";
import { simulatedBy } from "../../teaching-switches.js";
import { ApiError, badRequest, deploymentNotFound } from "../api-error.js";

/** The model that answers a request. */
export interface ModelTarget {
  /** Name of the model that really answers: the local model's, or that of its tuned version. */
  readonly modelId: string;
  /** Adapter that is laid over the local model's weights. */
  readonly adapterPath?: string;
  /** SHA-256 of its content, where it is known. */
  readonly adapterSha256?: string;
  readonly deployment?: DeploymentRecord;
}

/** Finds the model behind a deployment name, as Azure does; throws DeploymentNotFound or DeploymentNotReady. */
export function targetOfDeployment(context: ServiceContext, name: string): ModelTarget {
  const deployment = context.store.get("deployments", name);
  if (deployment === undefined) throw deploymentNotFound();
  const { deploymentNotReady } = context.switches.values;
  if (deploymentNotReady || isCreating(deployment, context.now())) {
    throw new ApiError(
      404,
      `The deployment '${name}' is not ready yet. Please wait a moment and try again. ${simulatedBy(deploymentNotReady ? "deploymentNotReady" : "clockScale")}`,
      {
        code: "DeploymentNotReady",
        shape: "azure",
        headers: { "x-should-retry": "false" },
      },
    );
  }
  const target = targetOfModel(context, deployment.model.name);
  if (target === undefined) throw deploymentNotFound();
  return { ...target, deployment };
}

/** Finds a model by the `model` of a request to /openai/v1: a deployment, a tuned model, or a base model. */
export function targetOfName(context: ServiceContext, name: string | undefined): ModelTarget {
  if (name === undefined) {
    throw badRequest("you must provide a model parameter", "model", "missing_required_parameter");
  }
  if (context.store.has("deployments", name)) return targetOfDeployment(context, name);
  const target = targetOfModel(context, name);
  if (target === undefined) {
    throw new ApiError(404, `The model \`${name.slice(0, 200)}\` does not exist or you do not have access to it.`, {
      code: "model_not_found",
    });
  }
  return target;
}

/** Finds a tuned or base model by its name, or `undefined`. */
export function targetOfModel(context: ServiceContext, name: string): ModelTarget | undefined {
  const tuned = context.store.get("models", name);
  if (tuned !== undefined) {
    if (tuned.localModel !== context.engine.modelId) {
      throw new ApiError(
        409,
        `The model ${tuned.id} was tuned from ${tuned.localModel}, but the service now answers with ${context.engine.modelId}. Start it with the model that it was tuned from, or tune again.`,
        { code: "ModelMismatch", headers: { "x-should-retry": "false" } },
      );
    }
    return {
      modelId: tuned.id,
      adapterPath: join(context.store.directory, tuned.adapterFile),
      adapterSha256: tuned.adapterSha256,
    };
  }
  const base = findBaseModel(name, context.engine.modelId);
  if (base === undefined) return undefined;
  const retired = base.retirementDate !== undefined && Date.parse(base.retirementDate) <= context.now();
  if (context.switches.values.retiredModels && retired) {
    throw new ApiError(
      410,
      `The model '${name}' was retired on ${base.retirementDate}. Please use a newer model. ${simulatedBy("retiredModels")}`,
      {
        code: "ModelDeprecated",
        shape: "azure",
      },
    );
  }
  return { modelId: context.engine.modelId };
}
