import { labEnvironment } from "../../lab-environment.js";
import type { ServiceContext } from "../../context.js";

/** The labs' variables, which label of the Azure portal each goes by, and whether it opens something. */
const LABELS = {
  AZURE_OPENAI_ENDPOINT: { label: "endpoint", secret: false },
  AZURE_OPENAI_API_KEY: { label: "key1", secret: true },
  AZURE_OPENAI_DEPLOYMENT: { label: "deployment", secret: false },
  AZURE_OPENAI_API_VERSION: { label: "apiVersion", secret: false },
  TEMP_AUTH_TOKEN: { label: "token", secret: true },
  AZURE_SUBSCRIPTION_ID: { label: "subscription", secret: false },
  AZURE_RESOURCE_GROUP: { label: "resourceGroup", secret: false },
  AZURE_OPENAI_RESOURCE: { label: "resource", secret: false },
  TUNELAB_MANAGEMENT_URL: { label: "managementUrl", secret: false },
  TUNELAB_BASE_MODEL: { label: "baseModel", secret: false },
} as const;

/** What the labs copy from the Azure portal, in its order. */
export function connectionValues({ keys, engine }: ServiceContext, url: string) {
  const variables = labEnvironment({ url, ...keys }, engine.modelId);
  return {
    values: Object.entries(LABELS).map(([name, { label, secret }]) => ({
      name,
      label,
      value: variables[name] ?? "",
      secret,
    })),
  };
}
