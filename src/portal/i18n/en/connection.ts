/** Texts of the values that the labs copy. */
export const connection = {
  "connection.intro":
    "What the labs copy from Azure's portal. The cells of the labs find these values by themselves; copy them for your own programs.",
  "connection.copyAll": "Copy as .env",
  "connection.show": "Show",
  "connection.label.endpoint": "Endpoint",
  "connection.label.key1": "KEY 1",
  "connection.label.deployment": "Deployment name",
  "connection.label.apiVersion": "API version",
  "connection.label.token": "Temporary access token",
  "connection.label.subscription": "Subscription ID",
  "connection.label.resourceGroup": "Resource group",
  "connection.label.resource": "Resource name",
  "connection.label.managementUrl": "Management endpoint",
  "connection.label.baseModel": "Base model",
  "connection.nothingToDo": "Steps of the labs that need nothing here",
  "connection.step.resource": "Create an Azure OpenAI resource: the service of this computer takes its place.",
  "connection.step.roles": "Assign roles: you may do everything here.",
  "connection.step.region": "Choose a region: nothing leaves this computer.",
  "connection.step.cost": "Watch the cost: prices are those of Azure, shown for comparison only.",
  "connection.data": "Data of the service:",
} as const;
