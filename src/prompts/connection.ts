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

/**
 * The settings of the model that a prompt asks: the caller's, and the file's for what the caller leaves out.
 *
 * Settings of another provider take the place of the file's whole: a key given for one address never goes to another.
 * Where the connection is Azure's, `model` names the deployment.
 *
 * @param given the caller's settings, in snake_case or camelCase; `undefined` leaves the file's in place
 *
 * @example
 * mergeConnection(document, { base_url: "http://127.0.0.1:11434/v1", api_key: "none", model: "llama3.1" });
 */
export function mergeConnection(
  document: PromptyDocument,
  given: Readonly<Record<string, unknown>>,
): Record<string, ConnectionSetting> {
  const overrides = toSnakeCase(given);
  const { value, path } = document.connection;
  const names = settingNames(document);
  const fileProvider = modelProvider(Object.fromEntries(names.map(([key, name]) => [name, value[key]])));
  const { model, ...others } = overrides;
  if ((modelProvider(others) ?? fileProvider) === "azure_openai" && model !== undefined) {
    overrides["azure_deployment"] ??= model;
    delete overrides["model"];
  }
  const provider = modelProvider(overrides);
  const isReplaced = provider !== undefined && fileProvider !== undefined && provider !== fileProvider;
  const kept = isReplaced ? [] : names.filter(([, name]) => overrides[name] === undefined);
  return {
    ...Object.fromEntries(kept.map(([key, name]) => [name, { value: value[key], path: [...path, key] }])),
    ...Object.fromEntries(Object.entries(overrides).map(([name, item]) => [name, { value: item }])),
  };
}

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
  const isAzure =
    given["provider"] === "azure" || ["deployment", "azureDeployment", "azureEndpoint"].some((key) => key in given);
  const taken = new Set<string>();
  return (isAzure ? AZURE_NAMES : OPENAI_NAMES).filter(([key, name]) => {
    if (!(key in given) || taken.has(name)) return false;
    taken.add(name);
    return true;
  });
}

const toSnakeCase = (given: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [CAMEL_CASE[key] ?? key, value]),
  );
