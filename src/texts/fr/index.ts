import type { dictionary as english } from "../en/index.js";
import { core } from "./core.js";
import { dataErrors } from "./data-errors.js";
import { datasets } from "./datasets.js";
import { display } from "./display.js";
import { comparison } from "./evaluate/comparison.js";
import { evaluateAzure } from "./evaluate/evaluate-azure.js";
import { evaluateErrors } from "./evaluate/evaluate-errors.js";
import { evaluateGenai } from "./evaluate/evaluate-genai.js";
import { evaluateRows } from "./evaluate/evaluate-rows.js";
import { evaluate } from "./evaluate/evaluate.js";
import { result } from "./evaluate/result.js";
import { compare } from "./finetune/compare.js";
import { cost } from "./finetune/cost.js";
import { deployments } from "./finetune/deployments.js";
import { jobs } from "./finetune/jobs.js";
import { playground } from "./finetune/playground.js";
import { resume } from "./finetune/resume.js";
import { setup } from "./finetune/setup.js";
import { lab } from "./lab.js";
import { client } from "./models/client.js";
import { models } from "./models/models.js";
import { prompts } from "./models/prompts.js";
import { tape } from "./models/tape.js";
import { tokens } from "./models/tokens.js";
import { simulateErrors } from "./simulate-errors.js";
import { simulate } from "./simulate.js";
import { tracking } from "./tracking.js";
import { widgets } from "./widgets.js";

export const dictionary: Readonly<Record<keyof typeof english, string>> = {
  ...client,
  ...compare,
  ...comparison,
  ...core,
  ...cost,
  ...dataErrors,
  ...datasets,
  ...deployments,
  ...display,
  ...evaluate,
  ...evaluateAzure,
  ...evaluateErrors,
  ...evaluateGenai,
  ...evaluateRows,
  ...jobs,
  ...lab,
  ...models,
  ...playground,
  ...prompts,
  ...result,
  ...resume,
  ...setup,
  ...simulate,
  ...simulateErrors,
  ...tape,
  ...tokens,
  ...tracking,
  ...widgets,
};
