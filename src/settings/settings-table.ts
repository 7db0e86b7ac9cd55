/** Product that a setting belongs to. */
export type SettingGroup = "azure" | "openai" | "databricks" | "mlflow" | "huggingface" | "tunelab" | "system";

/** A variable that tunelab reads, under the name that the product behind it uses. */
export interface KnownSetting {
  readonly name: string;
  readonly group: SettingGroup;
  /** Never shown, and removed from whatever is printed. */
  readonly secret: boolean;
  readonly meaning: string;
  /**
   * Where a value may stand: `everywhere` is options, environment and `.env` files, for cells; `environment` is the
   * environment of the process that reads it only.
   */
  readonly from: "everywhere" | "environment";
}

const setting = (group: SettingGroup, name: string, meaning: string, secret = false): KnownSetting => ({
  name,
  group,
  secret,
  meaning,
  from: "everywhere",
});

const variable = (group: SettingGroup, name: string, meaning: string, secret = false): KnownSetting => ({
  name,
  group,
  secret,
  meaning,
  from: "environment",
});

/** Every variable that the library, the kernel, the service and the commands read; docs/settings.md is made of it. */
export const SETTINGS: readonly KnownSetting[] = [
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
  variable(
    "databricks",
    "DATABRICKS_CONFIG_PROFILE",
    "Profile of ~/.databrickscfg that MLflow's databricks address means",
  ),
  variable("mlflow", "MLFLOW_EXPERIMENT_ID", "Experiment that runs are recorded under, by its id"),
  variable(
    "openai",
    "OPENAI_CUSTOM_HEADERS",
    "Headers that the openai package sends to the server of OPENAI_BASE_URL, one a line",
    true,
  ),
  variable("huggingface", "HF_ENDPOINT", "Mirror that `hf:` addresses of models are downloaded from"),
  variable("huggingface", "HF_TOKEN", "Token for models of `hf:` addresses that need one", true),
  variable("tunelab", "TUNELAB_HOST", "Address that the embedded service listens on"),
  variable("tunelab", "TUNELAB_PORT", "Port of the embedded service"),
  variable("tunelab", "TUNELAB_ALLOWED_HOSTS", "Further names that the embedded service answers to, with commas"),
  variable("tunelab", "TUNELAB_GENERATION_TIMEOUT", "Seconds that one answer of the embedded service may take"),
  variable("tunelab", "TUNELAB_TRAINING_MEMORY", "Most MB that a training may take"),
  variable(
    "tunelab",
    "TUNELAB_LANGUAGE",
    "Language of what the cells print: en, pt-BR or fr; before the notebook's own",
  ),
  variable("tunelab", "TUNELAB_LOG_LEVEL", "Level of the embedded service's log"),
  variable("tunelab", "TUNELAB_FAULTS", "Teaching switches of the embedded service, as JSON"),
  variable("tunelab", "TUNELAB_ONNX", "Runtime of the training: native, wasm or auto"),
  variable("tunelab", "TUNELAB_JUDGE_MODEL", "Deployment or model of the same provider that judges"),
  variable("tunelab", "TUNELAB_COMPILER", "Compiler of cells: TypeScript's own, or tslab"),
  variable("tunelab", "TUNELAB_CELL_MEMORY_MB", "Heap of the cell runner, in MiB"),
  variable("tunelab", "TUNELAB_PYTHON", "Python that MLflow's server is installed with"),
  variable("tunelab", "TUNELAB_EMBEDDED", "Set by a cell's process itself: which values are the embedded service's"),
  variable("tunelab", "TUNELAB_RUNNER_MARKER", "Set by the kernel itself for its cell runner"),
  variable(
    "tunelab",
    "TUNELAB_SNAPSHOT_FACTS",
    "Set by tunelab itself for the process that makes the compiler's snapshot",
  ),
  variable("system", "ORT_DISABLE_TELEMETRY", "Set by tunelab itself, so that onnxruntime reports nothing"),
  variable("system", "JPY_PARENT_PID", "Process of Jupyter that started the kernel; the kernel ends with it"),
  variable("system", "JPY_SESSION_NAME", "Path of the notebook, under which what it made is noted"),
  variable("system", "LC_ALL", "Language of the notebooks that open"),
  variable("system", "LC_MESSAGES", "Language of the notebooks that open"),
  variable("system", "LANG", "Language of the notebooks that open"),
  variable("system", "DISPLAY", "Whether a browser can be opened"),
  variable("system", "WAYLAND_DISPLAY", "Whether a browser can be opened"),
  variable("system", "VIRTUAL_ENV", "Python environment that shell cells keep"),
  variable(
    "system",
    "JUPYTERHUB_SERVICE_PREFIX",
    "Path of this user's server in a JupyterHub, for links to the portal",
  ),
  variable("system", "JUPYTERHUB_PUBLIC_URL", "Public address of this user's server, whose name the portal lets in"),
  variable("system", "JUPYTERHUB_PUBLIC_HUB_URL", "Public address of the hub, where that of the server is not said"),
  variable("system", "JUPYTER_DATA_DIR", "Where a person's kernels of Jupyter are installed"),
  variable("system", "XDG_DATA_HOME", "Where they are on Linux, where JUPYTER_DATA_DIR says nothing"),
  variable("system", "APPDATA", "Where they are on Windows, where JUPYTER_DATA_DIR says nothing"),
  variable("system", "HTTP_PROXY", "Proxy of programs that use one; this machine is excepted from it"),
  variable("system", "HTTPS_PROXY", "The same for encrypted connections"),
  variable("system", "ALL_PROXY", "The same for all connections"),
  variable("system", "NO_PROXY", "What is asked without a proxy; tunelab adds this machine where a proxy is set"),
  variable("system", "PATH", "Where shell cells find programs"),
  variable("system", "HOME", "Folder of ~/.databrickscfg"),
];

/** The settings that `readSettings` resolves from options, the environment and `.env` files. */
export const KNOWN_SETTINGS: readonly KnownSetting[] = SETTINGS.filter(({ from }) => from === "everywhere");

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
