import { connect } from "../../client/index.js";
import type { Judge } from "./judge.js";
import { likelihoodJudge } from "./likelihood-judge.js";
import { promptJudge } from "./prompt-judge.js";

/**
 * The judge of the provider that the environment names: a prompted chat model, or, for the embedded model, which is at
 * chance when asked for a score, its likelihoods.
 *
 * TUNELAB_JUDGE_MODEL names another deployment or model of the same provider.
 */
export async function defaultJudge(env: NodeJS.ProcessEnv = process.env): Promise<Judge> {
  const { provider, client, deployment } = await connect({ env });
  const model = env["TUNELAB_JUDGE_MODEL"] ?? deployment;
  return provider === "embedded" ? likelihoodJudge({ client, model }) : promptJudge({ client, model });
}
