import type { DataFrame } from "danfojs-node";
import { portalPageOf } from "../../core/index.js";
import { MadeThings } from "../../client/index.js";
import { toDataFrame } from "../../datasets/index.js";
import { say } from "../../texts/index.js";
import { ManagementClient, type DeploymentBody, type ManagementOptions } from "./management.js";

/**
 * Lists the deployments of the resource as a DataFrame: name, model, state, SKU, capacity.
 *
 * @example
 * await listDeployments();
 */
export async function listDeployments(options: ManagementOptions = {}): Promise<DataFrame> {
  const management = await ManagementClient.open(options);
  const deployments = await management.list();
  const rows = deployments.map((body) => ({
    name: body.name,
    model: body.properties.model.name,
    version: body.properties.model.version,
    state: body.properties.provisioningState,
    sku: body.sku?.name ?? null,
    capacity: body.sku?.capacity ?? null,
  }));
  return toDataFrame(rows, {
    columns: ["name", "model", "version", "state", "sku", "capacity"],
    caption: say("deployments.list"),
    cellLinks: { name: (name) => portalPageOf(management.url, "deployment", String(name)) },
  });
}

/**
 * Changes the capacity (thousands of tokens a minute) of a deployment.
 *
 * @example
 * await resizeDeployment("gpt-4o-ft", { capacity: 10 });
 */
export async function resizeDeployment(
  name: string,
  options: ManagementOptions & { readonly capacity: number; readonly sku?: string },
): Promise<DeploymentBody> {
  const { capacity, sku } = options;
  const management = await ManagementClient.open(options);
  const current = sku ?? (await management.get(name))?.sku?.name ?? "standard";
  return management.patch(name, { sku: { name: current, capacity } });
}

/**
 * Deletes one deployment, which ends what it costs by the hour; its model stays and can be deployed again. One that is
 * gone already is no mistake, and said.
 *
 * @param options.made list that it is taken off. @default this notebook's
 * @example
 * await deleteDeployment("gpt-4o-ft"); // "Deployment gpt-4o-ft deleted. Its model stays."
 */
export async function deleteDeployment(
  name: string,
  options: ManagementOptions & { readonly made?: MadeThings } = {},
): Promise<string> {
  const { made = new MadeThings(), env = process.env } = options;
  const management = await ManagementClient.open(options);
  const wasThere = (await management.get(name)) !== undefined;
  if (wasThere) await management.delete(name);
  const endpoint = env["AZURE_OPENAI_ENDPOINT"] ?? options.url;
  if (endpoint !== undefined) await made.remove({ kind: "deployment", id: name, endpoint });
  return say(wasThere ? "deployments.deleted" : "deployments.notThere", { name });
}
