import { mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeFolder } from "../../../src/core/index.js";

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
