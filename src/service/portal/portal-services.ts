import { join } from "node:path";
import { findProjectRoot } from "../../core/index.js";
import { AllowedHosts } from "../http/access/allowed-hosts.js";
import { ChangeFeed } from "./live/change-feed.js";
import { FileReports } from "./file-report/file-reports.js";
import { LatestMetrics } from "./live/latest-metrics.js";
import { LinkTokens } from "./session/link-tokens.js";
import { PageFiles } from "./page-files.js";
import type { ListMade } from "./made-by-notebooks.js";
import type { LoadRuns, RunSource } from "./runs/run-source.js";
import { RunWatch } from "./runs/run-watch.js";
import { PortalSessions } from "./session/sessions.js";

/** What the portal's routes work with beside the service's own parts. */
export interface PortalServices {
  readonly sessions: PortalSessions;
  readonly links: LinkTokens;
  readonly hosts: AllowedHosts;
  readonly feed: ChangeFeed;
  readonly latestMetrics: LatestMetrics;
  readonly pages: PageFiles;
  readonly reports: FileReports;
  /** Where evaluations are recorded; absent in a service that was started without them. */
  readonly runs: LoadRuns | undefined;
  readonly runWatch: RunWatch;
  /** What notebooks made; nothing in a service that was started without it. */
  readonly made: ListMade;
  /** tunelab's version. */
  readonly version: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
}

/** Options of {@link createPortalServices}. */
export interface PortalOptions {
  readonly dataDirectory: string;
  readonly apiKey: string;
  /** Names beside the loopback's by which requests may ask for the service. */
  readonly hosts: readonly string[];
  readonly version: string;
  readonly now: () => number;
  readonly runs?: RunSource | LoadRuns | undefined;
  readonly made?: ListMade | undefined;
  /** Folder of the built pages. @default "dist/portal" in the project */
  readonly pagesFolder?: string | undefined;
}

/** Makes the parts of the portal for a data directory. Throws `invalid_option` for a host that is no name. */
export async function createPortalServices(options: PortalOptions): Promise<PortalServices> {
  const { dataDirectory, apiKey, hosts, version, now } = options;
  const runs = options.runs === undefined ? undefined : loadOnce(options.runs);
  const feed = new ChangeFeed();
  return {
    sessions: await PortalSessions.load(dataDirectory, apiKey, now),
    links: new LinkTokens(now),
    hosts: new AllowedHosts(hosts),
    feed,
    latestMetrics: new LatestMetrics(),
    pages: new PageFiles(options.pagesFolder ?? join(findProjectRoot(), "dist", "portal")),
    reports: new FileReports(),
    runs,
    runWatch: new RunWatch(runs, feed),
    made: options.made ?? (() => Promise.resolve([])),
    version,
    startedAt: now(),
  };
}

/** Loads once for all who ask; after a failure the next one tries again. */
function loadOnce(runs: RunSource | LoadRuns): LoadRuns {
  const load: LoadRuns = typeof runs === "function" ? runs : () => Promise.resolve(runs);
  let loaded: ReturnType<LoadRuns> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}
