import { connect } from "../../client/index.js";
import type { RubricJudge } from "./judge.js";
import { openJudge } from "./open-judge.js";

/**
 * The judge of the provider that the environment names: a prompted chat model, or, for the embedded model, which is at
 * chance when asked for a score, its likelihoods.
 *
 * Who judges is decided by who really answers ({@link openJudge}): variables that point at the embedded service make no
 * other judge of it than no variables. TUNELAB_JUDGE_MODEL names another deployment or model of the same provider.
 *
 * @example
 * const judge = await defaultJudge();
 */
export async function defaultJudge(env: NodeJS.ProcessEnv = process.env): Promise<RubricJudge> {
  const { client, deployment } = await connect({ env });
  return openJudge({ client, model: env["TUNELAB_JUDGE_MODEL"] ?? deployment });
}
