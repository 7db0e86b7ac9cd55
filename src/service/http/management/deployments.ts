import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ACCOUNT, type ServiceContext } from "../../context.js";
import { isCreating } from "../../is-waiting.js";
import type { DeploymentRecord } from "../../store/index.js";
import { toDeploymentBody } from "./deployment-body.js";
import { deploymentSchema, buildDeployment, parseDeployment, saveDeployment } from "./deployment-request.js";
import { reads } from "../request-body.js";
import {
  azureError,
  checkAccount,
  checkSubscription,
  type ManagementPath,
  type ManagementRequest,
  SKUS,
} from "./management-account.js";
import { capacityOf, models, usages } from "./management-lists.js";

const name = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9_-]$|^[A-Za-z0-9]$/;

const ACCOUNT_PATH =
  "/subscriptions/:subscription/resourceGroups/:group/providers/Microsoft.CognitiveServices/accounts/:account";

/** Registers deployments, models, SKUs and usages of the management API. */
export function registerDeployments(app: FastifyInstance, context: ServiceContext): void {
  const path = `${ACCOUNT_PATH}/deployments/:deployment`;
  app.put(path, reads(deploymentSchema), (request: ManagementRequest, reply) => put(context, request, reply));
  app.patch(path, reads(deploymentSchema), (request: ManagementRequest, reply) => patch(context, request, reply));
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
  app.get<{ Params: { operation: string } & ManagementPath }>(`${location}/operationResults/:operation`, (request) => {
    checkSubscription(request.params);
    return operationStatus(context, request.params.operation);
  });
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
  const asked = parseDeployment(request.body);
  if (asked.sku === undefined)
    throw azureError(400, "InvalidRequestContent", "The request content was invalid: 'sku' is missing.");
  if (asked.properties?.model === undefined) {
    throw azureError(400, "InvalidRequestContent", "The request content was invalid: 'properties.model' is missing.");
  }
  const existing = context.store.get("deployments", deploymentName);
  const record = buildDeployment(context, deploymentName, asked, existing);
  await saveDeployment(context, record, existing);
  operationHeaders(request, reply, record);
  return reply.status(existing === undefined ? 201 : 200).send(toDeploymentBody(context, record));
}

async function patch(context: ServiceContext, request: ManagementRequest, reply: FastifyReply): Promise<unknown> {
  const existing = find(context, request);
  const record = buildDeployment(context, existing.name, parseDeployment(request.body), existing);
  await saveDeployment(context, record, existing);
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
  const creating = deployment !== undefined && isCreating(deployment, context.now());
  return { id: operation, name: operation, status: creating ? "Creating" : "Succeeded" };
}
