import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { forEachWithLimit, type RunSearch, type TrackedRun } from "../../core/index.js";
import type { LocalTracker } from "../../tracking/index.js";
import { parseRunFilter, parseRunOrder } from "../../tracking/local/run-filter.js";

const MOST_FOUND = 1000;

/** Runs that are read at the same time: each is many small files, and the wait for one is time for another. */
const READ_AT_ONCE = 16;

/** What changes when something is logged to a run: its record, and the folders of its values. */
const WATCHED = ["meta.yaml", "metrics", "params", "tags"];

interface SeenRun {
  readonly runId: string;
  readonly experimentId: string;
  /** Times of change of what is watched. */
  readonly mark: string;
}

/**
 * The runs of a local store, of which those that have ended are read once: a run has a file for each value, and a page
 * asks for all of them again and again.
 *
 * @example
 * const runs = new RememberedRuns(new LocalTracker("mlruns"));
 * await runs.search({ experimentIds: ["0"] });
 */
export class RememberedRuns {
  readonly #tracker: LocalTracker;
  readonly #known = new Map<string, { readonly mark: string; readonly run: TrackedRun }>();

  constructor(tracker: LocalTracker) {
    this.#tracker = tracker;
  }

  /** As `searchRuns` of the tracker. */
  async search({ experimentIds, filter, orderBy, maxResults = MOST_FOUND }: RunSearch): Promise<readonly TrackedRun[]> {
    const matches = parseRunFilter(filter ?? "");
    const order = parseRunOrder(orderBy ?? []);
    const runs: TrackedRun[] = [];
    const seen = await this.#look(experimentIds);
    await forEachWithLimit(seen.length, READ_AT_ONCE, async (index) => {
      const run = await this.#read(seen[index]!);
      if (run !== undefined && run.info.lifecycleStage !== "deleted" && matches(run)) runs.push(run);
    });
    return runs.sort(order).slice(0, maxResults);
  }

  /** A text that changes when a run is added or something is logged to one. */
  async fingerprint(): Promise<string> {
    const hash = createHash("sha256");
    for (const { runId, mark } of await this.#look(await this.#tracker.experimentIds())) hash.update(runId + mark);
    return hash.digest("base64url");
  }

  async #look(experimentIds: readonly string[]): Promise<readonly SeenRun[]> {
    const seen: SeenRun[] = [];
    for (const experimentId of experimentIds) {
      const folder = join(this.#tracker.uri, experimentId);
      const names = await readdir(folder).catch(() => []);
      const runs = names.filter((name) => /^[0-9a-f]{32}$/.test(name));
      for (const runId of runs) {
        const times = await Promise.all(WATCHED.map((name) => timeOf(join(folder, runId, name))));
        if (times[0] !== 0) seen.push({ runId, experimentId, mark: times.join(" ") });
      }
    }
    return seen;
  }

  async #read({ runId, mark }: SeenRun): Promise<TrackedRun | undefined> {
    const known = this.#known.get(runId);
    if (known?.mark === mark) return known.run;
    // One that is deleted for good at this moment is not there.
    const run = await this.#tracker.getRun(runId).catch(() => undefined);
    // A value that is logged again changes a file and none of what is watched: runs that go on are read each time.
    if (run !== undefined && run.info.status !== "RUNNING") this.#known.set(runId, { mark, run });
    else this.#known.delete(runId);
    return run;
  }
}

async function timeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}
