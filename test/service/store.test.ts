import { execFileSync } from "node:child_process";
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadKeys } from "../../src/service/keys.js";
import { toLine } from "../../src/service/store/append-log.js";
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

  const hex = "0123456789abcdef".repeat(2);

  it("removes what was arriving or is over, and nothing that it did not make", async () => {
    await withStore(async (store) => {
      await put(store, "file-a");
      await put(store, `file-${hex}`);
      await store.transaction((tx) => tx.delete("files", `file-${hex}`));
      for (const name of ["file-a", `file-${hex}`, "my-notes"]) await writeFile(store.filePath(name), "abc");
      await writeFile(store.temporaryPath(hex), "ab");
      await writeFile(store.temporaryPath("half"), "ab");
      for (const name of ["keys.json.0123456789ab.tmp", "thesis.tmp"]) await writeFile(join(directory, name), "ab");
      await mkdir(store.jobFolder(`ftjob-${hex}`));
    });
    await withStore(async (store) => {
      expect(await readdir(join(directory, "files"))).toEqual(["file-a", "my-notes"]);
      expect(await readdir(join(directory, "tmp"))).toEqual(["half"]);
      expect(await readdir(join(directory, "jobs"))).toEqual([]);
      expect((await readdir(directory)).filter((name) => name.endsWith(".tmp"))).toEqual(["thesis.tmp"]);
      expect(store.notes).toEqual([
        "files/my-notes, thesis.tmp, tmp/half: not made by this service, and left where it is.",
      ]);
    });
  });

  const acknowledged = async (): Promise<void> => {
    await withStore(async (store) => {
      await put(store, `file-${hex}`);
      await writeFile(store.filePath(`file-${hex}`), "abc");
      await store.events.append(`ftjob-${hex}`, event("ftevent-1"));
    });
  };
  /** Every file below the quarantine, without the folder that is named for the time. */
  const quarantined = async (): Promise<string[]> =>
    (await readdir(join(directory, "quarantine"), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) =>
        relative(join(directory, "quarantine"), join(entry.parentPath, entry.name)).replace(/^[^/]+\//, ""),
      )
      .sort();

  it.each<[string, (path: string) => Promise<void>, string[]]>([
    ["lost", (path) => rm(path), []],
    ["emptied", (path) => truncate(path, 0), []],
    ["filled with zeros", async (path) => writeFile(path, Buffer.alloc((await stat(path)).size)), ["records.log"]],
    ["somebody's text", (path) => writeFile(path, "Dear diary,\ntoday"), ["records.log"]],
  ])("keeps the contents when the log is %s, and says where", async (_, damage, tail) => {
    await acknowledged();
    await damage(join(directory, "records.log"));
    await withStore(async (store) => {
      expect(store.list("files")).toEqual([]);
      expect(await quarantined()).toEqual([`files/file-${hex}`, `jobs/ftjob-${hex}/events.log`, ...tail]);
      expect(store.notes.join("\n")).toContain(`files/file-${hex} has no record; kept in quarantine/`);
      await put(store, "file-b");
    });
    // A second start changes nothing more.
    await withStore(async (store) => {
      expect(store.notes).toEqual([]);
      expect(store.has("files", "file-b")).toBe(true);
      expect(await quarantined()).toEqual([`files/file-${hex}`, `jobs/ftjob-${hex}/events.log`, ...tail]);
    });
  });

  it("keeps a damaged last line, and cuts off one that was being written", async () => {
    await withStore((store) => put(store, "file-a"));
    const path = join(directory, "records.log");
    const whole = await readFile(path, "utf8");
    await appendFile(path, toLine([["files", "file-b", file("file-b")]]).replace("file-b", "file-x"));
    await withStore(async (store) =>
      expect(store.notes[0]).toMatch(/bytes at the end of records\.log are no records; kept in/),
    );
    expect(await quarantined()).toEqual(["records.log"]);
    await appendFile(path, '0123abcd [["files"');
    await withStore(async (store) => expect(store.notes).toEqual([]));
    expect(await readFile(path, "utf8")).toBe(whole);
  });

  it("does not follow links, and leaves what they lead to as it is", async () => {
    const outside = join(directory, "outside");
    const own = join(directory, "own");
    await mkdir(outside);
    await writeFile(join(outside, "thesis.txt"), "all of it");
    for (const [name, target] of [
      ["records.log", join(outside, "thesis.txt")],
      ["files", outside],
      ["tmp", outside],
    ] as const) {
      await (await ServiceStore.open(own)).close();
      await rm(join(own, name), { recursive: true });
      await symlink(target, join(own, name));
      await expect(ServiceStore.open(own)).rejects.toMatchObject({ code: "data_directory_foreign" });
      await rm(own, { recursive: true });
    }
    await (await ServiceStore.open(own)).close();
    await mkdir(join(own, "jobs", "ftjob-1"));
    await symlink(join(outside, "thesis.txt"), join(own, "jobs", "ftjob-1", "events.log"));
    const store = await ServiceStore.open(own);
    await expect(store.events.read("ftjob-1")).rejects.toMatchObject({ code: "store_corrupt" });
    await store.close();
    expect(await readFile(join(outside, "thesis.txt"), "utf8")).toBe("all of it");
  });

  it.each(["records.log", "format.json", "keys.json", "portal-secret", "service.json", "lock"])(
    "refuses a folder in the place of %s, and changes nothing in it",
    async (name) => {
      await (await ServiceStore.open(directory)).close();
      await rm(join(directory, name), { force: true });
      await mkdir(join(directory, name));
      await writeFile(join(directory, name, "thesis.txt"), "all of it");
      await expect(ServiceStore.open(directory)).rejects.toMatchObject({
        code: "data_directory_foreign",
        message: `${join(directory, name)} is a folder, and the service's own is a file.`,
      });
      expect(await readdir(join(directory, name))).toEqual(["thesis.txt"]);
    },
  );

  it.each(["files", "jobs", "uploads", "tmp", "quarantine"])("refuses a file in the place of %s/", async (name) => {
    await (await ServiceStore.open(directory)).close();
    await rm(join(directory, name), { recursive: true, force: true });
    await writeFile(join(directory, name), "all of it");
    await expect(ServiceStore.open(directory)).rejects.toMatchObject({
      code: "data_directory_foreign",
      message: `${join(directory, name)} is no folder, as the service's own is.`,
    });
    expect(await readFile(join(directory, name), "utf8")).toBe("all of it");
  });

  it.skipIf(process.platform === "win32").each(["keys.json", "records.log", "service.log"])(
    "refuses a pipe in the place of %s, from which reading would never end",
    async (name) => {
      await (await ServiceStore.open(directory)).close();
      await rm(join(directory, name), { force: true });
      execFileSync("mkfifo", [join(directory, name)]);
      await expect(ServiceStore.open(directory)).rejects.toMatchObject({
        code: "data_directory_foreign",
        message: `${join(directory, name)} is no ordinary file, as the service's own is.`,
      });
    },
  );

  it("refuses a path that leads to no folder", async () => {
    await writeFile(join(directory, "notes.txt"), "all of it");
    await symlink("nowhere", join(directory, "link"));
    for (const [path, message] of [
      ["notes.txt", "notes.txt is no folder."],
      ["notes.txt/a/b", "notes.txt is no folder."],
      ["link", "link is a symbolic link that leads to nothing."],
      ["link/a", "link is a symbolic link that leads to nothing."],
    ] as const) {
      await expect(ServiceStore.open(join(directory, path))).rejects.toMatchObject({
        code: "data_directory_foreign",
        message: join(directory, message),
      });
    }
    expect((await readdir(directory)).sort()).toEqual(["link", "notes.txt"]);
  });

  it.each<[string, Record<string, string>]>([
    ["files/ and jobs/ of somebody else", { "files/a.txt": "a", "jobs/b.txt": "b" }],
    ["a file", { "a.txt": "a" }],
    ["somebody's lock", { lock: "do not touch" }],
    ["an empty records.log and files/", { "records.log": "", "files/a": "a" }],
    ["a hidden file", { ".git/config": "x" }],
    [
      "another program's format.json, keys and half-arrived files",
      { "format.json": '{"format":1}', "keys.json": '{"prod":"k"}', [`tmp/${"0a".repeat(16)}`]: "theirs" },
    ],
    ["another program's format.json and files", { "format.json": '{"format":1}', [`files/file-${hex}`]: "theirs" }],
  ])("refuses a directory that holds %s, and changes nothing in it", async (_, contents) => {
    for (const [name, text] of Object.entries(contents)) {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), text);
    }
    const listing = async (): Promise<string[]> => (await readdir(directory, { recursive: true })).sort();
    const before = await listing();
    await expect(ServiceStore.open(directory)).rejects.toMatchObject({
      code: "data_directory_foreign",
      message: expect.stringContaining(Object.keys(contents)[0]!.split("/")[0]!) as string,
    });
    expect(await listing()).toEqual(before);
    for (const [name, text] of Object.entries(contents)) {
      expect(await readFile(join(directory, name), "utf8")).toBe(text);
    }
  });

  it("takes a directory in which a first start was killed at any moment, and one whose mark is lost", async () => {
    for (const name of ["lock.0123456789abcdef", "format.json.0123456789ab.tmp", "service-start.log"]) {
      await writeFile(join(directory, name), "");
    }
    await writeFile(join(directory, "lock"), JSON.stringify({ pid: 2 ** 22 + 1, processStart: null, nonce: "x" }));
    await withStore((store) => put(store, "file-a"));
    await rm(join(directory, "format.json"));
    await withStore(async (store) => expect(store.has("files", "file-a")).toBe(true));
    const begun = join(directory, "begun");
    for (const folder of ["files", "jobs"]) await mkdir(join(begun, folder), { recursive: true });
    await writeFile(join(begun, "format.json"), '{"format":1}');
    await (await ServiceStore.open(begun)).close();
  });

  it("takes its own directory of which folders and the log were cleared away, by its keys", async () => {
    await withStore((store) => put(store, "file-a"));
    await loadKeys(directory);
    for (const name of ["tmp", "uploads", "records.log"]) await rm(join(directory, name), { recursive: true });
    await withStore(async (store) => expect(store.list("files")).toEqual([]));
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
