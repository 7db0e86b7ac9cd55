import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeFolder, makeFolderSync } from "../../../src/core/index.js";
import { startService } from "../../../src/service/index.js";
import { LocalTracker } from "../../../src/tracking/index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-make-folder-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it("makes a folder and those above it, and leaves one that is there", async () => {
  for (let time = 0; time < 2; time++) await makeFolder(join(folder, "a", "b"), { mode: 0o700 });
  expect((await stat(join(folder, "a", "b"))).mode & 0o777).toBe(0o700);
});

it("makes none where a link leads nowhere", async () => {
  await symlink(join(folder, "nowhere"), join(folder, "link"));
  await expect(makeFolder(join(folder, "link"))).rejects.toThrow();
  await expect(makeFolder(join(folder, "link", "a"))).rejects.toThrow();
});

const takesNoFolders = existsSync("/proc/self") ? "/proc/tunelab/runs" : undefined;

it.skipIf(takesNoFolders === undefined)(
  "says so where a file system takes no folders, where Node's own never ends",
  async () => {
    await expect(makeFolder(takesNoFolders!)).rejects.toMatchObject({ code: "ENOENT", path: "/proc/tunelab" });
    expect(() => makeFolderSync(takesNoFolders!)).toThrow(expect.objectContaining({ code: "ENOENT" }));
    await expect(new LocalTracker(takesNoFolders!).createExperiment("a")).rejects.toMatchObject({
      code: "store_not_writable",
    });
    const started = startService({ dataDirectory: takesNoFolders!, port: 0 });
    await expect(started).rejects.toMatchObject({ code: "data_directory_not_writable" });
  },
);

it("makes them for callers that cannot wait, too", async () => {
  for (let time = 0; time < 2; time++) makeFolderSync(join(folder, "c", "d"), { mode: 0o700 });
  expect((await stat(join(folder, "c", "d"))).mode & 0o777).toBe(0o700);
  await symlink(join(folder, "nowhere"), join(folder, "link"));
  expect(() => makeFolderSync(join(folder, "link", "a"))).toThrow();
});
