import { randomUUID } from "node:crypto";
import { z } from "zod";
import { BASE_MODELS } from "../../models/base-models.js";
import type { ServiceContext } from "../../context.js";
import type { DeploymentRecord } from "../../store/index.js";
import { simulatedBy } from "../../teaching-switches.js";
import { azureError, QUOTA, SKUS } from "./management-account.js";
import { targetOfModel } from "../generation/model-target.js";

/** Azure's typical wait before a deployment answers; scaled by a teaching switch, off by default. */
const DEPLOYING_MS = 120_000;

/** Deployments of base and of tuned models that an account may have. */
const LIMITS = { base: 32, tuned: 10 };

const sku = z.looseObject({ name: z.string(), capacity: z.number().int().min(0).optional() });
const model = z.looseObject({
  format: z.string(),
  name: z.string().min(1),
  version: z.string().optional(),
  source: z.string().nullish(),
});
const properties = z.looseObject({
  model: model.optional(),
  raiPolicyName: z.string().nullish(),
  versionUpgradeOption: z.string().nullish(),
  dynamicThrottlingEnabled: z.boolean().nullish(),
});
/** Schema of a deployment. */
export const deploymentSchema = z.looseObject({
  sku: sku.optional(),
  properties: properties.optional(),
  tags: z.record(z.string(), z.string()).optional(),
});
type DeploymentBody = z.output<typeof deploymentSchema>;

/** Checks the form of a deployment's body; throws Azure's 400. */
export function parseDeployment(value: unknown): DeploymentBody {
  const result = deploymentSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw azureError(
    400,
    "InvalidRequestContent",
    `The request content was invalid and could not be deserialized: '${issue.path.join(".") || "body"}': ${issue.message}`,
  );
}

/** The record that a body asks for, on top of the one that is there. Throws Azure's 400 for a model or SKU that is not offered. */
export function buildDeployment(
  context: ServiceContext,
  deploymentName: string,
  asked: DeploymentBody,
  existing: DeploymentRecord | undefined,
): DeploymentRecord {
  const now = context.now();
  const askedModel = asked.properties?.model;
  const skuName = asked.sku?.name ?? existing?.sku.name ?? "Standard";
  const canonical = SKUS.find((known) => known.toLowerCase() === skuName.toLowerCase());
  const modelName = askedModel?.name ?? existing?.model.name ?? "";
  const version = askedModel?.version ?? existing?.model.version ?? defaultVersion(modelName);
  if (canonical === undefined || (context.switches.values.wrongSku && canonical === "Standard")) {
    throw azureError(
      400,
      "InvalidResourceProperties",
      `The specified SKU '${skuName.slice(0, 60)}' of account deployment is not supported by the model '${modelName}' version: '${version}'.${canonical === undefined ? "" : ` ${simulatedBy("wrongSku")}`}`,
    );
  }
  if (askedModel !== undefined && (askedModel.format !== "OpenAI" || targetOfModel(context, modelName) === undefined)) {
    throw azureError(
      400,
      "DeploymentModelNotSupported",
      `The model 'Format:${askedModel.format.slice(0, 40)},Name:${modelName.slice(0, 120)},Version:${version.slice(0, 40)}' of account deployment is not supported.`,
    );
  }
  const pick = <Value>(value: Value | null | undefined, before: Value | undefined): Value | undefined =>
    value ?? before;
  const tags = asked.tags ?? existing?.tags;
  const raiPolicyName = pick(asked.properties?.raiPolicyName, existing?.raiPolicyName);
  const versionUpgradeOption = pick(asked.properties?.versionUpgradeOption, existing?.versionUpgradeOption);
  const dynamic = pick(asked.properties?.dynamicThrottlingEnabled, existing?.dynamicThrottlingEnabled);
  const source = pick(askedModel?.source, existing?.model.source);
  return {
    name: deploymentName,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
    sku: { name: canonical, capacity: asked.sku?.capacity ?? existing?.sku.capacity ?? 1 },
    model: {
      format: "OpenAI",
      name: modelName,
      version,
      source,
    },
    readyAt:
      existing !== undefined && existing.model.name === modelName
        ? existing.readyAt
        : now + DEPLOYING_MS * context.switches.values.clockScale,
    etag: randomUUID(),
    raiPolicyName,
    versionUpgradeOption,
    dynamicThrottlingEnabled: dynamic,
    tags,
  };
}

function defaultVersion(modelName: string): string {
  return BASE_MODELS.find((base) => base.name === modelName)?.version ?? "1";
}

/** Checks limits and quota with the record in the same transaction, so that two requests cannot both take the last. */
export async function saveDeployment(
  context: ServiceContext,
  record: DeploymentRecord,
  existing: DeploymentRecord | undefined,
): Promise<void> {
  await context.store.transaction((tx) => {
    const others = context.store.list("deployments").filter((deployment) => deployment.name !== record.name);
    const isTuned = (deployment: DeploymentRecord): boolean => context.store.has("models", deployment.model.name);
    const [kind, limit] = isTuned(record) ? ["fine-tuned", LIMITS.tuned] : ["standard", LIMITS.base];
    const count = others.filter((deployment) => isTuned(deployment) === isTuned(record)).length;
    if (existing === undefined && count >= limit!) {
      throw azureError(
        400,
        "DeploymentLimitReached",
        `The account has ${count} ${kind} deployments; the limit is ${limit}. Delete one and try again.`,
      );
    }
    const quota = context.switches.values.quotaZero ? 0 : QUOTA;
    const used = others
      .filter(
        ({ sku: other, model: deployed }) => other.name === record.sku.name && deployed.name === record.model.name,
      )
      .reduce((sum, deployment) => sum + deployment.sku.capacity, 0);
    if (used + record.sku.capacity > quota) {
      throw azureError(
        400,
        "InsufficientQuota",
        `This operation require ${record.sku.capacity} new capacity in quota Tokens Per Minute (thousands) - ${record.model.name}, which is bigger than the current available capacity ${Math.max(0, quota - used)}. The current quota usage is ${used} and the quota limit is ${quota} for quota Tokens Per Minute (thousands) - ${record.model.name}.${quota === 0 ? ` ${simulatedBy("quotaZero")}` : ""}`,
      );
    }
    tx.put("deployments", record.name, record);
  });
}
