import { modelProvider } from "../models/index.js";
import type { PromptyDocument } from "./document/prompty-document.js";
import { type ReferenceContext, resolveReferences } from "./document/resolve-references.js";
import { withoutNulls } from "./without-nulls.js";

/** A file's names of the settings on the left, those of a model configuration on the right; the first that is there counts. */
const AZURE_NAMES: readonly (readonly [string, string])[] = [
  ["azureEndpoint", "azure_endpoint"],
  ["endpoint", "azure_endpoint"],
  ["azureDeployment", "azure_deployment"],
  ["deployment", "azure_deployment"],
  ["id", "azure_deployment"],
  ["apiKey", "api_key"],
  ["apiVersion", "api_version"],
];
const OPENAI_NAMES: readonly (readonly [string, string])[] = [
  ["baseUrl", "base_url"],
  ["endpoint", "base_url"],
  ["id", "model"],
  ["apiKey", "api_key"],
  ["organization", "organization"],
];
const CAMEL_CASE: Readonly<Record<string, string>> = Object.fromEntries(
  [...AZURE_NAMES, ...OPENAI_NAMES].filter(([name]) => /[A-Z]/.test(name)),
);

/** A setting of the connection: the caller's as it is, or the file's with the place where its references are resolved. */
export interface ConnectionSetting {
  readonly value: unknown;
  readonly path?: readonly string[];
}

interface Layer {
  readonly provider: ReturnType<typeof modelProvider>;
  readonly settings: Readonly<Record<string, ConnectionSetting>>;
}

/**
 * The settings of the model that a prompt asks: the caller's, and the file's for what the caller leaves out.
 *
 * A key given for one address never goes to another: settings of another provider take the place of the earlier ones
 * whole, and a new address that of the key too. Where the connection is Azure's, `model` names the deployment.
 *
 * @param given the caller's settings, in snake_case or camelCase, the later ones over the earlier; `undefined` leaves
 *   what is there in place, `null` takes it out
 *
 * @example
 * mergeConnection(document, references, [{ base_url: "http://127.0.0.1:11434/v1", api_key: "none", model: "llama3.1" }]);
 */
export function mergeConnection(
  document: PromptyDocument,
  references: ReferenceContext,
  given: readonly Readonly<Record<string, unknown>>[],
): Readonly<Record<string, ConnectionSetting>> {
  return given.reduce<Layer>((below, settings) => layOver(below, toSnakeCase(settings), references), readFile(document))
    .settings;
}

function readFile(document: PromptyDocument): Layer {
  const { value, path } = document.connection;
  const names = settingNames(document);
  const settings = Object.fromEntries(
    names.map(([key, name]): [string, ConnectionSetting] => [name, { value: value[key], path: [...path, key] }]),
  );
  const named = Object.fromEntries(names.map(([key, name]) => [name, value[key]]));
  return { provider: modelProvider(named) ?? providerOfVersion2(document.connection.value), settings };
}

function layOver(below: Layer, given: Readonly<Record<string, unknown>>, references: ReferenceContext): Layer {
  const overrides = { ...given };
  const { model, ...others } = overrides;
  if ((modelProvider(others) ?? below.provider) === "azure_openai" && model !== undefined) {
    overrides["azure_deployment"] ??= model;
    delete overrides["model"];
  }
  const provider = modelProvider(overrides);
  const isReplaced = provider !== undefined && below.provider !== undefined && provider !== below.provider;
  const kept: Record<string, ConnectionSetting> = isReplaced ? {} : { ...below.settings };
  if (hasOtherAddress(overrides, kept, references)) {
    delete kept["api_key"];
    delete kept["organization"];
  }
  const own = Object.entries(overrides).map(([name, value]): [string, ConnectionSetting] => [name, { value }]);
  return { provider: provider ?? below.provider, settings: { ...kept, ...Object.fromEntries(own) } };
}

/** Whether the address is given anew. A file's whose variable is unset cannot be compared, and is no address of a key. */
function hasOtherAddress(
  given: Readonly<Record<string, unknown>>,
  kept: Readonly<Record<string, ConnectionSetting>>,
  references: ReferenceContext,
): boolean {
  return ["azure_endpoint", "base_url"].some((name) => {
    const address = given[name];
    if (address === undefined) return false;
    const setting = kept[name];
    if (setting === undefined) return true;
    try {
      return withoutSlash(resolveSetting(setting, references)) !== withoutSlash(address);
    } catch {
      return true;
    }
  });
}

const withoutSlash = (address: unknown): unknown =>
  typeof address === "string" ? address.trim().replace(/\/+$/, "") : address;

/** A setting with its references resolved. Throws `prompty_variable_unset`. */
export const resolveSetting = ({ value, path }: ConnectionSetting, references: ReferenceContext): unknown =>
  path === undefined ? value : resolveReferences(value, path, references);

/** The settings that a file has: its own name for each, and the name in a model configuration. */
function settingNames({ connection: { value }, version }: PromptyDocument): (readonly [string, string])[] {
  const given = withoutNulls(value);
  if (version === 1) {
    const named = Object.keys(given).filter((key) => key !== "name" && key !== "connection");
    return named.map((key) => [key, key === "endpoint" ? "base_url" : (CAMEL_CASE[key] ?? key)]);
  }
  const isAzure = providerOfVersion2(value) === "azure_openai";
  const taken = new Set<string>();
  return (isAzure ? AZURE_NAMES : OPENAI_NAMES).filter(([key, name]) => {
    if (!(key in given) || taken.has(name)) return false;
    taken.add(name);
    return true;
  });
}

function providerOfVersion2(value: Readonly<Record<string, unknown>>): ReturnType<typeof modelProvider> {
  const given = withoutNulls(value);
  const { provider } = given;
  const hasOne = ["deployment", "azureDeployment", "azureEndpoint"].some((key) => key in given);
  if (provider === "azure" || hasOne) return "azure_openai";
  return provider === "openai" ? "openai" : undefined;
}

const toSnakeCase = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [CAMEL_CASE[key] ?? key, value]),
  );
