import { randomInt } from "node:crypto";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { SharedPromise, TunelabError, type TrackedExperiment } from "../../core/index.js";
import { say } from "../../texts/index.js";
import { listNames, makeFolder, readText, withLock, writeWhole } from "./files.js";
import { META, readValues, writeValues } from "./run-folder.js";

const TRASH = ".trash";
const DEFAULT_EXPERIMENT = "0";

/** The experiments of a store: its folders. */
export class ExperimentFolders {
  readonly #store: string;
  readonly #now: () => number;
  readonly #ready = new SharedPromise(() => this.#makeStore());

  constructor(store: string, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** Ids, the default one first. */
  async ids(): Promise<readonly string[]> {
    await this.#prepare();
    return this.#ids();
  }

  /** An experiment by id; `undefined` where there is none. */
  async read(id: string): Promise<TrackedExperiment | undefined> {
    await this.#prepare();
    return this.#read(id);
  }

  /** An experiment by id; throws `not_found`. */
  async require(id: string): Promise<TrackedExperiment> {
    const experiment = await this.read(id);
    if (experiment !== undefined) return experiment;
    throw new TunelabError(say("runs.noExperiment", { id, store: this.#store }), {
      code: "not_found",
      hint: say("runs.noExperimentHint"),
    });
  }

  async find(name: string): Promise<TrackedExperiment | undefined> {
    for (const id of await this.ids()) {
      const experiment = await this.#read(id);
      if (experiment?.name === name) return experiment;
    }
    return undefined;
  }

  /** Id of the experiment of that name, which is made when it is not there. */
  async create(name: string, tags: Readonly<Record<string, string>>): Promise<string> {
    await this.#prepare();
    return withLock(this.#lock(), async () => {
      const existing = await this.find(name);
      if (existing !== undefined) return existing.experimentId;
      const id = String(randomInt(1e11, 1e12)) + String(randomInt(1e5, 1e6));
      await this.#write(id, name, tags);
      return id;
    });
  }

  /** Folder of a run, in whichever experiment it is; throws `not_found`. */
  async runFolder(runId: string): Promise<string> {
    if (/^[A-Za-z0-9]{1,256}$/.test(runId)) {
      for (const id of await this.ids()) {
        const folder = join(this.#store, id, runId);
        if ((await readText(join(folder, META))) !== undefined) return folder;
      }
    }
    throw new TunelabError(say("runs.noRun", { run: JSON.stringify(runId), store: this.#store }), {
      code: "not_found",
      hint: say("runs.noRunHint"),
    });
  }

  #prepare(): Promise<void> {
    return this.#ready.get();
  }

  async #makeStore(): Promise<void> {
    const hasDefault = async (): Promise<boolean> =>
      (await readText(join(this.#store, DEFAULT_EXPERIMENT, META))) !== undefined;
    await makeFolder(join(this.#store, TRASH));
    if (await hasDefault()) return;
    await withLock(this.#lock(), async () => {
      if (!(await hasDefault())) await this.#write(DEFAULT_EXPERIMENT, "Default", {});
    });
  }

  /** A file: MLflow takes every folder at the top for an experiment. */
  #lock(): string {
    return join(this.#store, ".tunelab-lock");
  }

  async #ids(): Promise<string[]> {
    return (await listNames(this.#store, "folders")).filter((name) => name !== TRASH);
  }

  async #read(id: string): Promise<TrackedExperiment | undefined> {
    if (basename(id) !== id || id === "") return undefined;
    const folder = join(this.#store, id);
    const text = await readText(join(folder, META));
    if (text === undefined) return undefined;
    const meta = parse(text) as Readonly<Record<string, unknown>>;
    return {
      experimentId: id,
      name: String(meta["name"]),
      artifactLocation: String(meta["artifact_location"]),
      lifecycleStage: meta["lifecycle_stage"] === "deleted" ? "deleted" : "active",
      tags: await readValues(folder, "tags"),
    };
  }

  async #write(id: string, name: string, tags: Readonly<Record<string, string>>): Promise<void> {
    const folder = join(this.#store, id);
    await makeFolder(folder);
    await writeValues(folder, "tags", tags);
    const now = this.#now();
    const meta = {
      artifact_location: pathToFileURL(folder).href,
      creation_time: now,
      experiment_id: id,
      last_update_time: now,
      lifecycle_stage: "active",
      name,
    };
    await writeWhole(join(folder, META), stringify(meta), folder);
  }
}
