export { askForSecret, forgetTypedSecrets } from "./ask-for-secret.js";
export { connect, entraCredential, fillEmbeddedSettings, type Connection, type ConnectOptions } from "./connect.js";
export {
  embeddedDataDirectory,
  ensureEmbeddedService,
  findEmbeddedService,
  type EmbeddedService,
  type EmbeddedServiceOptions,
} from "./embedded-service.js";
export { EMBEDDED_MARK, namesOfEmbedded } from "./embedded-values.js";
export { endEmbeddedService } from "./end-embedded-service.js";
export { explainProviderError, readFailure, type ProviderFailure } from "./explain-error.js";
export { MANAGEMENT_URL } from "./keys-with-address.js";
export { listMadeThings, type NotebookThing } from "./list-made-things.js";
export { MadeThings, type MadeThing } from "./made-things.js";
export { noteCreations } from "./note-creations.js";
export { portalLink, tryPortalLink, type LinkedService, type PortalLinkOptions } from "./portal-link.js";
export { reviveEmbedded } from "./revive-embedded.js";
export {
  checkEncryption,
  describeSettings,
  readHeldSecrets,
  readSettings,
  readSettingValues,
  type Provider,
  type ReadSettingsOptions,
  type Settings,
  type SettingValue,
} from "./settings.js";
export { withRequestSignal } from "./with-request-signal.js";
