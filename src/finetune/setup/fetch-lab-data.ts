import { createHash } from "node:crypto";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  findProjectRoot,
  JUPYTER_DISPLAY,
  makeFolder,
  timerMs,
  TunelabError,
  type MimeData,
} from "../../core/index.js";
import { findWorkspace, mapVolumePath, pushVolumeFile, readChatDataset } from "../../datasets/index.js";
import { table } from "../../display/index.js";
import { say } from "../../texts/index.js";

/** Options of {@link fetchLabData}. */
export interface FetchLabDataOptions {
  /** Folder to write to; `/Volumes/…` is mapped. @default notebooks' own `data/fetched` in .tunelab */
  readonly directory?: string;
  /** Takes the project's own files without trying the network. @default false */
  readonly offline?: boolean;
  /** Longest time for one file, in milliseconds. @default 15000 */
  readonly timeoutMs?: number;
  /** SHA-256 by file name that must hold. @default the one noted at the first download into the folder */
  readonly sha256?: Readonly<Record<string, string>>;
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
}

/** A file of the lab that is now on disk. */
export interface FetchedFile {
  readonly path: string;
  /** `download` is the lab's own file, `shipped` is this project's. */
  readonly source: "download" | "shipped";
  readonly bytes: number;
  readonly sha256: string;
  readonly examples: number;
}

/** The lab's data on disk. */
export class LabData {
  constructor(
    readonly files: readonly FetchedFile[],
    /** Why the project's own files were taken; missing after a download. */
    readonly reason: string | undefined,
    /** Host of the Databricks workspace whose volume holds them too; missing without one. */
    readonly workspace?: string | undefined,
  ) {}

  get training(): string {
    return this.files[0]!.path;
  }

  get validation(): string {
    return this.files[1]!.path;
  }

  toString(): string {
    return table(this.files as readonly object[], { caption: this.#caption }).toString();
  }

  get #caption(): string {
    const whose =
      this.reason === undefined ? say("setup.labsFiles") : say("setup.projectsFiles", { reason: this.reason });
    return this.workspace === undefined ? whose : say("setup.alsoInVolume", { whose, workspace: this.workspace });
  }

  [JUPYTER_DISPLAY](): MimeData {
    return table(this.files as readonly object[], { caption: this.#caption }).toBundle().data;
  }
}

const SOURCE = "https://github.com/MicrosoftLearning/mslearn-databricks/raw/main/data";
const NAMES = ["training_set.jsonl", "validation_set.jsonl"] as const;
const NOTED = "SHA256SUMS.json";

/**
 * Fetches the labs' own training and validation file, or copies this project's where there is no network, and says so.
 *
 * A download must be a valid chat dataset; its SHA-256 is noted at the first download, and a later one that differs is
 * refused with `checksum_mismatch`, because the numbers of a lesson would no longer hold. Into `/Volumes/…` of a
 * Databricks workspace that is set, the files are uploaded as well.
 *
 * @example
 * const { training, validation } = await fetchLabData({ directory: "/Volumes/main/default/fine_tuning" });
 */
export async function fetchLabData(options: FetchLabDataOptions = {}): Promise<LabData> {
  const directory = mapVolumePath(options.directory ?? join(findProjectRoot(), ".tunelab", "lab-data"));
  await makeFolder(directory);
  const downloads = options.offline === true ? say("setup.offline") : await tryDownloads(options);
  if (typeof downloads === "string") {
    const shipped = join(findProjectRoot(), "notebooks", "data");
    const files: FetchedFile[] = [];
    for (const name of NAMES) {
      await copyFile(join(shipped, name), join(directory, name));
      files.push(await describeFile(join(directory, name), "shipped"));
    }
    return new LabData(files, downloads, await pushToWorkspace(options.directory));
  }
  const noted = await readNoted(directory);
  const files: FetchedFile[] = [];
  const sums: Record<string, string> = {};
  for (const [index, name] of NAMES.entries()) {
    const content = downloads[index]!;
    const found = sha256(content);
    const wanted = options.sha256?.[name] ?? noted[name];
    if (wanted !== undefined && wanted !== found) {
      throw new TunelabError(say("setup.checksum", { name, found, wanted }), {
        code: "checksum_mismatch",
        hint: say("setup.checksumHint", { path: join(directory, NOTED) }),
      });
    }
    sums[name] = found;
    await writeFile(join(directory, name), content);
    const file = await describeFile(join(directory, name), "download");
    if (file.examples === 0) {
      throw new TunelabError(say("setup.noDataset", { source: SOURCE, name }), {
        code: "not_a_dataset",
        hint: say("setup.noDatasetHint"),
      });
    }
    files.push(file);
  }
  await writeFile(join(directory, NOTED), `${JSON.stringify(sums, null, 2)}\n`);
  return new LabData(files, undefined, await pushToWorkspace(options.directory));
}

/** Uploads the files where a real volume was asked for; returns the workspace's host if it did. */
async function pushToWorkspace(directory: string | undefined): Promise<string | undefined> {
  const workspace = directory?.startsWith("/Volumes/") === true ? findWorkspace() : undefined;
  if (workspace === undefined) return undefined;
  for (const name of NAMES) await pushVolumeFile(`${directory!.replace(/\/+$/, "")}/${name}`, { workspace });
  return new URL(workspace.host).host;
}

async function tryDownloads(options: FetchLabDataOptions): Promise<Buffer[] | string> {
  const { fetch = globalThis.fetch, timeoutMs = 15_000 } = options;
  try {
    return await Promise.all(
      NAMES.map(async (name) => {
        const response = await fetch(`${SOURCE}/${name}`, { signal: AbortSignal.timeout(timerMs(timeoutMs)) });
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        return Buffer.from(await response.arrayBuffer());
      }),
    );
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return say("setup.notDownloaded", { reason: cause?.code ?? message });
  }
}

async function readNoted(directory: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(join(directory, NOTED), "utf8")) as Record<string, string>;
  } catch {
    return {};
  }
}

async function describeFile(path: string, source: FetchedFile["source"]): Promise<FetchedFile> {
  const content = await readFile(path);
  const { examples } = await readChatDataset(path);
  return { path, source, bytes: content.length, sha256: sha256(content), examples: examples.length };
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
