import { TunelabError } from "../core/index.js";
import type { ModelConfiguration } from "../models/index.js";
import { type OpenedModel, openModel } from "../models/index.js";
import { say } from "../texts/index.js";
import type { PromptyDocument } from "./document/prompty-document.js";
import type { PromptyRunOptions } from "./prompty-run.js";
import { type ReferenceContext, resolveReferences } from "./document/resolve-references.js";
import { withoutNulls } from "./without-nulls.js";

/**
 * Opens the model that a prompt file names, with the caller's settings in place of the file's, key by key.
 *
 * @param configuration settings given when the file was loaded
 */
export async function openForPrompt(
  document: PromptyDocument,
  references: ReferenceContext,
  configuration: ModelConfiguration | undefined,
  options: PromptyRunOptions,
): Promise<OpenedModel> {
  if (options.client !== undefined) {
    return { client: options.client, model: modelFor(document, references, configuration, options) };
  }
  const { value, path } = document.connection;
  const overrides = { ...configuration, ...options.configuration } as Record<string, unknown>;
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => overrides[key] === undefined));
  const resolved = resolveReferences(own, path, references) as Record<string, unknown>;
  const merged = { ...toConfiguration(resolved, document.version), ...overrides } as ModelConfiguration;
  const opened = await openModel(merged, options);
  return { client: opened.client, model: options.model ?? opened.model };
}

/** The model to ask through a client that the caller brought. */
function modelFor(
  document: PromptyDocument,
  references: ReferenceContext,
  configuration: ModelConfiguration | undefined,
  options: PromptyRunOptions,
): string {
  if (options.model !== undefined) return options.model;
  const { value, path } = document.connection;
  const given = { ...value, ...configuration } as Record<string, unknown>;
  const name =
    given["azure_deployment"] ?? given["azureDeployment"] ?? given["deployment"] ?? given["model"] ?? given["id"];
  const resolved = resolveReferences(name, [...path, "azure_deployment"], references);
  if (typeof resolved === "string") return resolved;
  throw new TunelabError(say("prompts.noModel", { name: document.name }), {
    code: "invalid_option",
    hint: say("prompts.noModelHint"),
  });
}

/** Version 2 names the connection's settings differently. */
function toConfiguration(value: Record<string, unknown>, version: 1 | 2): Record<string, unknown> {
  if (version === 1) {
    const { name: _name, connection: _connection, endpoint, ...rest } = value;
    return endpoint === undefined ? rest : { base_url: endpoint, ...rest };
  }
  const isAzure =
    value["provider"] === "azure" || "deployment" in value || "azureDeployment" in value || "azureEndpoint" in value;
  const { endpoint, apiKey, apiVersion, deployment, id, azureEndpoint, azureDeployment, baseUrl } = value;
  return withoutNulls(
    isAzure
      ? {
          azure_endpoint: azureEndpoint ?? endpoint,
          azure_deployment: azureDeployment ?? deployment ?? id,
          api_key: apiKey,
          api_version: apiVersion,
        }
      : { base_url: baseUrl ?? endpoint, model: id, api_key: apiKey, organization: value["organization"] },
  );
}
