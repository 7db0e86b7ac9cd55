// Reads the shipped model in this process and scores statements by the service's own code of completions with echo.
import { join } from "node:path";
import { InferenceEngine } from "../dist/service/inference/index.js";

const modelPath = join(import.meta.dirname, "..", ".tunelab", "models", "SmolLM2-135M-Instruct.Q4_1.gguf");

/**
 * The likelihoods of a statement's tokens after a prompt, as judges ask for them; `close()` lets the model go.
 *
 * @param {{ concurrency?: number }} [options]
 */
export function embeddedLikelihoods(options = {}) {
  const engine = new InferenceEngine({ modelPath, maxContextSize: 1024, ...options });
  const { signal } = new AbortController();
  const likelihoods = async (prompt, statement) => {
    const tokens = await engine.textTokens(prompt + statement);
    const offsets = await engine.offsetsOf(tokens);
    const from = tokens.findIndex((_, at) => offsets[at + 1] > prompt.length);
    const scores = await engine.score(tokens, { from, topLogprobs: 1 }, undefined, signal);
    return scores.slice(from).map(({ logprob, top }) => ({
      logProbability: logprob,
      bestLogProbability: Math.max(logprob, ...top.map((other) => other.logprob)),
    }));
  };
  return { likelihoods, signal, close: () => engine.close() };
}
