import { ACCOUNT, type ServiceContext } from "../../context.js";
import { isDefaultDeployment } from "../../default-deployments.js";
import { isCreating } from "../../is-waiting.js";
import type { DeploymentRecord } from "../../store/index.js";

/** A deployment as the management API shows it. */
export function toDeploymentBody(context: ServiceContext, deployment: DeploymentRecord): Record<string, unknown> {
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
      provisioningState: isCreating(deployment, context.now()) ? "Creating" : "Succeeded",
      raiPolicyName: deployment.raiPolicyName,
      dynamicThrottlingEnabled: deployment.dynamicThrottlingEnabled,
      rateLimits: [
        { key: "request", renewalPeriod: 10, count: capacity },
        { key: "token", renewalPeriod: 60, count: capacity * 1000 },
      ],
    },
    systemData: {
      createdBy: "tunelab",
      createdByType: isDefaultDeployment(deployment) ? "Application" : "User",
      createdAt: new Date(deployment.createdAt).toISOString(),
      lastModifiedBy: "tunelab",
      lastModifiedByType: "User",
      lastModifiedAt: new Date(deployment.updatedAt).toISOString(),
    },
    etag: `"${deployment.etag}"`,
    tags: deployment.tags,
  };
}

function accountId(): string {
  return `/subscriptions/${ACCOUNT.subscription}/resourceGroups/${ACCOUNT.resourceGroup}/providers/Microsoft.CognitiveServices/accounts/${ACCOUNT.account}`;
}
