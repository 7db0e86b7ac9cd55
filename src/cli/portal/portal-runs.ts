import { compare, LEAST_PAIRS, verdictOf } from "../../evaluate/result/index.js";
import type { ResultView } from "../../evaluate/result/index.js";
import type { RunSource } from "../../service/index.js";
import {
  LocalTracker,
  REMOTE_PAGE_TAG,
  RestTracker,
  trackerFromEnvironment,
  defaultStoreFolder,
} from "../../tracking/index.js";
import { RememberedRuns } from "./remembered-runs.js";
import { tableScores } from "./table-scores.js";

type ResultTable = Parameters<RunSource["compare"]>[0];

/**
 * The runs that the service's portal shows: those of the local store, compared as the library compares them.
 *
 * The service itself knows neither; this is where they meet.
 *
 * @example
 * await startService({ runs: async () => portalRuns(process.env) });
 */
export function portalRuns(env: Readonly<Record<string, string | undefined>>): RunSource {
  const chosen = chooseTracker(env);
  const tracker = chosen instanceof LocalTracker ? chosen : new LocalTracker(defaultStoreFolder());
  const remembered = new RememberedRuns(tracker);
  return {
    store: tracker.uri,
    server: chosen instanceof RestTracker ? runServer(chosen) : undefined,
    serverPageOf: ({ tags }) => pageAddress(tags[REMOTE_PAGE_TAG]),
    tracker: {
      getRun: (runId) => tracker.getRun(runId),
      searchRuns: (search) => remembered.search(search),
      metricHistory: (runId, key) => tracker.metricHistory(runId, key),
      listArtifacts: (runId, folder) => tracker.listArtifacts(runId, folder),
      readArtifact: (runId, path) => tracker.readArtifact(runId, path),
      experimentIds: () => tracker.experimentIds(),
      experimentName: (experimentId) => tracker.experimentName(experimentId),
      readInputs: (runId) => tracker.readInputs(runId),
      readTraces: (runId) => tracker.readTraces(runId),
    },
    scoreColumns: tableScores,
    compare: (a, b, on) => {
      const comparison = compare(toView(a), toView(b), on.length === 0 ? {} : { on });
      return {
        confidence: comparison.confidence,
        scores: comparison.scores.map((score) => ({
          ...score,
          // Sent as null, which the page shows as no interval.
          difference: score.pairs < LEAST_PAIRS ? { ...score.difference, low: NaN, high: NaN } : score.difference,
          verdict: verdictOf(score).replaceAll(" ", "_"),
        })),
        overall: comparison.overall,
        onlyIn: comparison.onlyIn,
        partners: comparison.partners,
      };
    },
    fingerprint: () => remembered.fingerprint(),
  };
}

/** Few enough for one page: the server's own has the others. */
const MOST_SERVER_RUNS = 100;

function runServer(tracker: RestTracker): NonNullable<RunSource["server"]> {
  return {
    page: tracker.uri,
    newestRuns: async () => {
      const found = await tracker.newestRuns(MOST_SERVER_RUNS);
      return found.map(({ run, experiment }) => ({ run, experiment, page: tracker.runPage(run.info) }));
    },
  };
}

/** A tag can hold anything; a page is a web address. */
function pageAddress(tag: string | undefined): string | undefined {
  return tag !== undefined && /^https?:\/\//i.test(tag) ? tag : undefined;
}

/** What is set for notebooks, which log there too; a setting that cannot be used leaves the default store. */
function chooseTracker(env: Readonly<Record<string, string | undefined>>) {
  try {
    return trackerFromEnvironment(undefined, { env, retries: 0, timeoutSeconds: 10 });
  } catch {
    return undefined;
  }
}

function toView({ title, metrics, columns, rows }: ResultTable): ResultView {
  const scores = tableScores({ columns, rows, metrics }).map(({ column, name, greaterIsBetter }) => ({
    column,
    name,
    greaterIsBetter,
  }));
  return { title, columns, rows, scores, metrics, counts: {}, failures: [], warnings: [], facts: {} };
}
