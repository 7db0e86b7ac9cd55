import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isUnfinished, writeWholeFile, writeWholeFileSync } from "../../../src/core/index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunelab-whole-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a file written whole", () => {
  it("takes the place of the old one, with the permissions asked for, and leaves nothing beside it", async () => {
    const path = join(folder, "keys.json");
    await writeFile(path, "old, and longer");
    await writeWholeFile(path, "new", { mode: 0o600 });
    expect(await readFile(path, "utf8")).toBe("new");
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
    await writeWholeFile(path, new Uint8Array([98, 121, 116, 101, 115]));
    expect(await readFile(path, "utf8")).toBe("bytes");
    expect(await readdir(folder)).toEqual(["keys.json"]);
  });

  it("may have a name as long as names can be", async () => {
    const path = join(folder, "n".repeat(255));
    await writeWholeFile(path, "long");
    expect(await readFile(path, "utf8")).toBe("long");
  });

  it("leaves the old one when the disk is full, and names no unfinished file", async () => {
    const path = join(folder, "result.json");
    await writeFile(path, "old");
    const write = async (to: string): Promise<void> => {
      await writeFile(to, "ne");
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    };
    await expect(writeWholeFile(path, "new", { write })).rejects.toMatchObject({ code: "ENOSPC" });
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["result.json"]);
  });

  it("is unfinished in the folder that is named, until it is whole", async () => {
    const seen: string[] = [];
    const write = async (to: string, text: string): Promise<void> => {
      await writeFile(to, text);
      seen.push(...(await readdir(join(folder))));
    };
    await writeWholeFile(join(folder, "a"), "text", { write, scratch: folder });
    expect(seen.map(isUnfinished)).toEqual([true]);
  });

  it("is made of parts without waiting, and is not there when a part cannot be made", async () => {
    const path = join(folder, "adapter.gguf");
    writeWholeFileSync(path, [Buffer.from("one "), Buffer.from("two")]);
    expect(await readFile(path, "utf8")).toBe("one two");
    const broken = function* (): Generator<Uint8Array> {
      yield Buffer.from("half");
      throw new Error("the second part is missing");
    };
    expect(() => writeWholeFileSync(path, broken())).toThrow("the second part is missing");
    expect(await readFile(path, "utf8")).toBe("one two");
    expect(await readdir(folder)).toEqual(["adapter.gguf"]);
  });
});
