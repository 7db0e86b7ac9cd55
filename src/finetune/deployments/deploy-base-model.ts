import { labelled, TunelabError } from "../../core/index.js";
import { connect, explainProviderError } from "../../client/index.js";
import { askWhoAnswers } from "../../models/index.js";
import { say } from "../../texts/index.js";
import { findModelFacts } from "../../tokens/index.js";
import { deployModel, type Deployment, type DeployModelOptions } from "./deploy-model.js";

/**
 * Makes sure that a deployment of the base model is there: says who answers where it is, else deploys the base model and waits
 * until it answers.
 *
 * A base model's deployment of kind GlobalStandard costs by the call, not by the hour. Throws what `deployModel` throws.
 *
 * @param options.name of the deployment. @default AZURE_OPENAI_DEPLOYMENT
 * @param options.model base model with its version's date. @default TUNELAB_BASE_MODEL
 * @example
 * await deployBaseModel(); // "gpt-4o: smollm2-135m-instruct answers"
 */
export async function deployBaseModel(options: Partial<DeployModelOptions> = {}): Promise<Deployment | string> {
  const connection = await connect({ env: options.env });
  const client = options.client ?? connection.client;
  const { name = connection.deployment } = options;
  try {
    const model = await askWhoAnswers(client, name);
    return labelled(say("setup.deployment", { name }), say("setup.deploymentFound", { model }));
  } catch (error) {
    const explained = explainProviderError(error, say("setup.deployment", { name }));
    if (!TunelabError.isInstance(explained) || explained.code !== "deployment_not_found") throw explained;
  }
  const wanted = options.model ?? connection.baseModel;
  const facts = findModelFacts(wanted);
  const dated = /^(.*?)-(\d{4}-\d{2}-\d{2})$/.exec(wanted);
  const { sku = "GlobalStandard", capacity = 10 } = options;
  return deployModel({
    ...options,
    sku,
    capacity,
    client,
    name,
    model: dated?.[1] ?? facts?.name ?? wanted,
    version: options.version ?? dated?.[2] ?? facts?.version ?? "1",
  });
}
