import { TunelabError } from "../core/index.js";
import { type ModelConfiguration, type OpenedModel, openModel } from "../models/index.js";
import { say } from "../texts/index.js";
import { mergeConnection, resolveSetting } from "./connection.js";
import type { PromptyDocument } from "./document/prompty-document.js";
import type { ReferenceContext } from "./document/resolve-references.js";
import type { PromptyRunOptions } from "./prompty-run.js";
import { withoutNulls } from "./without-nulls.js";

/**
 * Opens the model that a prompt file names, with the caller's settings in place of the file's.
 *
 * @param configuration settings given when the file was loaded
 */
export async function openForPrompt(
  document: PromptyDocument,
  references: ReferenceContext,
  configuration: ModelConfiguration | undefined,
  options: PromptyRunOptions,
): Promise<OpenedModel> {
  const { model } = options;
  const ownModel = model === undefined ? {} : { azure_deployment: undefined, azureDeployment: undefined, model };
  const connection = mergeConnection(document, references, [
    { ...configuration },
    { ...options.configuration, ...ownModel },
  ]);
  if (options.client !== undefined) {
    const setting = connection["azure_deployment"] ?? connection["model"];
    const name = setting === undefined ? undefined : resolveSetting(setting, references);
    if (typeof name === "string") return { client: options.client, model: name };
    throw new TunelabError(say("prompts.noModel", { name: document.name }), {
      code: "invalid_option",
      hint: say("prompts.noModelHint"),
    });
  }
  const settings = Object.entries(connection).map(([name, setting]) => [name, resolveSetting(setting, references)]);
  return openModel(withoutNulls(Object.fromEntries(settings)) as ModelConfiguration, options);
}
