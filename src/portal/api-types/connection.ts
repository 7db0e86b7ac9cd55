/** Answer of `portal/api/connection`: what the labs copy from the Azure portal. Never kept by the browser (`no-store`). */
export interface ConnectionValues {
  readonly values: readonly {
    /** Name in `.env`, such as `AZURE_OPENAI_ENDPOINT`. */
    readonly name: string;
    /** Which of the labs' labels it has; the pages translate it. */
    readonly label:
      | "endpoint"
      | "key1"
      | "deployment"
      | "apiVersion"
      | "token"
      | "subscription"
      | "resourceGroup"
      | "resource"
      | "managementUrl"
      | "baseModel";
    readonly value: string;
    /** Show masked. */
    readonly secret: boolean;
  }[];
}
