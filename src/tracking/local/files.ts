import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TunelabError } from "../../core/index.js";

/**
 * Writes a file so that others see the old content or the new, never a part of it: beside it first, then renamed.
 *
 * @param scratch folder for the unfinished file, on the same disk
 */
export async function writeWhole(path: string, content: string | Uint8Array, scratch: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = join(scratch, `.${randomUUID()}.tmp`);
  try {
    await writeFile(unfinished, content);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Appends in one write, which the system keeps whole also between processes. */
export async function appendWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a");
  try {
    await file.write(text);
  } finally {
    await file.close();
  }
}

/** The text of a file, or `undefined` when there is none. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Names in a folder, sorted; none when there is no folder. */
export async function listNames(folder: string, kind: "folders" | "files"): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => (kind === "folders" ? entry.isDirectory() : entry.isFile()))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Every file below a folder, as a path with forward slashes; without the unfinished ones. */
export async function listBelow(folder: string, prefix = ""): Promise<string[]> {
  const names = await listNames(join(folder, prefix), "files");
  const found = names.filter((name) => !/^\.[0-9a-f-]{36}\.tmp$/.test(name)).map((name) => prefix + name);
  for (const name of await listNames(join(folder, prefix), "folders")) {
    found.push(...(await listBelow(folder, `${prefix}${name}/`)));
  }
  return found;
}

const LOCK_STALE_MS = 10_000;
const LOCK_WAIT_MS = 15_000;

/**
 * Runs something while no other process does the same; a lock that a dead process left behind is taken over after 10 s.
 *
 * Throws `store_locked` when the lock is held for 15 s.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const giveUpAt = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      const file = await open(path, "wx");
      await file.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const held = await stat(path).catch(() => undefined);
      if (held !== undefined && Date.now() - held.mtimeMs > LOCK_STALE_MS) {
        await rm(path, { force: true });
        continue;
      }
      if (Date.now() > giveUpAt) {
        throw new TunelabError(`Another process holds ${path}.`, {
          code: "store_locked",
          hint: "Try again; if no other notebook is running, delete that file.",
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 20));
    }
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

const isMissing = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
