export { labEnvironment } from "./lab-environment.js";
export type { ListMade, LoadRuns, MadeByNotebook, RunSource } from "./portal/index.js";
export { type RunningService, type StartOptions, startService } from "./service.js";
export { parseNumber, resolveSettings, type ServiceSettings, type SettingsInput } from "./settings.js";
export { CATALOG_DATE, KNOWN_MODELS, type CatalogModel } from "./models/known-models.js";
export {
  listModelFiles,
  modelsFolder,
  obtainModel,
  readModelFacts,
  type ModelFileFacts,
} from "./models/model-files.js";
export { readSavedSettings, saveSettings, type SavedSettings } from "./settings-file.js";
