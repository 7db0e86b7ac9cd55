import { existsSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type FileLock, makeFolder, syncFolder, TunelabError, writeWholeFile } from "../../core/index.js";
import { AppendLog, toLine } from "./append-log.js";
import { lockDirectory } from "./directory-lock.js";
import { EventStore } from "./event-store.js";
import { clearLeftovers, type ContentFolder } from "./leftovers.js";
import { checkOwnership, checkPath, CONTENT_FOLDERS } from "./own-directory.js";
import { Quarantine } from "./quarantine.js";
import { type CollectionName, COLLECTIONS, type Collections } from "./records.js";

/** Version of the layout of a data directory that this code writes. */
export const STORE_FORMAT = 1;

/** A change to one record: the new value, or `null` when it is deleted. */
type Change = readonly [collection: CollectionName, id: string, value: unknown];

/** A change of a record that is on the disk. */
export interface CommittedChange {
  readonly collection: CollectionName;
  readonly id: string;
  /** The record as it was; `undefined` for a new one. */
  readonly before: unknown;
  /** The record as it is; `undefined` for one that was deleted. */
  readonly after: unknown;
}

/** Reads and changes records inside {@link ServiceStore.transaction}. */
export interface Transaction {
  get<Name extends CollectionName>(collection: Name, id: string): Collections[Name] | undefined;
  put<Name extends CollectionName>(collection: Name, id: string, value: Collections[Name]): void;
  delete(collection: CollectionName, id: string): void;
}

/** How the layout of an older version becomes the next one, by the version that it starts from. */
const UPGRADES: Readonly<Record<number, (directory: string) => Promise<void>>> = {};

/**
 * Everything that the service remembers, in one directory that it alone uses.
 *
 * Records live in memory and in an append-only log; a transaction is one line of it, so that it happens as a whole or
 * not at all, and its promise resolves when the line is on the disk. Contents of files, histories and training output
 * are files of their own, in place before they are recorded. At a start those whose record says that they are over are
 * removed, and those without a record are kept in `quarantine/`.
 */
export class ServiceStore {
  readonly directory: string;
  readonly events: EventStore;
  readonly #lock: FileLock;
  readonly #quarantine: Quarantine;
  /** `<collection>/<id>` of records that the log says were deleted, until the leftovers are cleared away. */
  readonly #deleted = new Set<string>();
  readonly #records: { readonly [Name in CollectionName]: Map<string, Collections[Name]> };
  readonly #lists = new Map<CollectionName, readonly unknown[]>();
  readonly #listeners = new Set<(change: CommittedChange) => void>();
  #log!: AppendLog;
  #tail: Promise<unknown> = Promise.resolve();

  private constructor(directory: string, lock: FileLock) {
    this.directory = directory;
    this.#lock = lock;
    this.#quarantine = new Quarantine(directory);
    this.#records = {
      files: new Map(),
      jobs: new Map(),
      models: new Map(),
      deployments: new Map(),
      uploads: new Map(),
      settings: new Map(),
    };
    this.events = new EventStore((jobId) => this.jobFolder(jobId), this.#quarantine);
  }

  /**
   * Opens or creates a data directory, repairs what a crash left, and upgrades older layouts.
   *
   * Throws `data_directory_foreign`, `data_directory_in_use`, `store_too_new` or `store_corrupt`.
   *
   * @example
   * const store = await ServiceStore.open(".tunelab/data");
   */
  static async open(directory: string): Promise<ServiceStore> {
    await checkPath(directory);
    await makeFolder(directory, { mode: 0o700 });
    await checkOwnership(directory);
    const lock = await lockDirectory(directory);
    const store = new ServiceStore(directory, lock);
    try {
      await upgrade(directory);
      for (const folder of CONTENT_FOLDERS) {
        await makeFolder(join(directory, folder), { mode: 0o700 });
      }
      const lines = await store.#load();
      await store.#clearLeftovers();
      await store.#compactIfWorthwhile(lines);
      return store;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** What was found at the start and could not be explained, as sentences for the person who runs the service. */
  get notes(): readonly string[] {
    return this.#quarantine.notes;
  }

  get<Name extends CollectionName>(collection: Name, id: string): Collections[Name] | undefined {
    return this.#records[collection].get(id);
  }

  /** Records of a collection in the order in which they were first put; the array is the same until one changes. */
  list<Name extends CollectionName>(collection: Name): readonly Collections[Name][] {
    let list = this.#lists.get(collection);
    if (list === undefined) {
      list = [...this.#records[collection].values()];
      this.#lists.set(collection, list);
    }
    return list as readonly Collections[Name][];
  }

  has(collection: CollectionName, id: string): boolean {
    return this.#records[collection].has(id);
  }

  /**
   * Runs changes one after the other with those of other callers; they are all kept or, if `change` throws or the disk
   * refuses, none.
   *
   * @example
   * await store.transaction((tx) => tx.delete("files", id));
   */
  transaction<T>(change: (tx: Transaction) => T): Promise<T> {
    const result = this.#tail.then(() => this.#commit(change));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Calls a function after each change that was committed; it must not throw. Returns how to end that. */
  onChange(listener: (change: CommittedChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Where the content of a file lies. */
  filePath(fileId: string): string {
    return join(this.directory, "files", confined(fileId));
  }

  /** Folder of a job's history, adapters and training states. */
  jobFolder(jobId: string): string {
    return join(this.directory, "jobs", confined(jobId));
  }

  /** Folder of an upload's parts. */
  uploadFolder(uploadId: string): string {
    return join(this.directory, "uploads", confined(uploadId));
  }

  /** A path for content that is still arriving; such files are removed at the next start. */
  temporaryPath(name: string): string {
    return join(this.directory, "tmp", confined(name));
  }

  /** Moves arrived content, already flushed, to its lasting place. */
  async adopt(temporary: string, lasting: string): Promise<void> {
    await rename(temporary, lasting);
    await syncFolder(join(lasting, ".."));
  }

  /** Waits for running transactions and gives the directory free. */
  async close(): Promise<void> {
    await this.#tail;
    await this.events.close();
    await this.#log.close();
    await this.#lock.release();
  }

  async #commit<T>(change: (tx: Transaction) => T): Promise<T> {
    const changes: Change[] = [];
    const latest = (collection: CollectionName, id: string): unknown => {
      const own = changes.findLast(([changed, changedId]) => changed === collection && changedId === id);
      return own === undefined ? this.#records[collection].get(id) : (own[2] ?? undefined);
    };
    const result = change({
      get: (collection, id) => latest(collection, id) as never,
      put: (collection, id, value) => void changes.push([collection, id, value]),
      delete: (collection, id) => void changes.push([collection, id, null]),
    });
    if (changes.length === 0) return result;
    await this.#log.append(changes);
    for (const entry of changes) {
      const [collection, id, value] = entry;
      const before = this.#records[collection].get(id);
      this.#apply(entry);
      for (const listener of this.#listeners) listener({ collection, id, before, after: value ?? undefined });
    }
    return result;
  }

  #apply([collection, id, value]: Change): void {
    const records = this.#records[collection] as Map<string, unknown> | undefined;
    if (value === null) records?.delete(id);
    else records?.set(id, value);
    this.#lists.delete(collection);
  }

  get #logPath(): string {
    return join(this.directory, "records.log");
  }

  /** Reads the log and returns how many lines it has. */
  async #load(): Promise<number> {
    let lines = 0;
    const onRecord = (record: unknown): void => {
      lines++;
      for (const entry of record as Change[]) {
        const [collection, id, value] = entry;
        if (value === null) this.#deleted.add(`${collection}/${id}`);
        else this.#deleted.delete(`${collection}/${id}`);
        this.#apply(entry);
      }
    };
    this.#log = await AppendLog.open(this.#logPath, onRecord, {
      keepTail: (tail) => this.#quarantine.keep("records.log", tail, "are no records"),
    });
    return lines;
  }

  async #compactIfWorthwhile(lines: number): Promise<void> {
    const live = COLLECTIONS.reduce((sum, collection) => sum + this.#records[collection].size, 0);
    if (lines > 1000 && lines > 4 * live) await this.#compact(this.#logPath);
  }

  /** Writes the log anew with one line for each record that still exists. */
  async #compact(path: string): Promise<void> {
    const temporary = join(this.directory, "tmp", "records.log");
    const handle = await open(temporary, "w", 0o600);
    try {
      for (const collection of COLLECTIONS) {
        for (const [id, value] of this.#records[collection] as Map<string, unknown>) {
          await handle.write(toLine([[collection, id, value]]));
        }
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await this.#log.close();
    await rename(temporary, path);
    await syncFolder(this.directory);
    this.#log = await AppendLog.open(path, () => undefined);
  }

  /** Before the log is written anew: it alone knows what was deleted. */
  async #clearLeftovers(): Promise<void> {
    const tuned = new Set(this.list("models").map((model) => model.jobId));
    const isNeeded = (folder: ContentFolder, name: string): boolean => {
      if (folder === "uploads") return this.get("uploads", name)?.status === "pending";
      return this.has(folder, name) || (folder === "jobs" && tuned.has(name));
    };
    // An upload that is recorded and not needed was put together, cancelled, or has expired.
    const isOver = (folder: ContentFolder, name: string): boolean =>
      this.has(folder, name) || this.#deleted.has(`${folder}/${name}`);
    await clearLeftovers(this.directory, { isNeeded, isOver }, this.#quarantine);
    this.#deleted.clear();
  }
}

async function upgrade(directory: string): Promise<void> {
  const path = join(directory, "format.json");
  let format = existsSync(path) ? parseFormat(path, await readFile(path, "utf8")) : STORE_FORMAT;
  if (format > STORE_FORMAT) {
    throw new TunelabError(
      `The data directory ${directory} has format ${format}; this version knows ${STORE_FORMAT}.`,
      {
        code: "store_too_new",
        hint: "Update tunelab (git pull, npm start), or start the service with another --data-dir.",
      },
    );
  }
  for (; format < STORE_FORMAT; format++) {
    await UPGRADES[format]?.(directory);
    await writeWholeFile(path, JSON.stringify({ format: format + 1 }), { mode: 0o600 });
  }
  if (!existsSync(path)) await writeWholeFile(path, JSON.stringify({ format: STORE_FORMAT }), { mode: 0o600 });
}

function parseFormat(path: string, text: string): number {
  try {
    const { format } = JSON.parse(text) as { format?: unknown };
    if (typeof format === "number" && Number.isInteger(format) && format >= 0) return format;
  } catch {
    // Said below: whatever is there is no format.
  }
  throw new TunelabError(`${path} does not say which format the data directory has.`, {
    code: "store_corrupt",
    hint: `If this version wrote it, {"format":${STORE_FORMAT}} is right; else restore the directory from a copy, or use another --data-dir.`,
  });
}

/** Refuses a name that could leave its folder; ids that clients send reach the file system only through here. */
function confined(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(name)) {
    throw new TunelabError(`${JSON.stringify(name.slice(0, 80))} is not a name of the store.`, {
      code: "invalid_id",
      hint: "Use an id that the service has returned.",
    });
  }
  return name;
}
