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

/** All English texts; the other languages have the same keys, or the compiler says which they lack. */
export const dictionary = {
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
} as const;
