export { askForSecret } from "./ask-for-secret.js";
export {
  connect,
  entraCredential,
  fillEmbeddedSettings,
  tokenProvider,
  type Connection,
  type ConnectOptions,
} from "./connect.js";
export { parseDotenv, readDotenv } from "./dotenv.js";
export {
  embeddedDataDirectory,
  ensureEmbeddedService,
  findEmbeddedService,
  type EmbeddedService,
  type EmbeddedServiceOptions,
} from "./embedded-service.js";
export { explainProviderError, readFailure, type ProviderFailure } from "./explain-error.js";
export { KNOWN_SETTINGS, SECRET_SETTINGS, type KnownSetting, type SettingGroup } from "./known-settings.js";
export { maskSecret, redact } from "./redact.js";
export { reviveEmbedded } from "./revive-embedded.js";
export {
  describeSettings,
  EMBEDDED_MARK,
  isLoopback,
  readSettings,
  type Provider,
  type ReadSettingsOptions,
  type Settings,
  type SettingValue,
} from "./settings.js";
export { withRequestSignal } from "./with-request-signal.js";
