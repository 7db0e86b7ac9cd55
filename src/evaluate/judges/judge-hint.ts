/** What to do about a refusal. */
export const JUDGE_HINT =
  "Give this scorer a larger model: { judge: promptJudge({ base_url, api_key, model }) } takes any provider, Ollama or a bigger GGUF.";
