import type { RunInfo, TrackedRun } from "../core/index.js";
import { Table } from "../display/index.js";
import { say } from "../texts/index.js";

/** Tags that MLflow and tunelab write for themselves: users, sources, JSON of tables. */
const OWN_TAG = /^(?:mlflow|tunelab)\./;

/** How a metric's values are spread: beside many of them the means, by which runs are compared, would be out of sight. */
const SPREAD = /\/(?:variance|p90)$/;

/**
 * Runs as plain data that show themselves as a table: name, state and times first, then metrics, params, the tags that
 * somebody set, and how metrics are spread; `runs` has everything.
 */
export class RunTable extends Table {
  readonly runs: readonly TrackedRun[];

  constructor(runs: readonly TrackedRun[], pageOf: (info: RunInfo) => string | undefined = () => undefined) {
    const keys = (part: "metrics" | "params" | "tags"): string[] => [
      ...new Set(runs.flatMap((run) => Object.keys(run[part]))),
    ];
    const column = (name: string, read: (run: TrackedRun) => unknown) => ({ name, values: runs.map(read) });
    const metrics = keys("metrics");
    const metric = (key: string) => column(`metrics.${key}`, (run) => run.metrics[key] ?? null);
    super({
      caption: say("runs.caption", { n: runs.length }),
      columns: [
        { ...column("run_name", ({ info }) => info.runName), link: (_, row) => pageOf(runs[row]!.info) },
        column("status", ({ info }) => info.status),
        column(say("runs.started"), ({ info }) =>
          new Date(info.startTime).toISOString().slice(0, 16).replace("T", " "),
        ),
        column(say("runs.seconds"), ({ info }) => secondsOf(info)),
        ...metrics.filter((key) => !SPREAD.test(key)).map(metric),
        ...keys("params").map((key) => column(`params.${key}`, (run) => run.params[key] ?? null)),
        ...keys("tags")
          .filter((key) => !OWN_TAG.test(key))
          .map((key) => column(`tags.${key}`, (run) => run.tags[key] ?? null)),
        ...metrics.filter((key) => SPREAD.test(key)).map(metric),
        column("run_id", ({ info }) => info.runId),
      ],
    });
    this.runs = runs;
  }
}

const secondsOf = ({ startTime, endTime }: RunInfo): number | null =>
  endTime === undefined ? null : Math.round((endTime - startTime) / 100) / 10;
