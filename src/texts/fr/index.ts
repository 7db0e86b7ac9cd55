import type { dictionary as english } from "../en/index.js";
import { client } from "./client.js";
import { compare } from "./compare.js";
import { comparison } from "./comparison.js";
import { evaluate } from "./evaluate.js";
import { result } from "./result.js";
import { cost } from "./cost.js";
import { deployments } from "./deployments.js";
import { display } from "./display.js";
import { jobs } from "./jobs.js";
import { kernel } from "./kernel.js";
import { lab } from "./lab.js";
import { models } from "./models.js";
import { playground } from "./playground.js";
import { resume } from "./resume.js";
import { setup } from "./setup.js";

export const dictionary: Readonly<Record<keyof typeof english, string>> = {
  ...client,
  ...compare,
  ...comparison,
  ...evaluate,
  ...result,
  ...cost,
  ...deployments,
  ...display,
  ...jobs,
  ...kernel,
  ...lab,
  ...models,
  ...playground,
  ...resume,
  ...setup,
};
