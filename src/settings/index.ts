export { settingsPage } from "./settings-page.js";
export { KNOWN_SETTINGS, PROVIDER_SETTINGS, SETTINGS, type KnownSetting, type SettingGroup } from "./settings-table.js";
