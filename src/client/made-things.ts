import { readdirSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createHash } from "node:crypto";
import { notebookId } from "./notebook-id.js";
import { findProjectRoot, isRecord, writeWholeFile } from "../core/index.js";

/** What a notebook made at a provider and may delete again. */
export interface MadeThing {
  readonly kind: "deployment" | "model" | "file" | "job";
  readonly id: string;
  /** Origin of the provider that holds it, or `embedded`. */
  readonly endpoint: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** What a job was made of, to notice when it is made again; of a file, what is in it. */
  readonly content?: string;
}

/** Options of {@link MadeThings}. */
export interface MadeThingsOptions {
  /** File that keeps the list. @default one per notebook in .tunelab/made */
  readonly path?: string;
  /** Path of the notebook whose list it is. @default the one that Jupyter runs */
  readonly notebook?: string;
  readonly now?: () => Date;
}

/**
 * The list of what this notebook made, kept in a file so that it outlives the kernel; nothing else is ever deleted.
 *
 * @example
 * await new MadeThings().add({ kind: "file", id: "file-1", endpoint: "https://mine.openai.azure.com" });
 */
export class MadeThings {
  readonly path: string;
  readonly #now: () => Date;

  constructor(options: MadeThingsOptions = {}) {
    this.path = options.path ?? defaultPath(options.notebook, process.env);
    this.#now = options.now ?? (() => new Date());
  }

  /** Lists what was made anywhere and not removed since. */
  async all(): Promise<readonly MadeThing[]> {
    return this.#read();
  }

  /** Lists what was made at an endpoint and not removed since. */
  async list(endpoint: string): Promise<MadeThing[]> {
    return (await this.#read()).filter((thing) => thing.endpoint === originOf(endpoint));
  }

  /** Notes things down; those already noted stay as they are. */
  async add(...things: readonly Omit<MadeThing, "madeAt">[]): Promise<void> {
    await this.#change((known) => {
      const fresh = things
        .map((thing) => ({ ...thing, endpoint: originOf(thing.endpoint), madeAt: this.#now().toISOString() }))
        .filter((thing) => !known.some((other) => isSame(thing, other)));
      return fresh.length > 0 ? [...known, ...fresh] : known;
    });
  }

  /** Forgets a thing that is gone. */
  async remove(thing: Omit<MadeThing, "madeAt">): Promise<void> {
    const gone = { ...thing, endpoint: originOf(thing.endpoint) };
    await this.#change((known) => known.filter((other) => !isSame(gone, other)));
  }

  /** One change after the other: two files that are uploaded at the same time must both be noted. */
  #change(edit: (known: MadeThing[]) => MadeThing[]): Promise<void> {
    const earlier = changes.get(this.path) ?? Promise.resolve();
    const change = earlier.then(async () => {
      const known = await this.#read();
      const edited = edit(known);
      if (edited !== known) await this.#write(edited);
    });
    changes.set(
      this.path,
      change.catch(() => undefined),
    );
    return change;
  }

  async #read(): Promise<MadeThing[]> {
    try {
      const read: unknown = JSON.parse(await readFile(this.path, "utf8"));
      return Array.isArray(read) ? (read as unknown[]).filter(isMadeThing) : [];
    } catch {
      return [];
    }
  }

  async #write(things: readonly MadeThing[]): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await writeWholeFile(this.path, JSON.stringify(things, null, 2), { mode: 0o600 });
  }
}

/** The last change of each list in this process. */
const changes = new Map<string, Promise<void>>();

function isMadeThing(value: unknown): value is MadeThing {
  if (!isRecord(value)) return false;
  const texts = [value["kind"], value["id"], value["endpoint"], value["madeAt"]];
  return texts.every((text) => typeof text === "string");
}

function isSame(left: Omit<MadeThing, "madeAt">, right: Omit<MadeThing, "madeAt">): boolean {
  return left.kind === right.kind && left.id === right.id && left.endpoint === right.endpoint;
}

const EMBEDDED = "embedded";

/** The embedded service may answer on another port after a restart; it is one provider all the same. */
function originOf(endpoint: string): string {
  if (endpoint === EMBEDDED) return EMBEDDED;
  const url = new URL(endpoint);
  return url.hostname === "127.0.0.1" ? EMBEDDED : url.origin;
}

/** Folder of the lists of this machine's notebooks. */
export function madeFolder(): string {
  return join(findProjectRoot(), ".tunelab", "made");
}

/** Jupyter tells a kernel which notebook it runs; without Jupyter the working directory stands for it. */
function defaultPath(given: string | undefined, env: NodeJS.ProcessEnv): string {
  const notebook = given ?? env["JPY_SESSION_NAME"] ?? process.cwd();
  const mark = createHash("sha256").update(notebookId(notebook)).digest("hex").slice(0, 12);
  // A replay makes nothing, so it must neither list what a real run made nor cross it off.
  const kind = env["TUNELAB_REPLAY"] ? "-replay" : "";
  const ending = `-${mark}${kind}.json`;
  // A notebook that was renamed goes on with the list of its old name.
  const known = listNames(madeFolder()).find((name) => name.endsWith(ending));
  return join(madeFolder(), known ?? `${basename(notebook, ".ipynb")}${ending}`);
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
