import { route } from "../../router.js";
import { CompareRuns } from "./compare/compare-runs.js";
import { RunList } from "./list/run-list.js";
import { RunPage } from "./run-page.js";
import "./runs.css";

/** Evaluations: the runs, one run, two of them against each other. */
export default function Runs() {
  const [first, id] = route.value.path;
  if (first === "compare") return <CompareRuns />;
  return id === undefined ? <RunList /> : <RunPage key={id} id={id} />;
}
