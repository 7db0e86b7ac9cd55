import { say } from "../../texts/index.js";

/** What to do about a refusal. */
export const judgeHint = (): string =>
  say("evaluate.judgeHint", { code: "{ judge: promptJudge({ base_url, api_key, model }) }" });
