import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { BASE_MODELS } from "../base-models.js";
import { ACCOUNT, type ServiceContext } from "../context.js";
import type { DeploymentRecord } from "../store/index.js";
import { ApiError } from "./api-error.js";
import { targetOfModel } from "./model-target.js";

/** SKU names as Azure writes them; requests may use any case. */
const SKUS = [
  "Standard",
  "GlobalStandard",
  "DataZoneStandard",
  "ProvisionedManaged",
  "GlobalProvisionedManaged",
  "DataZoneProvisionedManaged",
  "DeveloperTier",
];

/** Thousands of tokens per minute that the simulated subscription has for each model and SKU. */
const QUOTA = 1000;

/** Azure's typical wait before a deployment answers; scaled by a teaching switch, off by default. */
const DEPLOYING_MS = 120_000;

/** Deployments of base and of tuned models that an account may have. */
const LIMITS = { base: 32, tuned: 10 };

const name = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9_-]$|^[A-Za-z0-9]$/;

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
const body = z.looseObject({
  sku: sku.optional(),
  properties: properties.optional(),
  tags: z.record(z.string(), z.string()).optional(),
});
type DeploymentBody = z.output<typeof body>;

interface Path {
  readonly subscription: string;
  readonly group: string;
  readonly account: string;
  readonly deployment: string;
}
type ManagementRequest = FastifyRequest<{ Params: Path }>;

const ACCOUNT_PATH =
  "/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.CognitiveServices/accounts/:account";

/** Registers deployments, models, SKUs and usages of the management API. */
export function registerDeployments(app: FastifyInstance, context: ServiceContext): void {
  const path = `${ACCOUNT_PATH}/deployments/:deployment`;
  app.put(path, (request: ManagementRequest, reply) => put(context, request, reply));
  app.patch(path, (request: ManagementRequest, reply) => patch(context, request, reply));
  app.get(path, (request: ManagementRequest) => toDeploymentBody(context, find(context, request)));
  app.delete(path, (request: ManagementRequest, reply) => remove(context, request, reply));
  app.get(`${ACCOUNT_PATH}/deployments`, (request: ManagementRequest) => {
    checkAccount(request.params);
    return { value: context.store.list("deployments").map((deployment) => toDeploymentBody(context, deployment)) };
  });
  app.get(`${path}/skus`, (request: ManagementRequest) => {
    find(context, request);
    return {
      value: SKUS.map((skuName) => ({
        resourceType: "accounts/deployments",
        sku: { name: skuName },
        capacity: capacityOf(),
      })),
    };
  });
  app.get(`${ACCOUNT_PATH}/models`, (request: ManagementRequest) => {
    checkAccount(request.params);
    return { value: models(context) };
  });
  app.get(`${ACCOUNT_PATH}/skus`, (request: ManagementRequest) => {
    checkAccount(request.params);
    return { value: [{ resourceType: "accounts", sku: { name: "S0", tier: "Standard" } }] };
  });
  app.get(`${ACCOUNT_PATH}/usages`, (request: ManagementRequest) => {
    checkAccount(request.params);
    return { value: usages(context) };
  });
  const location = "/subscriptions/:subscription/providers/Microsoft.CognitiveServices/locations/:location";
  app.get(`${location}/usages`, (request: ManagementRequest) => {
    checkSubscription(request.params);
    return { value: usages(context) };
  });
  app.get(`${location}/models`, (request: ManagementRequest) => {
    checkSubscription(request.params);
    return { value: models(context).map((entry) => ({ kind: "OpenAI", skuName: "S0", model: entry })) };
  });
  app.get<{ Params: { operation: string } & Path }>(`${location}/operationResults/:operation`, (request) => {
    checkSubscription(request.params);
    return operationStatus(context, request.params.operation);
  });
}

function checkSubscription(path: Path): void {
  if (path.subscription.toLowerCase() === ACCOUNT.subscription) return;
  throw azureError(
    404,
    "SubscriptionNotFound",
    `The subscription '${path.subscription.slice(0, 60)}' could not be found.`,
  );
}

function checkAccount(path: Path): void {
  checkSubscription(path);
  if (path.group.toLowerCase() !== ACCOUNT.resourceGroup) {
    throw azureError(404, "ResourceGroupNotFound", `Resource group '${path.group.slice(0, 90)}' could not be found.`);
  }
  if (path.account.toLowerCase() !== ACCOUNT.account) {
    throw azureError(
      404,
      "ResourceNotFound",
      `The Resource 'Microsoft.CognitiveServices/accounts/${path.account.slice(0, 64)}' under resource group '${path.group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    );
  }
}

function find(context: ServiceContext, request: ManagementRequest): DeploymentRecord {
  checkAccount(request.params);
  const deployment = context.store.get("deployments", request.params.deployment);
  if (deployment !== undefined) return deployment;
  throw azureError(
    404,
    "ResourceNotFound",
    `The requested deployment '${request.params.deployment.slice(0, 64)}' does not exist.`,
  );
}

async function put(context: ServiceContext, request: ManagementRequest, reply: FastifyReply): Promise<unknown> {
  checkAccount(request.params);
  const deploymentName = request.params.deployment;
  if (!name.test(deploymentName)) {
    throw azureError(
      400,
      "InvalidResourceName",
      `The deployment name '${deploymentName.slice(0, 64)}' is invalid. Use 2 to 64 letters, digits, '-', '_' and '.', starting with a letter or digit.`,
    );
  }
  const asked = parse(request.body);
  if (asked.sku === undefined)
    throw azureError(400, "InvalidRequestContent", "The request content was invalid: 'sku' is missing.");
  if (asked.properties?.model === undefined) {
    throw azureError(400, "InvalidRequestContent", "The request content was invalid: 'properties.model' is missing.");
  }
  const existing = context.store.get("deployments", deploymentName);
  const record = build(context, deploymentName, asked, existing);
  await save(context, record, existing);
  operationHeaders(request, reply, record);
  return reply.status(existing === undefined ? 201 : 200).send(toDeploymentBody(context, record));
}

async function patch(context: ServiceContext, request: ManagementRequest, reply: FastifyReply): Promise<unknown> {
  const existing = find(context, request);
  const record = build(context, existing.name, parse(request.body), existing);
  await save(context, record, existing);
  operationHeaders(request, reply, record);
  return reply.status(200).send(toDeploymentBody(context, record));
}

async function remove(context: ServiceContext, request: ManagementRequest, reply: FastifyReply): Promise<unknown> {
  checkAccount(request.params);
  const existing = context.store.get("deployments", request.params.deployment);
  if (existing === undefined) return reply.status(204).send();
  await context.store.transaction((tx) => tx.delete("deployments", existing.name));
  operationHeaders(request, reply, existing);
  return reply.status(202).send();
}

function parse(value: unknown): DeploymentBody {
  const result = body.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw azureError(
    400,
    "InvalidRequestContent",
    `The request content was invalid and could not be deserialized: '${issue.path.join(".") || "body"}': ${issue.message}`,
  );
}

function build(
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
      `The specified SKU '${skuName.slice(0, 60)}' of account deployment is not supported by the model '${modelName}' version: '${version}'.`,
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
      ...(source === undefined ? {} : { source }),
    },
    readyAt:
      existing !== undefined && existing.model.name === modelName
        ? existing.readyAt
        : now + DEPLOYING_MS * context.switches.values.clockScale,
    etag: randomUUID(),
    ...(raiPolicyName === undefined ? {} : { raiPolicyName }),
    ...(versionUpgradeOption === undefined ? {} : { versionUpgradeOption }),
    ...(dynamic === undefined ? {} : { dynamicThrottlingEnabled: dynamic }),
    ...(tags === undefined ? {} : { tags }),
  };
}

function defaultVersion(modelName: string): string {
  return BASE_MODELS.find((base) => base.name === modelName)?.version ?? "1";
}

/** Checks limits and quota with the record in the same transaction, so that two requests cannot both take the last. */
async function save(
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
        `This operation require ${record.sku.capacity} new capacity in quota Tokens Per Minute (thousands) - ${record.model.name}, which is bigger than the current available capacity ${Math.max(0, quota - used)}. The current quota usage is ${used} and the quota limit is ${quota} for quota Tokens Per Minute (thousands) - ${record.model.name}.`,
      );
    }
    tx.put("deployments", record.name, record);
  });
}

function toDeploymentBody(context: ServiceContext, deployment: DeploymentRecord): Record<string, unknown> {
  const { capacity } = deployment.sku;
  return {
    id: `${accountId()}/deployments/${deployment.name}`,
    type: "Microsoft.CognitiveServices/accounts/deployments",
    name: deployment.name,
    sku: deployment.sku,
    properties: {
      model: deployment.model,
      versionUpgradeOption: deployment.versionUpgradeOption ?? "OnceNewDefaultVersionAvailable",
      currentCapacity: capacity,
      capabilities: { chatCompletion: "true", completion: "true" },
      provisioningState: context.now() < deployment.readyAt ? "Creating" : "Succeeded",
      ...(deployment.raiPolicyName === undefined ? {} : { raiPolicyName: deployment.raiPolicyName }),
      ...(deployment.dynamicThrottlingEnabled === undefined
        ? {}
        : { dynamicThrottlingEnabled: deployment.dynamicThrottlingEnabled }),
      rateLimits: [
        { key: "request", renewalPeriod: 10, count: capacity },
        { key: "token", renewalPeriod: 60, count: capacity * 1000 },
      ],
    },
    systemData: {
      createdBy: "tunelab",
      createdByType: "User",
      createdAt: new Date(deployment.createdAt).toISOString(),
      lastModifiedBy: "tunelab",
      lastModifiedByType: "User",
      lastModifiedAt: new Date(deployment.updatedAt).toISOString(),
    },
    etag: `"${deployment.etag}"`,
    ...(deployment.tags === undefined ? {} : { tags: deployment.tags }),
  };
}

function accountId(): string {
  return `/subscriptions/${ACCOUNT.subscription}/resourceGroups/${ACCOUNT.resourceGroup}/providers/Microsoft.CognitiveServices/accounts/${ACCOUNT.account}`;
}

/** The operation's id names the deployment and its version, so that its state can be told from the record alone. */
function operationHeaders(request: FastifyRequest, reply: FastifyReply, deployment: DeploymentRecord): void {
  const operation = Buffer.from(`${deployment.name} ${deployment.etag}`).toString("base64url");
  const version = String((request.query as Record<string, unknown>)["api-version"]);
  const url = `http://${request.headers.host}/subscriptions/${ACCOUNT.subscription}/providers/Microsoft.CognitiveServices/locations/local/operationResults/${operation}?api-version=${encodeURIComponent(version)}`;
  void reply.headers({ "azure-asyncoperation": url, location: url, "retry-after": "1" });
}

function operationStatus(context: ServiceContext, operation: string): Record<string, unknown> {
  const [deploymentName = ""] = Buffer.from(operation, "base64url").toString("utf8").split(" ");
  const deployment = context.store.get("deployments", deploymentName);
  const creating = deployment !== undefined && context.now() < deployment.readyAt;
  return { id: operation, name: operation, status: creating ? "Creating" : "Succeeded" };
}

function capacityOf(): Record<string, number> {
  return { minimum: 1, maximum: QUOTA, step: 1, default: 10 };
}

function models(context: ServiceContext): Record<string, unknown>[] {
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

function usages(context: ServiceContext): Record<string, unknown>[] {
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

function azureError(status: number, code: string, message: string): ApiError {
  return new ApiError(status, message, { code, shape: "azure" });
}
