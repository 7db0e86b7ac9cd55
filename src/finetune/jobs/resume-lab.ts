import type { AzureOpenAI, OpenAI } from "openai";
import type { FileObject } from "openai/resources/files";
import type { FineTuningJob } from "openai/resources/fine-tuning/jobs/jobs";
import {
  getDisplaySink,
  JUPYTER_DISPLAY,
  portalPageOf,
  TunelabError,
  type DisplaySink,
  type MimeData,
} from "../../core/index.js";
import { connect, MadeThings, type ConnectOptions, type MadeThing } from "../../client/index.js";
import { composeDisplay, table, type Table } from "../../display/index.js";
import { say } from "../../texts/index.js";
import { ManagementClient } from "../deployments/management.js";

/** Options of {@link resumeLab}. */
export interface ResumeLabOptions extends ConnectOptions {
  /** @default the provider's of the settings */
  readonly client?: AzureOpenAI | OpenAI;
  readonly made?: MadeThings;
  readonly sink?: DisplaySink;
}

interface ResumedThing {
  readonly kind: MadeThing["kind"];
  readonly id: string;
  readonly state: string;
  /** Code that goes on with it. */
  readonly goOn: string;
  /** Its page in the portal of the embedded service, while it is there. */
  readonly page?: string;
}

/** What a notebook made and can go on with. */
export class ResumedLab {
  readonly #newest: FineTuningJob | undefined;
  readonly #files: readonly FileObject[];

  constructor(
    /** The openai package's client for the provider. */
    readonly client: AzureOpenAI | OpenAI,
    readonly things: readonly ResumedThing[],
    newest: FineTuningJob | undefined,
    files: readonly FileObject[],
  ) {
    this.#newest = newest;
    this.#files = files;
  }

  /** The newest job of this notebook. Throws `no_job` where there is none. */
  get job(): FineTuningJob {
    if (this.#newest !== undefined) return this.#newest;
    throw new TunelabError(say("resume.noJob", { what: say("resume.noJobWhat") }), {
      code: "no_job",
      hint: say("resume.noJobHint"),
    });
  }

  /** File that the job is trained on. */
  get trainingFile(): FileObject {
    return this.#fileOf(this.job.training_file);
  }

  /** File that it is checked with. */
  get validationFile(): FileObject {
    return this.#fileOf(this.job.validation_file ?? this.job.training_file);
  }

  /** Names of the deployments that there are. */
  get deployments(): readonly string[] {
    return this.things.filter(({ kind }) => kind === "deployment").map(({ id }) => id);
  }

  #fileOf(id: string): FileObject {
    return this.#files.find((file) => file.id === id) ?? ({ id } as FileObject);
  }

  get table(): Table {
    const rows = this.things.map(({ kind, id, state, goOn }) => ({
      [say("resume.kind")]: kind,
      [say("resume.id")]: id,
      [say("resume.state")]: state,
      [say("resume.goOn")]: goOn,
    }));
    const cellLinks = { [say("resume.id")]: (_: unknown, row: number) => this.things[row]?.page };
    return table(rows, { caption: say("resume.caption"), types: false, maxRows: 50, cellLinks });
  }

  toString(): string {
    return this.things.length === 0 ? say("resume.nothing") : this.table.toString();
  }

  [JUPYTER_DISPLAY](): MimeData {
    return composeDisplay([this.things.length === 0 ? say("resume.nothing") : this.table]);
  }
}

/**
 * Goes on with what this notebook made, after an interrupt or a restart of the kernel: finds its jobs, files and deployments
 * at the provider, shows where each stands and the code that goes on with it, and hands out client, job and files.
 *
 * Changes nothing. Reading `job` or a file throws `no_job` where the notebook has no job that is still there.
 *
 * @example
 * const { client, job, trainingFile, validationFile } = await resumeLab();
 * const watched = await watchJob(client, job.id);
 */
export async function resumeLab(options: ResumeLabOptions = {}): Promise<ResumedLab> {
  const { made = new MadeThings(), sink = getDisplaySink() } = options;
  const client = options.client ?? (await connect(options)).client;
  const noted = await made.list(client.baseURL);
  const management = await ManagementClient.open({ ...(options.env && { env: options.env }) }).catch(() => undefined);
  const jobs: FineTuningJob[] = [];
  const files: FileObject[] = [];
  const things: ResumedThing[] = [];
  for (const { kind, id } of noted) {
    const found = await lookUp(kind, id, client, management);
    if (kind === "job" && found !== undefined) jobs.push(found as FineTuningJob);
    if (kind === "file" && found !== undefined) files.push(found as FileObject);
    const { status } = (found ?? {}) as { status?: string };
    const state = found === undefined ? say("resume.gone") : (status ?? say("resume.there"));
    if (found === undefined) {
      things.push({ kind, id, state, goOn: "" });
      continue;
    }
    const page = kind === "model" ? undefined : portalPageOf(client.baseURL, kind, id);
    things.push({ kind, id, state, goOn: goOnWith(kind, id), ...(page !== undefined && { page }) });
  }
  const newest = jobs.sort((left, right) => right.created_at - left.created_at)[0];
  const resumed = new ResumedLab(client, things, newest, files);
  sink?.display({ data: resumed[JUPYTER_DISPLAY]() });
  return resumed;
}

/** What the provider says of a thing, or `undefined` where it is gone. */
async function lookUp(
  kind: MadeThing["kind"],
  id: string,
  client: OpenAI,
  management: ManagementClient | undefined,
): Promise<object | undefined> {
  try {
    if (kind === "job") return await client.fineTuning.jobs.retrieve(id);
    if (kind === "file") return await client.files.retrieve(id);
    if (kind === "model") return await client.models.retrieve(id);
    const deployment = await management?.get(id);
    return deployment && { status: deployment.properties.provisioningState };
  } catch (error) {
    if ((error as { status?: number }).status === 404) return undefined;
    throw error;
  }
}

function goOnWith(kind: MadeThing["kind"], id: string): string {
  if (kind === "job") return `const watched = await watchJob(client, "${id}")`;
  if (kind === "model") return `await deployModel({ name: "…", model: "${id}" })`;
  return kind === "deployment" ? `chatPlayground({ client, models: "${id}" })` : "";
}
