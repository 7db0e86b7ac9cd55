import { resolve } from "node:path";
import { TunelabError } from "../core/index.js";
import { KNOWN_SETTINGS } from "../settings/index.js";
import { say } from "../texts/index.js";
import { readTapeFacts, type TapeFacts } from "./tape-file.js";

/** Stands for every key and token of a recording. */
const NO_SECRET = "none-needed-in-a-replay";

/**
 * Settings that a recording was made with, secrets replaced; `undefined` where none is played back.
 *
 * Throws `contradictory_settings` where recording is asked for as well, and `no_recording`.
 *
 * @example
 * replayedSettings({ replay: "recordings/azure" })?.values.get("AZURE_OPENAI_DEPLOYMENT"); // "gpt-4o"
 */
export function replayedSettings(asked: {
  readonly record?: string | undefined;
  readonly replay?: string | undefined;
}): { readonly provider: TapeFacts["provider"]; readonly values: ReadonlyMap<string, string> } | undefined {
  if (!asked.replay) return undefined;
  if (asked.record) {
    throw new TunelabError(say("tape.both"), {
      code: "contradictory_settings",
      hint: say("tape.bothHint"),
    });
  }
  const { provider, settings } = readTapeFacts(resolve(asked.replay));
  const keys = provider === "openai" ? ["OPENAI_API_KEY"] : ["AZURE_OPENAI_API_KEY", "TEMP_AUTH_TOKEN"];
  if (settings["DATABRICKS_HOST"]) keys.push("DATABRICKS_TOKEN");
  return {
    provider,
    values: new Map([...Object.entries(settings), ...keys.map((name) => [name, NO_SECRET] as const)]),
  };
}

/**
 * Whether a recording decides a setting: everything that points at a provider, and not tunelab's own folders.
 *
 * @example
 * isRecordedSetting("TUNELAB_DATA_DIR"); // false
 */
export function isRecordedSetting(name: string): boolean {
  const group = KNOWN_SETTINGS.find((setting) => setting.name === name)?.group;
  return group !== "tunelab" || name === "TUNELAB_BASE_MODEL" || name === "TUNELAB_MANAGEMENT_URL";
}
