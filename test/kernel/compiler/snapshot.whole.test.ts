import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  truncateSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Snapshots from "../../../src/kernel/compiler/snapshot/compiler-snapshot.js";
import type * as Making from "../../../src/kernel/compiler/snapshot/make-snapshot.js";
import type * as Threads from "../../../src/kernel/compiler/thread/index.js";

const ROOT = resolve(import.meta.dirname, "../../..");

/** The compiler as the kernel of a clone starts it, in a clone of its own: `dist/` must be built. */
class Clone {
  constructor(readonly folder: string) {
    mkdirSync(join(folder, ".tunelab/cache"), { recursive: true });
    for (const name of ["package.json", "dist/kernel", "dist/core", "dist/texts"]) {
      cpSync(join(ROOT, name), join(folder, name), {
        recursive: true,
        preserveTimestamps: true,
        filter: (from) => !/\.(?:map|d\.ts)$/.test(from),
      });
    }
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  }

  /** Checks a cell with a mistake; where that was done, and what was found. */
  async check(
    code = "const n: number = [1].map(String)",
  ): Promise<{ place: string | undefined; found: readonly string[] }> {
    const { CompilerClient } = await this.#load<typeof Threads>("thread/index.js");
    const client = new CompilerClient();
    try {
      client.start();
      const source = { label: "Cell 1", code, directory: this.folder };
      const outcome = await client.call("compile", source);
      return { place: client.place, found: outcome.ok ? [] : outcome.diagnostics.map(({ message }) => message) };
    } finally {
      await client.stop();
    }
  }

  async make(anew = false): Promise<string> {
    return (await this.#load<typeof Making>("snapshot/make-snapshot.js")).makeSnapshot({ anew });
  }

  async plan(): Promise<Snapshots.CompilerSnapshot> {
    return (await this.#load<typeof Snapshots>("snapshot/compiler-snapshot.js")).planSnapshot()!;
  }

  get blobs(): string[] {
    return readdirSync(join(this.folder, ".tunelab/cache")).filter((name) => name.endsWith(".blob"));
  }

  async #load<T>(file: string): Promise<T> {
    return (await import(pathToFileURL(join(this.folder, "dist/kernel/compiler", file)).href)) as T;
  }
}

const FOUND = ["Type 'string[]' is not assignable to type 'number'."];
const IN_PROCESS = { place: "process", found: FOUND };
const IN_THREAD = { place: "thread", found: FOUND };

describe("the compiler's snapshot", () => {
  let base: string;
  let clone: Clone;
  let kept: string;
  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), "tunelab-snapshot-"));
    clone = new Clone(join(base, "clone"));
    expect(await clone.check()).toEqual(IN_THREAD);
    expect(await clone.make()).toBe("made");
    kept = join(base, "kept.blob");
    cpSync((await clone.plan()).blob, kept);
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it("answers as the thread of a fresh clone does, once it is made", async () => {
    expect(await clone.check()).toEqual(IN_PROCESS);
    expect(await clone.make()).toBe("was there");
  });

  it("looks into Node's modules for a name that no cell declared", async () => {
    expect(await clone.check("readFile('x')")).toEqual({ place: "process", found: ["Cannot find name 'readFile'."] });
  });

  it("finds packages that were not there when it was made", async () => {
    const folder = join(base, "notebooks");
    mkdirSync(join(folder, "node_modules/late"), { recursive: true });
    const { CompilerClient } = (await import(
      pathToFileURL(join(clone.folder, "dist/kernel/compiler/thread/index.js")).href
    )) as typeof Threads;
    const client = new CompilerClient();
    const code = 'import { late } from "late"; const n: number = late';
    const compile = async (): Promise<string> => {
      const outcome = await client.call("compile", { label: "Cell 1", code, directory: folder });
      return outcome.ok ? "ok" : outcome.diagnostics[0]!.message;
    };
    try {
      expect(await compile()).toMatch(/^Cannot find module 'late'/);
      writeFileSync(join(folder, "node_modules/late/package.json"), '{ "name": "late", "types": "index.d.ts" }');
      writeFileSync(join(folder, "node_modules/late/index.d.ts"), 'export declare const late: "a";\n');
      expect(await compile()).toBe("Type 'string' is not assignable to type 'number'.");
      expect(client.place).toBe("process");
    } finally {
      await client.stop();
    }
  });

  it.each<readonly [string, (blob: string, plan: Snapshots.CompilerSnapshot) => void]>([
    ["was cut short", (blob) => truncateSync(blob, 1_000_000)],
    ["is empty", (blob) => truncateSync(blob, 0)],
    ["is of another program", (blob) => makeOther(blob, base, ["--max-old-space-size=400", "--min-semi-space-size=8"])],
    ["was made with other flags, as by another Node", (blob) => makeOther(blob, base, [])],
    ["is no snapshot", (blob) => writeFileSync(blob, "x".repeat(100_000))],
  ])("is left for the thread and removed where it %s", async (_what, spoil) => {
    const plan = await clone.plan();
    cpSync(kept, plan.blob);
    spoil(plan.blob, plan);
    expect(await clone.check()).toEqual(IN_THREAD);
    expect(existsSync(plan.blob)).toBe(false);
  });

  it("is made anew where the build is another", async () => {
    const before = await clone.plan();
    cpSync(kept, before.blob);
    utimesSync(before.bundle, new Date(), new Date());
    expect(await clone.check()).toEqual(IN_THREAD);
    expect(await clone.make()).toBe("made");
    expect(await clone.check()).toEqual(IN_PROCESS);
    expect(clone.blobs).toHaveLength(1);
    expect(existsSync(before.blob)).toBe(false);
  });

  it("is not taken along by a clone that is moved, which starts its thread", async () => {
    const moved = new Clone(join(base, "moved"));
    const blob = (await clone.plan()).blob;
    cpSync(blob, join(moved.folder, ".tunelab/cache", blob.split("/").at(-1)!));
    renameSync(moved.folder, join(base, "elsewhere"));
    (moved as { folder: string }).folder = join(base, "elsewhere");
    expect(await moved.check()).toEqual(IN_THREAD);
  });

  it("is not made in a folder that cannot be written to, and the thread starts", async () => {
    const readOnly = new Clone(join(base, "read-only"));
    rmSync(join(readOnly.folder, ".tunelab/cache"), { recursive: true });
    writeFileSync(join(readOnly.folder, ".tunelab/cache"), "a file where the folder would be");
    expect(await readOnly.make()).toBe("failed");
    expect(await readOnly.check()).toEqual(IN_THREAD);
  });
});

/** A snapshot of a program that ends at once. */
function makeOther(blob: string, folder: string, flags: readonly string[]): void {
  const script = join(folder, "other.js");
  writeFileSync(script, 'require("v8").startupSnapshot.setDeserializeMainFunction(() => {});');
  rmSync(blob);
  const made = spawnSync(process.execPath, [...flags, "--snapshot-blob", blob, "--build-snapshot", script]);
  expect(made.status).toBe(0);
}
