import type { RunInfo, TrackedRun } from "../core/index.js";
import { Table } from "../display/index.js";

/** Runs as plain data that show themselves as a table. */
export class RunTable extends Table {
  readonly runs: readonly TrackedRun[];

  constructor(runs: readonly TrackedRun[], pageOf: (info: RunInfo) => string | undefined = () => undefined) {
    const keys = (part: "metrics" | "params" | "tags"): string[] => [
      ...new Set(runs.flatMap((run) => Object.keys(run[part]))),
    ];
    const column = (name: string, read: (run: TrackedRun) => unknown) => ({ name, values: runs.map(read) });
    super({
      caption: runs.length === 1 ? "1 run" : `${runs.length} runs`,
      columns: [
        { ...column("run_id", ({ info }) => info.runId), link: (_, row) => pageOf(runs[row]!.info) },
        column("run_name", ({ info }) => info.runName),
        column("status", ({ info }) => info.status),
        column("start_time", ({ info }) => new Date(info.startTime).toISOString()),
        ...keys("metrics").map((key) => column(`metrics.${key}`, (run) => run.metrics[key] ?? null)),
        ...keys("params").map((key) => column(`params.${key}`, (run) => run.params[key] ?? null)),
        ...keys("tags").map((key) => column(`tags.${key}`, (run) => run.tags[key] ?? null)),
      ],
    });
    this.runs = runs;
  }
}
