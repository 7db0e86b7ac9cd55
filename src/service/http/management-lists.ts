import { BASE_MODELS } from "../base-models.js";
import type { ServiceContext } from "../context.js";
import { QUOTA, SKUS } from "./management-account.js";

/** Bounds of a deployment's capacity, in thousands of tokens a minute. */
export function capacityOf(): Record<string, number> {
  return { minimum: 1, maximum: QUOTA, step: 1, default: 10 };
}

/** Models that can be deployed: the local one, the labs' names for it, and the tuned ones. */
export function models(context: ServiceContext): Record<string, unknown>[] {
  const base = [
    { name: context.engine.modelId, version: "1", retirementDate: undefined, fineTuning: true },
    ...BASE_MODELS.map((entry) => ({ retirementDate: undefined, ...entry })),
  ].map((entry) => ({
    format: "OpenAI",
    name: entry.name,
    version: entry.version,
    isDefaultVersion: true,
    lifecycleStatus: "GenerallyAvailable",
    maxCapacity: QUOTA,
    capabilities: { fineTune: String(entry.fineTuning), inference: "true", chatCompletion: "true" },
    ...(entry.retirementDate === undefined ? {} : { deprecation: { inference: `${entry.retirementDate}T00:00:00Z` } }),
    skus: SKUS.map((skuName) => ({
      name: skuName,
      usageName: `OpenAI.${skuName}.${entry.name}`,
      capacity: capacityOf(),
    })),
  }));
  const tuned = context.store.list("models").map((entry) => ({
    format: "OpenAI",
    name: entry.id,
    version: "1",
    isDefaultVersion: true,
    lifecycleStatus: "GenerallyAvailable",
    maxCapacity: QUOTA,
    baseModel: { format: "OpenAI", name: entry.baseModel, version: "1" },
    capabilities: { fineTune: "false", inference: "true", chatCompletion: "true" },
    skus: SKUS.map((skuName) => ({
      name: skuName,
      usageName: `OpenAI.${skuName}.${entry.id}`,
      capacity: capacityOf(),
    })),
  }));
  return [...base, ...tuned];
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
