import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ServiceStore } from "../../src/service/store/index.js";
import type { FileRecord, JobEvent } from "../../src/service/store/index.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tunelab-store-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const file = (id: string): FileRecord => ({
  id,
  bytes: 3,
  createdAt: 1,
  filename: "é🦓.jsonl",
  purpose: "fine-tune",
  sha256: "00",
  status: "processed",
  readyAt: 0,
});
const event = (id: string): JobEvent => ({ id, createdAt: 1, level: "info", message: id, type: "message", data: {} });
const put = (store: ServiceStore, id: string) => store.transaction((tx) => tx.put("files", id, file(id)));

async function withStore<T>(use: (store: ServiceStore) => Promise<T>): Promise<T> {
  const store = await ServiceStore.open(directory);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

describe("the store", () => {
  it("has after a restart what was answered before it", async () => {
    await withStore(async (store) => {
      await put(store, "file-a");
      await put(store, "file-b");
      await store.transaction((tx) => tx.delete("files", "file-a"));
      await writeFile(store.filePath("file-b"), "abc");
      await store.events.append("ftjob-1", event("ftevent-1"));
    });
    await withStore(async (store) => {
      expect(store.list("files")).toEqual([file("file-b")]);
    });
  });

  it("keeps all changes of a transaction or none", async () => {
    await withStore(async (store) => {
      await expect(
        store.transaction((tx) => {
          tx.put("files", "file-a", file("file-a"));
          throw new Error("no");
        }),
      ).rejects.toThrow("no");
      expect(store.list("files")).toEqual([]);
      await store.transaction((tx) => {
        tx.put("files", "file-a", file("file-a"));
        expect(tx.get("files", "file-a")).toEqual(file("file-a"));
        tx.delete("files", "file-a");
        expect(tx.get("files", "file-a")).toBeUndefined();
      });
      expect(store.has("files", "file-a")).toBe(false);
    });
  });

  it("survives a line that a crash cut at any byte", async () => {
    await withStore((store) => put(store, "file-a"));
    const path = join(directory, "records.log");
    const whole = (await stat(path)).size;
    await withStore((store) => put(store, "file-b"));
    const both = await readFile(path);
    for (let length = whole; length < both.length; length += 7) {
      await writeFile(path, both);
      await truncate(path, length);
      await withStore(async (store) => {
        expect(store.list("files").map(({ id }) => id)).toEqual(["file-a"]);
        await put(store, "file-c");
      });
      await withStore(async (store) => {
        expect(store.list("files").map(({ id }) => id)).toEqual(["file-a", "file-c"]);
      });
    }
  });

  it("refuses a log that is damaged in the middle, and names the line", async () => {
    await withStore(async (store) => {
      for (const id of ["file-a", "file-b", "file-c"]) await put(store, id);
    });
    const path = join(directory, "records.log");
    const lines = (await readFile(path, "utf8")).split("\n");
    await writeFile(
      path,
      lines.map((line, index) => (index === 1 ? line.replace("file-b", "file-x") : line)).join("\n"),
    );
    await expect(ServiceStore.open(directory)).rejects.toMatchObject({
      code: "store_corrupt",
      message: expect.stringContaining("Line 2") as string,
    });
  });

  it("removes what was arriving or has lost its record, and nothing else", async () => {
    await withStore(async (store) => {
      await put(store, "file-a");
      await writeFile(store.filePath("file-a"), "abc");
      await writeFile(store.filePath("file-orphan"), "abc");
      await writeFile(store.temporaryPath("half"), "ab");
      await writeFile(join(directory, "keys.json.1234.tmp"), "ab");
    });
    await withStore(async () => {
      expect(await readdir(join(directory, "files"))).toEqual(["file-a"]);
      expect(await readdir(join(directory, "tmp"))).toEqual([]);
      expect((await readdir(directory)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    });
  });

  it("lets one process use a directory at a time", async () => {
    await withStore(async () => {
      await expect(ServiceStore.open(directory)).rejects.toMatchObject({ code: "data_directory_in_use" });
    });
    await withStore(async () => undefined);
  });

  it("takes over the lock of a process that has died, also when its id is in use again", async () => {
    await withStore(async () => undefined);
    await writeFile(join(directory, "lock"), JSON.stringify({ pid: process.pid, processStart: "1", nonce: "x" }));
    await withStore(async () => undefined);
    await writeFile(join(directory, "lock"), JSON.stringify({ pid: 2 ** 22 + 1, processStart: null, nonce: "x" }));
    await withStore(async () => undefined);
  });

  it("refuses a directory of a newer version", async () => {
    await withStore(async () => undefined);
    await writeFile(join(directory, "format.json"), '{"format":99}');
    await expect(ServiceStore.open(directory)).rejects.toMatchObject({ code: "store_too_new" });
  });

  it("brings a directory of an older version to its own format, with all that is in it", async () => {
    await withStore((store) => put(store, "file-a"));
    await writeFile(join(directory, "format.json"), '{"format":0}');
    await withStore(async (store) => expect(store.has("files", "file-a")).toBe(true));
    expect(await readFile(join(directory, "format.json"), "utf8")).toBe('{"format":1}');
  });

  it.each(["", "{", "[]", '{"format":"1"}', '{"format":-1}'])("refuses the format %j", async (text) => {
    await withStore(async () => undefined);
    await writeFile(join(directory, "format.json"), text);
    await expect(ServiceStore.open(directory)).rejects.toMatchObject({
      code: "store_corrupt",
      message: `${join(directory, "format.json")} does not say which format the data directory has.`,
    });
  });

  it("shortens a log that is mostly history, without losing a record", async () => {
    await withStore(async (store) => {
      for (let round = 0; round < 1200; round++) {
        await store.transaction((tx) => tx.put("settings", "counter", { value: round }));
      }
      await put(store, "file-a");
    });
    const before = (await stat(join(directory, "records.log"))).size;
    await withStore(async (store) => {
      expect(store.get("settings", "counter")).toEqual({ value: 1199 });
      expect(store.has("files", "file-a")).toBe(true);
      await put(store, "file-b");
    });
    expect((await stat(join(directory, "records.log"))).size).toBeLessThan(before / 10);
    await withStore(async (store) => expect(store.list("files")).toHaveLength(2));
  });

  it("reads a job's events in their order, each found by its id", async () => {
    await withStore(async (store) => {
      await Promise.all(["e1", "e2", "e3"].map((id) => store.events.append("ftjob-1", event(id))));
      await store.events.forget("ftjob-1");
      const { events, positions } = await store.events.read("ftjob-1");
      expect(events.map(({ id }) => id)).toEqual(["e1", "e2", "e3"]);
      expect(positions.get("e2")).toBe(1);
    });
  });

  it.each(["../x", "a/b", "", ".", "..", "x\0y", "a".repeat(200)])(
    "confines the name %j to its folder",
    async (name) => {
      await withStore(async (store) => {
        expect(() => store.filePath(name)).toThrowError(/is not a name of the store/);
      });
    },
  );
});
