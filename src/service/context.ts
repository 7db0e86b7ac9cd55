import type { InferenceEngine } from "./inference/index.js";
import type { JobQueue } from "./jobs/index.js";
import type { ServiceKeys } from "./keys.js";
import type { PortalServices } from "./portal/portal-services.js";
import type { ServiceStore } from "./store/index.js";
import type { TeachingSwitches } from "./teaching-switches.js";

/** Names under which the management API knows the one account of the service. */
export interface AccountNames {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly account: string;
}

/** The account that `tunelab serve --print-env` prints. */
export const ACCOUNT: AccountNames = {
  subscription: "00000000-0000-0000-0000-000000000000",
  resourceGroup: "tunelab",
  account: "tunelab",
};

/** What the routes work with. */
export interface ServiceContext {
  readonly store: ServiceStore;
  readonly engine: InferenceEngine;
  readonly jobs: JobQueue;
  readonly keys: ServiceKeys;
  readonly switches: TeachingSwitches;
  readonly portal: PortalServices;
  /** Time in Unix milliseconds. */
  readonly now: () => number;
  /** Longest time that one answer may take, in milliseconds. */
  readonly generationTimeoutMs: number;
}
