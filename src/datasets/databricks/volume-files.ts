import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { TunelabError } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { mapVolumePath } from "../volumes.js";
import { callWorkspace, findWorkspace, type Workspace } from "./workspace.js";

/** A file or folder in a volume. */
export interface VolumeEntry {
  readonly path: string;
  readonly kind: "file" | "folder";
  /** `null` for a folder. */
  readonly bytes: number | null;
}

/** Options of the functions for files in volumes. */
export interface VolumeOptions {
  /** @default the one of DATABRICKS_HOST */
  readonly workspace?: Workspace;
  readonly signal?: AbortSignal;
}

/**
 * Puts a file of this machine's folder for `/Volumes` into the real volume of the workspace, replacing what is there;
 * returns false, and does nothing, where no workspace is set.
 *
 * Source: Files API 2.0 (`PUT /api/2.0/fs/files{path}`), up to 5 GiB a file.
 *
 * @example
 * await pushVolumeFile("/Volumes/main/default/fine_tuning/training_set.jsonl");
 */
export async function pushVolumeFile(path: string, options: VolumeOptions = {}): Promise<boolean> {
  const workspace = options.workspace ?? findWorkspace();
  if (workspace === undefined) return false;
  const bytes = await readFile(mapVolumePath(path));
  await callWorkspace(workspace, "PUT", `${apiPath("files", path)}?overwrite=true`, say("data.uploading", { path }), {
    bytes: new Uint8Array(bytes),
    signal: options.signal,
  });
  return true;
}

/**
 * Brings a file of the real volume into this machine's folder for `/Volumes`, so that `node:fs` and shell cells see it;
 * returns its place here. A file that is here already is brought again. Throws `missing_setting` without a workspace.
 *
 * @example
 * await pullVolumeFile("/Volumes/main/default/fine_tuning/training_set.jsonl");
 */
export async function pullVolumeFile(path: string, options: VolumeOptions = {}): Promise<string> {
  const response = await callWorkspace(
    needed(options),
    "GET",
    apiPath("files", path),
    say("data.downloading", { path }),
    {
      signal: options.signal,
    },
  );
  const real = mapVolumePath(path);
  await mkdir(dirname(real), { recursive: true });
  await writeFile(real, Buffer.from(await response.arrayBuffer()));
  return real;
}

/**
 * Lists a folder of the real volume. Throws `missing_setting` without a workspace, `not_found`.
 *
 * @example
 * (await listVolume("/Volumes/main/default/fine_tuning")).map(({ path }) => path);
 */
export async function listVolume(path: string, options: VolumeOptions = {}): Promise<VolumeEntry[]> {
  const entries: VolumeEntry[] = [];
  let page = "";
  do {
    const suffix = page === "" ? "" : `?page_token=${encodeURIComponent(page)}`;
    const answer = (await (
      await callWorkspace(
        needed(options),
        "GET",
        `${apiPath("directories", path)}${suffix}`,
        say("data.listing", { path }),
        {
          signal: options.signal,
        },
      )
    ).json()) as {
      contents?: { path: string; is_directory?: boolean; file_size?: number }[];
      next_page_token?: string;
    };
    for (const { path: found, is_directory, file_size } of answer.contents ?? []) {
      const folder = is_directory === true;
      entries.push({ path: found, kind: folder ? "folder" : "file", bytes: folder ? null : (file_size ?? null) });
    }
    page = answer.next_page_token ?? "";
  } while (page !== "");
  return entries;
}

/**
 * Where a file is on this machine: `/Volumes/…` is mapped, and a file that only the real volume has is brought first.
 *
 * @example
 * await localFile("/Volumes/main/default/fine_tuning/training_set.jsonl");
 */
export async function localFile(path: string): Promise<string> {
  const real = mapVolumePath(path);
  if (real === path || (await stat(real).catch(() => undefined)) !== undefined) return real;
  return findWorkspace() === undefined ? real : pullVolumeFile(path);
}

function apiPath(kind: "files" | "directories", path: string): string {
  // Refuses placeholders and paths that climb out, as the mapping does.
  mapVolumePath(path);
  return `/api/2.0/fs/${kind}${path.split("/").map(encodeURIComponent).join("/")}`;
}

function needed({ workspace = findWorkspace() }: VolumeOptions): Workspace {
  if (workspace !== undefined) return workspace;
  throw new TunelabError(say("data.noWorkspace"), {
    code: "missing_setting",
    hint: say("data.noWorkspaceHint"),
  });
}
