import type { OpenAI } from "openai";
import { listMadeThings, type MadeThing } from "../../client/index.js";
import type { DeploymentBody, ManagementClient } from "./management.js";

/** States of a job that end by themselves or by nobody; the other ones cost until somebody cancels. */
const ENDED = ["succeeded", "failed", "cancelled"];

/** A thing at the provider that this notebook did not make. */
export interface ForeignThing {
  readonly kind: "deployment" | "file" | "model";
  readonly id: string;
  /** Names of the notebooks of this machine that did. */
  readonly by: readonly string[];
}

/**
 * Tells which of the jobs still run, by asking for each; one that is gone does not.
 *
 * @example
 * await findRunning(client, await made.list(client.baseURL)); // ["ftjob-1"]
 */
export async function findRunning(client: OpenAI, things: readonly MadeThing[]): Promise<readonly string[]> {
  const jobs = things.filter(({ kind }) => kind === "job");
  const states = await Promise.all(
    jobs.map(({ id }) =>
      client.fineTuning.jobs.retrieve(id).then(
        ({ status }) => status as string | undefined,
        () => undefined,
      ),
    ),
  );
  return jobs.flatMap(({ id }, index) => (ENDED.includes(states[index] ?? "failed") ? [] : [id]));
}

/**
 * Finds the checkpoints of the jobs, which are models of their own beside the one that was delivered.
 *
 * @example
 * await findCheckpoints(client, things); // [{ kind: "model", id: "…:ckpt-step-80", … }]
 */
export async function findCheckpoints(client: OpenAI, things: readonly MadeThing[]): Promise<readonly MadeThing[]> {
  const known = new Set(things.map(({ id }) => id));
  const found = await Promise.all(
    things
      .filter(({ kind }) => kind === "job")
      .map(async (job) => {
        const list = await client.fineTuning.jobs.checkpoints.list(job.id).catch(() => undefined);
        return (list?.data ?? []).map(({ fine_tuned_model_checkpoint: id }) => ({
          ...job,
          kind: "model" as const,
          id,
        }));
      }),
  );
  return found.flat().filter(({ id }) => typeof id === "string" && !known.has(id));
}

/**
 * Lists deployments, files and tuned models at the endpoint that are not this notebook's, with the notebooks that made them
 * where that is known. What the provider does not list, and what the embedded service made for itself, is left out.
 *
 * @example
 * (await findElsewhere(client, management, things)).map(({ kind, id }) => `${kind} ${id}`); // ["deployment gpt-4o"]
 */
export async function findElsewhere(
  client: OpenAI,
  management: Pick<ManagementClient, "list"> | undefined,
  own: readonly MadeThing[],
): Promise<readonly ForeignThing[]> {
  const isOwn = new Set(own.map(({ kind, id }) => `${kind} ${id}`));
  const [deployments, files, models, made] = await Promise.all([
    management?.list().catch(() => []),
    client.files.list().then(
      ({ data }) => data ?? [],
      () => [],
    ),
    client.models.list().then(
      ({ data }) => (data ?? []) as readonly { readonly id: string; readonly fine_tune?: string }[],
      () => [],
    ),
    listMadeThings(),
  ]);
  const all = [
    ...(deployments ?? [])
      .filter((each) => !isOfService(each))
      .map(({ name }) => ({ kind: "deployment" as const, id: name })),
    ...models.filter(({ fine_tune: job }) => job !== undefined).map(({ id }) => ({ kind: "model" as const, id })),
    ...files.map(({ id }) => ({ kind: "file" as const, id })),
  ];
  return all
    .filter(({ kind, id }) => typeof id === "string" && !isOwn.has(`${kind} ${id}`))
    .map((thing) => {
      const makers = made.filter(({ kind, id }) => kind === thing.kind && id === thing.id);
      return { ...thing, by: [...new Set(makers.map(({ notebook }) => notebook))] };
    });
}

/** The embedded service comes with deployments of its base models; nobody made them, and none of them costs. */
function isOfService({ systemData }: DeploymentBody): boolean {
  return systemData?.createdBy === "tunelab" && systemData.createdByType === "Application";
}
