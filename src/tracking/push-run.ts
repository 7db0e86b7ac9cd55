import type { MetricPoint, TrackedArtifact, Tracker } from "../core/index.js";
import { PENDING_TAG, REMOTE_PAGE_TAG, REMOTE_RUN_TAG } from "./local-copy-tracker.js";
import type { LocalTracker } from "./local/local-tracker.js";

/** What {@link pushRun} did. */
export interface PushedRun {
  readonly runId: string;
  readonly page: string | undefined;
  readonly artifacts: number;
  readonly traces: number;
}

/**
 * Sends a run of the local store to a server: experiment, params, tags, every metric's history, datasets, files, traces
 * with their judgements, status.
 *
 * A run that was begun there is completed there; sending twice changes nothing. The local run stays, without its
 * `tunelab.pendingFor` tag's meaning: the tag is emptied. Throws the server's errors.
 *
 * @example
 * await pushRun(local, server, "0a1b…"); // { runId: "0a1b…", page: "http://…/runs/0a1b…", artifacts: 1, traces: 0 }
 */
export async function pushRun(local: LocalTracker, remote: Tracker, runId: string): Promise<PushedRun> {
  const run = await local.getRun(runId);
  const { [PENDING_TAG]: _, [REMOTE_RUN_TAG]: begun, [REMOTE_PAGE_TAG]: __, ...tags } = run.tags;
  const experimentId = await remote.createExperiment(await local.experimentName(run.info.experimentId));
  const remoteId =
    begun ??
    (
      await remote.createRun({
        experimentId,
        runName: run.info.runName,
        startTime: run.info.startTime,
      })
    ).info.runId;
  await local.logBatch(runId, { tags: { [REMOTE_RUN_TAG]: remoteId } });
  const metrics: MetricPoint[] = [];
  for (const key of Object.keys(run.metrics)) metrics.push(...(await local.metricHistory(runId, key)));
  await remote.logBatch(remoteId, { metrics, params: run.params, tags });
  const datasets = await local.readInputs(runId);
  if (datasets.length > 0) await remote.logInputs(remoteId, datasets);
  const files = await listFiles(local, runId);
  for (const path of files) await remote.logArtifact(remoteId, path, await local.readArtifact(runId, path));
  const traces = await local.readTraces(runId);
  if (traces.length > 0) await remote.logTraces({ runId: remoteId, experimentId }, traces);
  await remote.updateRun(remoteId, { status: run.info.status, endTime: run.info.endTime });
  const page = remote.runPage({ runId: remoteId, experimentId });
  await local.logBatch(runId, { tags: { [PENDING_TAG]: "", ...(page !== undefined && { [REMOTE_PAGE_TAG]: page }) } });
  return { runId: remoteId, page, artifacts: files.length, traces: traces.length };
}

async function listFiles(tracker: Tracker, runId: string, folder?: string): Promise<string[]> {
  const entries: readonly TrackedArtifact[] = await tracker.listArtifacts(runId, folder);
  const files: string[] = [];
  for (const { path, isDirectory } of entries) {
    if (isDirectory) files.push(...(await listFiles(tracker, runId, path)));
    else files.push(path);
  }
  return files;
}
