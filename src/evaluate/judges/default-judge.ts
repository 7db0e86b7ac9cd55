import { connect } from "../../client/index.js";
import { findAnsweringModel, type OpenedModel } from "../../prompts/index.js";
import type { Judge } from "./judge.js";
import { embeddedCalibration, likelihoodJudge } from "./likelihood-judge.js";
import { promptJudge } from "./prompt-judge.js";

/**
 * The judge of the provider that the environment names: a prompted chat model, or, for the embedded model, which is at
 * chance when asked for a score, its likelihoods.
 *
 * A larger model behind the embedded service is prompted; another small one is not given the measured figures of the
 * embedded one, so its judge refuses and says what can. TUNELAB_JUDGE_MODEL names another deployment or model of the same
 * provider.
 *
 * @example
 * const judge = await defaultJudge();
 */
export async function defaultJudge(env: NodeJS.ProcessEnv = process.env): Promise<Judge> {
  const { provider, client, deployment } = await connect({ env });
  return judgeOf({ client, model: env["TUNELAB_JUDGE_MODEL"] ?? deployment }, provider);
}

/** The judge that a provider's model makes. */
export async function judgeOf(opened: OpenedModel, provider: string): Promise<Judge> {
  if (provider !== "embedded") return promptJudge(opened);
  const { name, isSmall } = await findAnsweringModel(opened);
  if (!isSmall) return promptJudge(opened);
  const calibration = embeddedCalibration();
  return likelihoodJudge(opened, name === calibration.model ? calibration : { model: name, tasks: {} });
}
