import type { HeldSecret } from "../core/index.js";
import { OPENAI_URL } from "../models/index.js";

/** Address of Azure's management plane. */
export const MANAGEMENT_URL = "https://management.azure.com";

/** Values by name, as one place has them: the options, the environment, a file. */
export type SettingLayer = Readonly<Record<string, string | undefined>>;

interface Found {
  readonly value: string;
  readonly source: string;
}

/** The settings of an address, and the secrets that are sent to it. */
const SECRETS_OF: Readonly<Record<string, readonly string[]>> = {
  AZURE_OPENAI_ENDPOINT: ["AZURE_OPENAI_API_KEY"],
  OPENAI_BASE_URL: ["OPENAI_API_KEY"],
  TUNELAB_MANAGEMENT_URL: ["TEMP_AUTH_TOKEN"],
  DATABRICKS_HOST: ["DATABRICKS_TOKEN"],
  MLFLOW_TRACKING_URI: ["MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN"],
};

/** What is asked where a setting of an address names none. */
const ASKED_BY_DEFAULT: Readonly<Record<string, string>> = {
  OPENAI_BASE_URL: OPENAI_URL,
  TUNELAB_MANAGEMENT_URL: MANAGEMENT_URL,
};

/**
 * Takes a `.env` file's key for the file's address, also where the environment has one: many a shell sets OPENAI_API_KEY
 * for OpenAI, and a file that names Ollama's address and key must not send that key there. And a key is left out where the
 * address that is asked is another than stands beside the key, or than it was typed for.
 *
 * @param values changed in place
 * @param layers where values come from, those that win first
 * @param typedFor the address that a value was typed for into a prompt, if it was
 * @returns which of them were left out, and the server that each is for
 *
 * @example
 * keepKeysWithTheirAddress(values, [options, env, file], () => undefined);
 */
export function keepKeysWithTheirAddress<Value extends Found>(
  values: Map<string, Value>,
  layers: readonly SettingLayer[],
  typedFor: (name: string, value: string) => string | undefined,
): Map<string, HeldSecret> {
  const held = new Map<string, HeldSecret>();
  for (const [address, secrets] of Object.entries(SECRETS_OF)) {
    const asked = values.get(address);
    const target = asked?.value ?? ASKED_BY_DEFAULT[address];
    if (target === undefined) continue;
    const asking = layers.find((layer) => layer[address]?.trim());
    for (const name of secrets) {
      const found = values.get(name);
      if (found === undefined) continue;
      const beside = asking?.[name]?.trim();
      if (found.source === "environment" && asked?.source === ".env file" && beside && !isPlaceholder(beside)) {
        values.set(name, { ...found, value: beside, source: asked.source });
        continue;
      }
      const holding = layers.find((layer) => layer[name]?.trim());
      const home = typedFor(name, found.value) ?? holding?.[address]?.trim();
      if (home && !isPlaceholder(home) && originOf(home) !== originOf(target)) {
        values.delete(name);
        held.set(name, { home: originOf(home), address: target });
      }
    }
  }
  return held;
}

/** Whether a value is what a template has in its place: `<your key>`, `your_openai_endpoint`, `https://<name>.openai.azure.com`. */
export const isPlaceholder = (value: string): boolean =>
  /^<.*>$|^https?:\/\/<[^>]*>|^(?:https?:\/\/)?your[_-]/i.test(value);

/** Server of an address; DATABRICKS_HOST is often written without `https://`. */
function originOf(address: string): string {
  const url = /^[\w.-]+\.[\w.-]+(?::\d+)?(?:\/|$)/.test(address) ? `https://${address}` : address;
  return URL.canParse(url) && new URL(url).host !== "" ? new URL(url).origin : address;
}
