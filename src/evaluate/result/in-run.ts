import {
  runOriginTags,
  outliveInterrupt,
  TunelabError,
  type RunInfo,
  type RunStatus,
  type RunView,
  type Tracker,
} from "../../core/index.js";
import { describeUsage, type UsageReport } from "../usage/index.js";
import type { RowsDone } from "./result-view.js";
import type { ShownResultData } from "./shown-result.js";
import { tryToRecord } from "./try-to-record.js";
import { formatNumber, say } from "../../texts/index.js";

/** Where an evaluation is recorded; nowhere without a tracker. */
export interface RunPlace {
  readonly tracker?: Tracker;
  /** Run to write into; it is left running. @default a run of its own, ended when done */
  readonly runId?: string;
  /** Experiment of a run of its own. @default "0" */
  readonly experimentId?: string;
  /** @default made up by the tracker */
  readonly runName?: string;
  /** Page that the result links to. @default "run" */
  readonly view?: RunView;
}

/** The run that an evaluation writes into. */
export interface OpenRun {
  readonly tracker: Tracker;
  readonly info: RunInfo;
}

/** How far an evaluation came, and what there is to say of it, in any vocabulary. */
export interface EvaluatedRows extends RowsDone {
  readonly warnings: readonly string[];
  /** Tokens and money, where they are known. */
  readonly usage?: UsageReport;
  /** Further facts for displays: who judged, which evaluators. */
  readonly facts?: Readonly<Record<string, string>>;
}

type SharedData = "title" | "warnings" | "facts" | "runId" | "runName" | "experimentId" | "page" | "seconds";

/** What every result says of its run, whatever was evaluated. */
export type RunSummary = Pick<ShownResultData, SharedData | "progress"> & {
  /** Where the run's files are; `undefined` where nothing was tracked. */
  readonly artifactUri: string | undefined;
};

/** An evaluation in the steps that all vocabularies share. */
export interface EvaluationSteps<D extends EvaluatedRows, R> {
  /** Asks, scores and aggregates. What it throws ends the run as failed. */
  readonly evaluate: (run: OpenRun | undefined) => Promise<D>;
  /** Writes what was found into the run, or into a file; returns a line for each thing that could not be written. */
  readonly record: (done: D, run: OpenRun | undefined) => Promise<readonly string[]>;
  /** Makes the result. */
  readonly summarise: (done: D, summary: RunSummary) => R;
}

/**
 * Does an evaluation inside its run: one of its own, which it ends, or one that is given and stays open.
 *
 * Its own run ends as FINISHED where it holds the whole result; as KILLED where the evaluation was interrupted, with the
 * tags `tunelab.rowsDone` and `tunelab.rowsAsked`; as FAILED where the work threw or the result could not be recorded.
 *
 * @example
 * await inRun({ tracker, runName: "base" }, { evaluate, record, summarise });
 */
export async function inRun<D extends EvaluatedRows, R>(place: RunPlace, steps: EvaluationSteps<D, R>): Promise<R> {
  const startedAt = performance.now();
  const run = await openRun(place);
  const isOwn = place.runId === undefined;
  let done: D;
  try {
    done = await steps.evaluate(run);
  } catch (error) {
    const end = async () => (run !== undefined && isOwn ? endRun(run, isInterrupt(error) ? "KILLED" : "FAILED") : []);
    await (isInterrupt(error) ? outliveInterrupt(end) : end());
    throw error;
  }
  const finish = () => finishRun(place, steps, done, run, startedAt);
  return done.interrupted ? outliveInterrupt(finish) : finish();
}

async function finishRun<D extends EvaluatedRows, R>(
  place: RunPlace,
  steps: EvaluationSteps<D, R>,
  done: D,
  run: OpenRun | undefined,
  startedAt: number,
): Promise<R> {
  const unrecorded = [...(await steps.record(done, run))];
  if (run !== undefined) {
    unrecorded.push(...(await tagInterrupted(run, done)));
    const status = done.interrupted ? "KILLED" : unrecorded.length === 0 ? "FINISHED" : "FAILED";
    if (place.runId === undefined) unrecorded.push(...(await endRun(run, status)));
  }
  return steps.summarise(done, summariseRun(place, run, done, unrecorded, startedAt));
}

async function openRun({ tracker, runId, runName, experimentId = "0" }: RunPlace): Promise<OpenRun | undefined> {
  if (tracker === undefined) return undefined;
  const { info } = await (runId === undefined
    ? tracker.createRun({ experimentId, runName, tags: runOriginTags() })
    : tracker.getRun(runId));
  return { tracker, info };
}

const isInterrupt = (error: unknown): boolean => TunelabError.isInstance(error) && error.code === "interrupted";

async function tagInterrupted({ tracker, info }: OpenRun, done: EvaluatedRows): Promise<string[]> {
  if (!done.interrupted) return [];
  const tags = { "tunelab.rowsDone": String(done.done), "tunelab.rowsAsked": String(done.asked) };
  return tryToRecord(info.runId, [() => tracker.logBatch(info.runId, { tags })]);
}

const endRun = ({ tracker, info }: OpenRun, status: RunStatus): Promise<string[]> =>
  tryToRecord(info.runId, [() => tracker.updateRun(info.runId, { status, endTime: Date.now() })]);

function summariseRun(
  { runName, view }: RunPlace,
  run: OpenRun | undefined,
  { asked, done, interrupted, warnings, usage, facts = {} }: EvaluatedRows,
  unrecorded: readonly string[],
  startedAt: number,
): RunSummary {
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    title: runName ?? run?.info.runName ?? say("result.evaluation"),
    warnings: [...warnings, ...unrecorded],
    facts: {
      rows: String(asked),
      time: `${formatNumber(seconds, { fixed: 2 })} s`,
      ...facts,
      ...(usage === undefined ? {} : describeUsage(usage)),
    },
    runId: run?.info.runId,
    runName: run?.info.runName,
    experimentId: run?.info.experimentId,
    artifactUri: run?.info.artifactUri,
    page: run?.tracker.runPage(run.info, view),
    seconds,
    progress: { asked, done, interrupted },
  };
}
