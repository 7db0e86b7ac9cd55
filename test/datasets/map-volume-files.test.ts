import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const MODULE = resolve(import.meta.dirname, "../../dist/datasets/map-volume-files.js");

/** Runs code in a process of its own, because the mapping changes `node:fs` for the whole process. */
function run(code: string, volumes: string): string {
  const script = `import { mapVolumeFiles } from ${JSON.stringify(MODULE)}; mapVolumeFiles(); ${code}`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    env: { ...process.env, TUNELAB_VOLUMES: volumes },
  }).trim();
}

describe("mapVolumeFiles", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tunelab-volumes-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("lets node:fs, its promises and its streams read and write below /Volumes", () => {
    const printed = run(
      `const { mkdirSync, writeFileSync, createReadStream, renameSync, existsSync } = await import("node:fs");
       const { readFile } = await import("node:fs/promises");
       mkdirSync("/Volumes/main/default/v", { recursive: true });
       writeFileSync("/Volumes/main/default/v/a.txt", "olá 👋");
       renameSync("/Volumes/main/default/v/a.txt", "/Volumes/main/default/v/b.txt");
       const pieces = [];
       for await (const piece of createReadStream("/Volumes/main/default/v/b.txt", "utf8")) pieces.push(piece);
       console.log(pieces.join(""), await readFile("/Volumes/main/default/v/b.txt", "utf8"),
         existsSync("/Volumes/main/default/v/a.txt"));`,
      folder,
    );
    expect(printed).toBe("olá 👋 olá 👋 false");
    expect(readdirSync(join(folder, "main", "default", "v"))).toEqual(["b.txt"]);
    expect(readFileSync(join(folder, "main", "default", "v", "b.txt"), "utf8")).toBe("olá 👋");
  });

  it("leaves other paths alone", () => {
    expect(
      run(`const fs = await import("node:fs"); console.log(fs.existsSync("/tmp"), fs.existsSync("/Volumesx"))`, folder),
    ).toBe("true false");
  });

  it("refuses a placeholder that was not replaced", () => {
    expect(
      run(
        `const fs = await import("node:fs");
         try { fs.readFileSync("/Volumes/<catalog_name>/default/x"); } catch (error) { console.log(error.code); }`,
        folder,
      ),
    ).toBe("unreplaced_placeholder");
  });
});
