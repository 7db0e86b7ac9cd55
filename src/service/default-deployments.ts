import { randomUUID } from "node:crypto";
import { BASE_MODELS } from "./models/base-models.js";
import type { ServiceContext } from "./context.js";
import type { DeploymentRecord } from "./store/index.js";

const DEFAULTS = ["gpt-4o", "gpt-4o-mini", "gpt-35-turbo"] as const;

/** Gives a fresh data directory the deployments that the labs expect; a person who deletes one keeps it deleted. */
export async function createDefaultDeployments(context: Pick<ServiceContext, "store" | "now">): Promise<void> {
  const { store, now } = context;
  if (store.has("settings", "default-deployments")) return;
  await store.transaction((tx) => {
    for (const name of DEFAULTS) {
      const version = BASE_MODELS.find((model) => model.name === name)?.version ?? "1";
      tx.put("deployments", name, {
        name,
        createdAt: now(),
        updatedAt: now(),
        sku: { name: "Standard", capacity: 10 },
        model: { format: "OpenAI", name, version },
        versionUpgradeOption: "OnceNewDefaultVersionAvailable",
        readyAt: 0,
        etag: randomUUID(),
      });
    }
    tx.put("settings", "default-deployments", { value: true });
  });
}

/** Whether the service made the deployment itself: whoever else makes one gets a time from which on it answers. */
export function isDefaultDeployment({ readyAt }: Pick<DeploymentRecord, "readyAt">): boolean {
  return readyAt === 0;
}
