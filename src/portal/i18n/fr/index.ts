import type { Dictionary } from "../en/index.js";
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

export const dictionary: Dictionary = {
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
