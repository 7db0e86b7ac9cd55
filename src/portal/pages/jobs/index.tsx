import { lazy } from "../../parts/loading/lazy.js";
import { route } from "../../router.js";
import { CreateJob } from "./create/create-job.js";
import { JobList } from "./job-list.js";
import { JobPage } from "./job-page.js";
import "./jobs.css";

/** It brings the charts, which the list does without. */
const CompareJobs = lazy(async () => (await import("./compare-jobs.js")).CompareJobs);

/** Fine-tuning: the list, a new job, one job, several on one chart. */
export default function Jobs() {
  const [, id, tab] = route.value.path;
  if (id === undefined) return <JobList />;
  if (id === "new") return <CreateJob />;
  if (id === "compare") return <CompareJobs />;
  return <JobPage key={id} id={id} tab={tab ?? "metrics"} />;
}
