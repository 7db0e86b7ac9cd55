export { labEnvironment, type RunningService, type StartOptions, startService } from "./service.js";
export { parseNumber, resolveSettings, type ServiceSettings, type SettingsInput } from "./settings.js";
