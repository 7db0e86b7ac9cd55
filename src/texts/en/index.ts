import { client } from "./client.js";
import { compare } from "./compare.js";
import { comparison } from "./comparison.js";
import { core } from "./core.js";
import { cost } from "./cost.js";
import { dataErrors } from "./data-errors.js";
import { datasets } from "./datasets.js";
import { deployments } from "./deployments.js";
import { display } from "./display.js";
import { evaluateAzure } from "./evaluate-azure.js";
import { evaluateErrors } from "./evaluate-errors.js";
import { evaluateGenai } from "./evaluate-genai.js";
import { evaluateRows } from "./evaluate-rows.js";
import { evaluate } from "./evaluate.js";
import { jobs } from "./jobs.js";
import { kernel } from "./kernel.js";
import { lab } from "./lab.js";
import { models } from "./models.js";
import { playground } from "./playground.js";
import { prompts } from "./prompts.js";
import { result } from "./result.js";
import { resume } from "./resume.js";
import { setup } from "./setup.js";
import { simulateErrors } from "./simulate-errors.js";
import { simulate } from "./simulate.js";
import { tape } from "./tape.js";
import { tokens } from "./tokens.js";
import { tracking } from "./tracking.js";
import { widgets } from "./widgets.js";

/** All English texts; the other languages have the same keys, or the compiler says which they lack. */
export const dictionary = {
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
  ...kernel,
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
} as const;
