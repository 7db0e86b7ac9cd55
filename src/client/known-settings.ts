/** Product that a setting belongs to. */
export type SettingGroup = "azure" | "openai" | "databricks" | "mlflow" | "tunelab";

/** A setting that tunelab reads, under the name that the product behind it uses. */
export interface KnownSetting {
  readonly name: string;
  readonly group: SettingGroup;
  /** Never shown, and removed from whatever is printed. */
  readonly secret: boolean;
  readonly meaning: string;
}

const setting = (group: SettingGroup, name: string, meaning: string, secret = false): KnownSetting => ({
  name,
  group,
  secret,
  meaning,
});

/** Every setting that tunelab reads from options, the environment or a `.env` file. */
export const KNOWN_SETTINGS: readonly KnownSetting[] = [
  setting("azure", "AZURE_OPENAI_ENDPOINT", "Address of the Azure OpenAI resource, https://<name>.openai.azure.com"),
  setting("azure", "AZURE_OPENAI_API_KEY", "One of the resource's two keys", true),
  setting("azure", "AZURE_OPENAI_DEPLOYMENT", "Name of the deployment that answers"),
  setting("azure", "AZURE_OPENAI_API_VERSION", "Version of the API, as a date"),
  setting("azure", "OPENAI_API_VERSION", "Version of the API, as the openai package reads it"),
  setting(
    "azure",
    "TEMP_AUTH_TOKEN",
    "Access token of the management plane (accessToken of az account get-access-token)",
    true,
  ),
  setting("azure", "AZURE_SUBSCRIPTION_ID", "Subscription that holds the resource"),
  setting("azure", "AZURE_RESOURCE_GROUP", "Resource group that holds the resource"),
  setting("azure", "AZURE_OPENAI_RESOURCE", "Name of the Azure OpenAI resource"),
  setting("openai", "OPENAI_API_KEY", "Key of OpenAI or of an OpenAI-compatible server", true),
  setting(
    "openai",
    "OPENAI_BASE_URL",
    "Address of an OpenAI-compatible server, for example Ollama's http://127.0.0.1:11434/v1",
  ),
  setting("openai", "OPENAI_MODEL", "Model that answers where there are no deployments"),
  setting("databricks", "DATABRICKS_HOST", "Workspace address"),
  setting("databricks", "DATABRICKS_TOKEN", "Personal access token", true),
  setting("databricks", "DATABRICKS_HTTP_PATH", "Path of the SQL warehouse"),
  setting("databricks", "DATABRICKS_WAREHOUSE_ID", "Id of the SQL warehouse, instead of its path"),
  setting("mlflow", "MLFLOW_TRACKING_URI", "Address of an MLflow server"),
  setting("mlflow", "MLFLOW_TRACKING_USERNAME", "User of the MLflow server"),
  setting("mlflow", "MLFLOW_TRACKING_PASSWORD", "Password of the MLflow server", true),
  setting("mlflow", "MLFLOW_TRACKING_TOKEN", "Token of the MLflow server", true),
  setting("mlflow", "MLFLOW_EXPERIMENT_NAME", "Experiment that runs are recorded under"),
  setting("tunelab", "TUNELAB_PROVIDER", "azure, openai or embedded, where the other settings leave it open"),
  setting(
    "tunelab",
    "TUNELAB_MANAGEMENT_URL",
    "Address of the management plane instead of https://management.azure.com",
  ),
  setting("tunelab", "TUNELAB_BASE_MODEL", "Model to fine-tune instead of the labs' retired ones"),
  setting("tunelab", "TUNELAB_DATA_DIR", "Folder where the embedded service keeps files, jobs and models"),
  setting("tunelab", "TUNELAB_VOLUMES", "Folder that stands for Databricks' /Volumes"),
  setting("tunelab", "TUNELAB_AZURE_AUTH", "entra signs in to Azure as whoever is signed in, instead of with a key"),
  setting("tunelab", "TUNELAB_RECORD", "Folder that this run's calls are recorded to"),
  setting("tunelab", "TUNELAB_REPLAY", "Folder whose recorded calls are played back instead of calling anybody"),
  setting("tunelab", "TUNELAB_REPLAY_SPEED", "How many times as fast a recording is played back"),
  setting("tunelab", "TUNELAB_MODEL", "GGUF file that the embedded service answers with"),
];

/** Names of the settings that point at a provider of models: one of them is enough to leave the embedded service. */
export const PROVIDER_SETTINGS = [
  "AZURE_OPENAI_ENDPOINT",
  "AZURE_OPENAI_API_KEY",
  "AZURE_OPENAI_DEPLOYMENT",
  "TEMP_AUTH_TOKEN",
  "AZURE_SUBSCRIPTION_ID",
  "AZURE_RESOURCE_GROUP",
  "AZURE_OPENAI_RESOURCE",
  "TUNELAB_MANAGEMENT_URL",
  "OPENAI_API_KEY",
  "OPENAI_BASE_URL",
] as const;
