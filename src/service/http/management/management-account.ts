import type { FastifyRequest } from "fastify";
import { ACCOUNT } from "../../context.js";
import { ApiError } from "../api-error.js";

/** SKU names as Azure writes them; requests may use any case. */
export const SKUS = [
  "Standard",
  "GlobalStandard",
  "DataZoneStandard",
  "ProvisionedManaged",
  "GlobalProvisionedManaged",
  "DataZoneProvisionedManaged",
  "DeveloperTier",
];

/** Thousands of tokens per minute that the simulated subscription has for each model and SKU. */
export const QUOTA = 1000;

/** Parts of a management address. */
export interface ManagementPath {
  readonly subscription: string;
  readonly group: string;
  readonly account: string;
  readonly deployment: string;
}
/** A request of the management API. */
export type ManagementRequest = FastifyRequest<{ Params: ManagementPath }>;

/** Throws Azure's 404 for a subscription that is not the service's one. */
export function checkSubscription(path: ManagementPath): void {
  if (path.subscription.toLowerCase() === ACCOUNT.subscription) return;
  throw azureError(
    404,
    "SubscriptionNotFound",
    `The subscription '${path.subscription.slice(0, 60)}' could not be found.`,
  );
}

/** Throws Azure's 404 for an account that is not the service's one. */
export function checkAccount(path: ManagementPath): void {
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

/** An error in the management API's form. */
export function azureError(status: number, code: string, message: string): ApiError {
  return new ApiError(status, message, { code, shape: "azure" });
}
