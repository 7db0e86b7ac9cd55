import type { ServiceAddress } from "../core/index.js";
import { ACCOUNT } from "./context.js";

/**
 * The labs' environment variables with the values that point at an embedded service.
 *
 * @example
 * labEnvironment({ url: "http://127.0.0.1:8080", apiKey: "…", managementToken: "…" }, "smollm2-135m-instruct");
 */
export function labEnvironment(
  address: Pick<ServiceAddress, "url" | "apiKey" | "managementToken">,
  baseModel: string,
): Readonly<Record<string, string>> {
  return {
    AZURE_OPENAI_ENDPOINT: address.url,
    AZURE_OPENAI_API_KEY: address.apiKey,
    AZURE_OPENAI_DEPLOYMENT: "gpt-4o",
    AZURE_OPENAI_API_VERSION: "2024-10-21",
    OPENAI_API_VERSION: "2024-10-21",
    TEMP_AUTH_TOKEN: address.managementToken,
    AZURE_SUBSCRIPTION_ID: ACCOUNT.subscription,
    AZURE_RESOURCE_GROUP: ACCOUNT.resourceGroup,
    AZURE_OPENAI_RESOURCE: ACCOUNT.account,
    TUNELAB_MANAGEMENT_URL: address.url,
    TUNELAB_BASE_MODEL: baseModel,
  };
}
