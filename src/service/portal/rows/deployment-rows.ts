import { MODEL_CATALOG } from "../../../tokens/index.js";
import { BASE_MODELS } from "../../models/base-models.js";
import type { ServiceContext } from "../../context.js";
import { isCreating } from "../../is-waiting.js";
import { QUOTA, SKUS } from "../../http/management/management-account.js";
import type { DeploymentRecord, TunedModelRecord } from "../../store/index.js";

/** A deployment as the list shows it. */
export function toDeploymentRow(context: ServiceContext, deployment: DeploymentRecord) {
  const { name, model, sku, readyAt } = deployment;
  const tuned = context.store.get("models", model.name);
  return {
    name,
    createdAt: deployment.createdAt,
    model: model.name,
    version: model.version,
    sku: sku.name,
    capacity: sku.capacity,
    state: isCreating(deployment, context.now()) ? ("Creating" as const) : ("Succeeded" as const),
    readyAt,
    contentFilter: deployment.raiPolicyName ?? null,
    dynamicQuota: deployment.dynamicThrottlingEnabled ?? false,
    answeredBy: tuned?.localModel ?? context.engine.modelId,
    jobId: tuned?.jobId ?? null,
    azurePerHour: tuned === undefined ? 0 : hostingPerHour(sku.name),
    // Only the deployments of the first start have never had to be waited for.
    isDefault: readyAt === 0,
  };
}

/** A tuned model as the forms offer it. */
export function toTunedModelRow({ id, jobId, createdAt, baseModel }: TunedModelRecord) {
  return { id, jobId, createdAt: createdAt * 1000, baseModel };
}

/** Quota by model and type, of those that something is deployed under. */
export function quotaRows({ store, switches }: Pick<ServiceContext, "store" | "switches">) {
  const limit = switches.values.quotaZero ? 0 : QUOTA;
  const deployments = store.list("deployments");
  const names = new Set([...BASE_MODELS.map(({ name }) => name), ...deployments.map(({ model }) => model.name)]);
  return [...names].flatMap((model) =>
    SKUS.flatMap((sku) => {
      const same = deployments.filter((deployment) => deployment.sku.name === sku && deployment.model.name === model);
      if (same.length === 0 && sku !== "Standard") return [];
      return [{ model, sku, used: same.reduce((sum, deployment) => sum + deployment.sku.capacity, 0), limit }];
    }),
  );
}

/** Azure's price of keeping a tuned model deployed; types that the price list lacks cost what Standard does. */
function hostingPerHour(sku: string): number {
  const prices: Readonly<Record<string, number>> = MODEL_CATALOG.hostingPerHour;
  return prices[sku] ?? MODEL_CATALOG.hostingPerHour.Standard;
}
