import { client } from "./client.js";
import { compare } from "./compare.js";
import { comparison } from "./comparison.js";
import { cost } from "./cost.js";
import { datasets } from "./datasets.js";
import { deployments } from "./deployments.js";
import { display } from "./display.js";
import { evaluate } from "./evaluate.js";
import { jobs } from "./jobs.js";
import { kernel } from "./kernel.js";
import { lab } from "./lab.js";
import { models } from "./models.js";
import { playground } from "./playground.js";
import { result } from "./result.js";
import { resume } from "./resume.js";
import { setup } from "./setup.js";
import { simulate } from "./simulate.js";
import { tracking } from "./tracking.js";

/** All English texts; the other languages have the same keys, or the compiler says which they lack. */
export const dictionary = {
  ...client,
  ...compare,
  ...comparison,
  ...cost,
  ...datasets,
  ...deployments,
  ...display,
  ...evaluate,
  ...jobs,
  ...kernel,
  ...lab,
  ...models,
  ...playground,
  ...result,
  ...resume,
  ...setup,
  ...simulate,
  ...tracking,
} as const;
