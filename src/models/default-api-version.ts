/** Version of Azure's API that calls ask for where no setting names another; the embedded service speaks it too. */
export const DEFAULT_API_VERSION = "2024-10-21";
