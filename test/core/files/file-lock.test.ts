import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockFile, withFileLock } from "../../../src/core/index.js";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-lock-"));
  path = join(folder, "lock");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const DEAD = JSON.stringify({ pid: 2 ** 22 + 1, processStart: null, nonce: "dead" });

describe("a lock", () => {
  it("is held by one at a time, and free again when released", async () => {
    const lock = await lockFile(path);
    await expect(lockFile(path)).rejects.toMatchObject({
      code: "lock_held",
      message: `Another process (${process.pid}) holds the lock ${path}.`,
    });
    await lock.release();
    await (await lockFile(path)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("of a live process is never taken over, however old it is", async () => {
    const lock = await lockFile(path);
    await utimes(path, new Date(0), new Date(0));
    await expect(lockFile(path, { waitMs: 50 })).rejects.toMatchObject({ code: "lock_held" });
    await lock.release();
  });

  it.each([
    ["of a dead process", DEAD],
    [
      "of a process whose id another has now",
      JSON.stringify({ pid: process.pid, processStart: process.platform === "linux" ? "1" : null, nonce: "reused" }),
    ],
    ["that a crash left empty", ""],
    ["that a crash left half", '{"pid":'],
  ])("%s is taken over", async (name, text) => {
    if (process.platform !== "linux" && name.includes("whose id")) return;
    await writeFile(path, text);
    await utimes(path, new Date(0), new Date(0));
    const lock = await lockFile(path);
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
    await expect(lockFile(path)).rejects.toMatchObject({ code: "lock_held" });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("that may just be written is left alone", async () => {
    await writeFile(path, "");
    await expect(lockFile(path)).rejects.toMatchObject({ code: "lock_held" });
  });

  it("of a dead process stays as it is while another takes it over, also when that one dies in the middle", async () => {
    const right = `${path}.${createHash("sha256").update(DEAD).digest("hex").slice(0, 16)}`;
    await writeFile(path, DEAD);
    const other = await lockFile(right);
    await expect(lockFile(path)).rejects.toMatchObject({ code: "lock_held" });
    expect(await readFile(path, "utf8")).toBe(DEAD);
    await other.release();
    await writeFile(right, JSON.stringify({ pid: 2 ** 22 + 2, processStart: null, nonce: "died too" }));
    await (await lockFile(path)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it("that somebody else has taken meanwhile is not removed by the release of the one before", async () => {
    const lock = await lockFile(path);
    await writeFile(path, DEAD);
    await lock.release();
    expect(await readFile(path, "utf8")).toBe(DEAD);
  });

  it("lets those who wait in one process work one after the other", async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 2));
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, work, { waitMs: 60_000 })));
    expect(most).toBe(1);
  });

  it("lets processes that meet a dead one's lock again and again work one after the other", async () => {
    const count = join(folder, "count");
    await writeFile(count, "0");
    await writeFile(path, DEAD);
    const script = join(import.meta.dirname, "lock-and-count.mjs");
    const processes = [1, 2, 3, 4].map((worker) => fork(script, [path, count, String(worker), "40"]));
    const codes = await Promise.all(processes.map(async (child) => (await once(child, "exit"))[0] as number));
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(await readFile(count, "utf8")).toBe("160");
  });
});
