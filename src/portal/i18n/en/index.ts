import { charts } from "./charts.js";
import { chat } from "./chat.js";
import { cleanUp } from "./clean-up.js";
import { common } from "./common.js";
import { connection } from "./connection.js";
import { createJob } from "./create-job.js";
import { deploy } from "./deploy.js";
import { failures } from "./failures.js";
import { files } from "./files.js";
import { jobs } from "./jobs.js";
import { runs } from "./runs.js";

/** All English texts; the other languages have the same keys, or the compiler says which they lack. */
export const dictionary = {
  ...common,
  ...jobs,
  ...createJob,
  ...charts,
  ...deploy,
  ...failures,
  ...files,
  ...chat,
  ...runs,
  ...connection,
  ...cleanUp,
};

export type Key = keyof typeof dictionary;
export type Dictionary = Readonly<Record<Key, string>>;
