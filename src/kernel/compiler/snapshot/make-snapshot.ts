import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { setPriority } from "node:os";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeWholeFileSync } from "../../../core/files/index.js";
import { PLAIN_NODE } from "../thread/open-process.js";
import { planSnapshot, snapshotPrefix, type CompilerSnapshot } from "./compiler-snapshot.js";

/** Variable through which the builder learns what it cannot find out itself: in it `require` gives Node's modules only. */
const FACTS_VARIABLE = "TUNELAB_SNAPSHOT_FACTS";

/** A first cell should not share the processor with it. */
const MAKE_AFTER_MS = 8_000;
/** Another kernel may be making it, or it cannot be made here. */
const TRY_AGAIN_AFTER_MS = 600_000;
const LOWEST_PRIORITY = 19;

/** Result of {@link makeSnapshot}. */
export type SnapshotOutcome = "made" | "was there" | "failed";

/**
 * Makes the compiler's snapshot unless it is there: some seconds of the processor, 17 MB on disk. Snapshots of earlier builds
 * for the same Node are removed.
 *
 * Failing is no error: the kernel then starts its compiler in a thread. `anew` makes it although it is there.
 *
 * @example
 * await makeSnapshot(); // "made"
 */
export async function makeSnapshot({ anew = false }: { readonly anew?: boolean } = {}): Promise<SnapshotOutcome> {
  const snapshot = planSnapshot();
  if (snapshot === undefined) return "failed";
  if (!anew && existsSync(snapshot.blob)) return "was there";
  try {
    const { child, done } = startMaking(snapshot);
    child.ref();
    return (await done) ? "made" : "failed";
  } catch {
    return "failed";
  }
}

/**
 * Makes the snapshot in the background, some seconds from now; gives what stops that. Nothing is done where another kernel
 * began it in the last ten minutes, or where the folder cannot be written to.
 */
export function makeSnapshotLater(): () => void {
  let child: ChildProcess | undefined;
  const timer = setTimeout(() => {
    const snapshot = planSnapshot();
    if (snapshot === undefined || existsSync(snapshot.blob)) return;
    try {
      if (!claim(`${snapshot.blob}.tried`)) return;
      ({ child } = startMaking(snapshot));
      setPriority(child.pid!, LOWEST_PRIORITY);
    } catch {
      // It is made by the next kernel that can.
    }
  }, MAKE_AFTER_MS);
  timer.unref();
  return () => {
    clearTimeout(timer);
    child?.kill("SIGKILL");
  };
}

function startMaking(snapshot: CompilerSnapshot): { child: ChildProcess; done: Promise<boolean> } {
  const { blob, bundle, flags, typescriptFile } = snapshot;
  mkdirSync(dirname(blob), { recursive: true });
  const unfinished = `${blob}.${process.pid}`;
  const facts = { builtinModules, typescriptFile, bundleUrl: pathToFileURL(bundle).href };
  const config = join(dirname(blob), "compiler-snapshot.json");
  // Code of Node's own modules, of which the compiler uses few, would be 4 MB in the file and 5 MiB in the memory of each.
  writeWholeFileSync(config, [Buffer.from(JSON.stringify({ builder: bundle, withoutCodeCache: true }))], {
    flush: false,
  });
  const child = spawn(process.execPath, [...flags, "--snapshot-blob", unfinished, "--build-snapshot-config", config], {
    env: { ...process.env, ...PLAIN_NODE, [FACTS_VARIABLE]: JSON.stringify(facts) },
    stdio: "ignore",
  });
  child.unref();
  const done = new Promise<boolean>((resolve) => {
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0 && tryPublish(unfinished, blob)));
  }).finally(() => rmSync(unfinished, { force: true }));
  return { child, done };
}

/** A kernel that starts meanwhile finds no snapshot or the whole one. */
function tryPublish(unfinished: string, blob: string): boolean {
  try {
    renameSync(unfinished, blob);
    const folder = dirname(blob);
    for (const name of readdirSync(folder)) {
      const isEarlier = name.startsWith(snapshotPrefix(process.version)) && name.endsWith(".blob");
      if (isEarlier && name !== basename(blob)) rmSync(join(folder, name), { force: true });
    }
    rmSync(`${blob}.tried`, { force: true });
    return true;
  } catch {
    return false;
  }
}

function claim(file: string): boolean {
  const tried = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Date.now() - tried < TRY_AGAIN_AFTER_MS) return false;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
  return true;
}
