import { route } from "../../router.js";
import { CompareJobs } from "./compare-jobs.js";
import { CreateJob } from "./create-job.js";
import { JobList } from "./job-list.js";
import { JobPage } from "./job-page.js";
import "./jobs.css";

/** Fine-tuning: the list, a new job, one job, several on one chart. */
export default function Jobs() {
  const [, id, tab] = route.value.path;
  if (id === undefined) return <JobList />;
  if (id === "new") return <CreateJob />;
  if (id === "compare") return <CompareJobs />;
  return <JobPage key={id} id={id} tab={tab ?? "metrics"} />;
}
