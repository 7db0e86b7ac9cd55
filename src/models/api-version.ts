/** Version of Azure's API that calls ask for where no setting names another; the embedded service speaks it too. */
export const DEFAULT_API_VERSION = "2024-10-21";

/**
 * Returns the version of Azure's API that settings name: `AZURE_OPENAI_API_VERSION`, else `OPENAI_API_VERSION`, which the
 * `openai` package reads, else {@link DEFAULT_API_VERSION}. An empty value counts as none.
 *
 * @param setting the value of a setting. @default the environment's
 *
 * @example
 * apiVersionOf((name) => (name === "OPENAI_API_VERSION" ? "2024-06-01" : undefined)); // "2024-06-01"
 */
export function apiVersionOf(setting: (name: string) => string | undefined = (name) => process.env[name]): string {
  return setting("AZURE_OPENAI_API_VERSION") || setting("OPENAI_API_VERSION") || DEFAULT_API_VERSION;
}
