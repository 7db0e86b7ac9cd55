import { BASE_MODELS, type BaseModel } from "../../models/base-models.js";
import type { ServiceContext } from "../../context.js";
import { QUOTA, SKUS } from "./management-account.js";

/** Bounds of a deployment's capacity, in thousands of tokens a minute. */
export function capacityOf(): Record<string, number> {
  return { minimum: 1, maximum: QUOTA, step: 1, default: 10 };
}

/** Models that can be deployed: the local one, the labs' names for it, and the tuned ones. */
export function models(context: ServiceContext): Record<string, unknown>[] {
  const own: BaseModel = { name: context.engine.modelId, version: "1", fineTuning: true };
  const base = [own, ...BASE_MODELS].map(({ name, version, retirementDate, fineTuning }) => {
    const retired = retirementDate !== undefined && Date.parse(retirementDate) <= context.now();
    return {
      ...modelEntry(name, version, fineTuning),
      lifecycleStatus: retired ? "Deprecated" : "GenerallyAvailable",
      deprecation: retirementDate === undefined ? undefined : { inference: `${retirementDate}T00:00:00Z` },
    };
  });
  const tuned = context.store.list("models").map(({ id, baseModel }) => ({
    ...modelEntry(id, "1", false),
    baseModel: { format: "OpenAI", name: baseModel, version: "1" },
  }));
  return [...base, ...tuned];
}

function modelEntry(name: string, version: string, fineTuning: boolean): Record<string, unknown> {
  return {
    format: "OpenAI",
    name,
    version,
    isDefaultVersion: true,
    lifecycleStatus: "GenerallyAvailable",
    maxCapacity: QUOTA,
    capabilities: { fineTune: String(fineTuning), inference: "true", chatCompletion: "true" },
    skus: SKUS.map((skuName) => ({
      name: skuName,
      usageName: `OpenAI.${skuName}.${name}`,
      capacity: capacityOf(),
    })),
  };
}

/** Quota and how much of it is used, by model and SKU. */
export function usages(context: ServiceContext): Record<string, unknown>[] {
  const quota = context.switches.values.quotaZero ? 0 : QUOTA;
  return BASE_MODELS.flatMap((entry) =>
    SKUS.map((skuName) => {
      const used = context.store
        .list("deployments")
        .filter((deployment) => deployment.sku.name === skuName && deployment.model.name === entry.name)
        .reduce((sum, deployment) => sum + deployment.sku.capacity, 0);
      return {
        name: {
          value: `OpenAI.${skuName}.${entry.name}`,
          localizedValue: `Tokens Per Minute (thousands) - ${entry.name} - ${skuName}`,
        },
        currentValue: used,
        limit: quota,
        unit: "Count",
      };
    }),
  );
}
