export { LocalTracker, type LocalTrackerOptions } from "./local/local-tracker.js";
export { RestTracker } from "./rest/rest-tracker.js";
export type { RestOptions, ServerAddress } from "./rest/rest-client.js";
export { LocalCopyTracker, PENDING_TAG, REMOTE_PAGE_TAG } from "./local-copy-tracker.js";
export { pushRun, type PushedRun } from "./push-run.js";
export { Tracking } from "./fluent.js";
export type { ActiveRun, StartRunOptions, TrackingOptions } from "./fluent-options.js";
export type { TableRow, TableSearch } from "./logged-table.js";
export { defaultStoreFolder, trackerFromEnvironment, type TrackerOptions } from "./tracker-from-environment.js";
