import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { TunelabError, type TrackedArtifact } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { listNames, writeWhole } from "./files.js";
import { isTaken } from "./named-files.js";

const placeOf = (runFolder: string, path: string): string => join(runFolder, "artifacts", ...path.split("/"));

/** Lists what a folder of a run's artifacts holds; `""` is the outermost. */
export async function listArtifactFiles(runFolder: string, folder: string): Promise<readonly TrackedArtifact[]> {
  const root = placeOf(runFolder, folder);
  const path = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
  const folders = await listNames(root, "folders");
  const files = await listNames(root, "files");
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(root, name))).size));
  return [
    ...folders.map((name) => ({ path: path(name), isDirectory: true })),
    ...files.map((name, at) => ({ path: path(name), isDirectory: false, size: sizes[at] })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes a file of a run; throws `invalid_tracking_value` where a file and a folder would have the same path. */
export async function writeArtifactFile(runFolder: string, path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeWhole(placeOf(runFolder, path), content, runFolder);
  } catch (error) {
    if (!(await isTaken(join(runFolder, "artifacts"), path.split("/")))) throw error;
    throw new TunelabError(say("runs.noPlace", { path }), {
      code: "invalid_tracking_value",
      hint: say("runs.noPlaceHint"),
      cause: error,
    });
  }
}

/** Reads a file of a run; throws `not_found`. */
export async function readArtifactFile(runFolder: string, runId: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(placeOf(runFolder, path));
  } catch (error) {
    if (!["ENOENT", "ENOTDIR", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    throw new TunelabError(say("runs.noArtifact", { run: runId, path }), {
      code: "not_found",
      hint: say("runs.noArtifactHint"),
    });
  }
}
