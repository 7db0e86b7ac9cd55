import type { RunStatus, TrackedRun } from "../core/index.js";
import type { TrackerOptions } from "./tracker-from-environment.js";

/** A run that is open; `using`, `end()` or `mlflow.endRun()` closes it. */
export interface ActiveRun extends AsyncDisposable {
  readonly info: TrackedRun["info"];
  /** Page of the run, where a server keeps it. */
  readonly page: string | undefined;
  end(status?: RunStatus): Promise<void>;
}

/** Options of `startRun`. */
export interface StartRunOptions {
  readonly runName?: string;
  /** Opens a run below the one that is open. @default false */
  readonly nested?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  /** Goes on with a run that exists. */
  readonly runId?: string;
  /** @default the one of setExperiment, else MLFLOW_EXPERIMENT_NAME, else "Default" */
  readonly experimentName?: string;
}

/** Injectable parts of `Tracking`. */
export interface TrackingOptions extends TrackerOptions {
  /** Where the one line about a failing server goes. @default console.warn */
  readonly say?: (line: string) => void;
  /** Folder of the local store. @default .tunelab/mlruns in the clone */
  readonly localFolder?: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}
