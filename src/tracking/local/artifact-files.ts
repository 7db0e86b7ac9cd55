import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { TunelabError, type TrackedArtifact } from "../../core/index.js";
import { listNames } from "./files.js";

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

/** Reads a file of a run; throws `not_found`. */
export async function readArtifactFile(runFolder: string, runId: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(placeOf(runFolder, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new TunelabError(`The run ${runId} has no artifact '${path}'.`, {
      code: "not_found",
      hint: "mlflow.listArtifacts() shows what it has.",
    });
  }
}
