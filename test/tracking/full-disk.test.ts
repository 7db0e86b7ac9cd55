import type * as files from "node:fs/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalTracker } from "../../src/tracking/index.js";

const disk = vi.hoisted(() => ({ refuses: undefined as string | undefined }));

/** A file system that refuses every write while `disk.refuses` names the error. */
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof files>();
  const orRefused =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      disk.refuses === undefined
        ? work(...args)
        : Promise.reject(Object.assign(new Error(`${disk.refuses}: refused, write`), { code: disk.refuses }));
  const mkdir = (...args: Parameters<typeof real.mkdir>): Promise<unknown> =>
    disk.refuses === "EROFS" && (args[1] as { recursive?: boolean } | undefined)?.recursive
      ? // The recursive one tries from below, and says ENOENT where a folder cannot be made in one that is there.
        real.stat(args[0]).then(() => undefined)
      : orRefused(real.mkdir)(...args);
  return { ...real, writeFile: orRefused(real.writeFile), open: orRefused(real.open), mkdir };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-full-disk-"));
});
afterEach(async () => {
  disk.refuses = undefined;
  await rm(folder, { recursive: true, force: true });
});

const WRITES: readonly (readonly [string, (tracker: LocalTracker, runId: string) => Promise<unknown>])[] = [
  ["an experiment", (tracker) => tracker.createExperiment("other")],
  ["a run", (tracker) => tracker.createRun({ experimentId: "0" })],
  ["the end of a run", (tracker, runId) => tracker.updateRun(runId, { status: "FINISHED", endTime: 1 })],
  ["a param", (tracker, runId) => tracker.logBatch(runId, { params: { k: "v" } })],
  ["a tag", (tracker, runId) => tracker.logBatch(runId, { tags: { t: "v" } })],
  [
    "a metric",
    (tracker, runId) => tracker.logBatch(runId, { metrics: [{ key: "m", value: 1, timestamp: 1, step: 0 }] }),
  ],
  ["an artifact", (tracker, runId) => tracker.logArtifact(runId, "a/b.txt", "text")],
];

it("a local store on a read-only file system says so before anything is made", async () => {
  disk.refuses = "EROFS";
  const tracker = new LocalTracker(join(folder, "runs"));
  await expect(tracker.createRun({ experimentId: "0" })).rejects.toMatchObject({ code: "store_not_writable" });
});

describe.each([
  ["ENOSPC", "disk_full", "Make room on the disk, and log again."],
  [
    "EACCES",
    "store_not_writable",
    "Give yourself the right to write there, or name another folder in MLFLOW_TRACKING_URI.",
  ],
])("a local store whose disk says %s", (code, expected, hint) => {
  it.each(WRITES)("explains that it cannot write %s, and goes on when it can", async (_, write) => {
    const tracker = new LocalTracker(folder);
    const { info } = await tracker.createRun({ experimentId: "0", runName: "before" });
    disk.refuses = code;
    await expect(write(tracker, info.runId)).rejects.toMatchObject({ code: expected, hint });
    disk.refuses = undefined;
    await write(tracker, info.runId);
    expect((await tracker.getRun(info.runId)).info.runName).toBe("before");
  });
});
