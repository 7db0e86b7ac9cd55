import type { OpenAI } from "openai";
import {
  getDisplaySink,
  JUPYTER_DISPLAY,
  TunelabError,
  type DisplaySink,
  type MimeData,
  isLoopback,
  portalPageOf,
  labelled,
} from "../../core/index.js";
import { connect, explainProviderError, MadeThings, type MadeThing } from "../../client/index.js";
import { composeDisplay, display, table } from "../../display/index.js";
import { formatNumber, say } from "../../texts/index.js";
import { MODEL_CATALOG } from "../../tokens/index.js";
import { findCheckpoints, findElsewhere, findRunning, type ForeignThing } from "./find-things.js";
import { ManagementClient, type ManagementOptions } from "./management.js";

/** Options of {@link deleteEverything}. */
export interface DeleteEverythingOptions extends ManagementOptions {
  /** @default the provider's of the settings */
  readonly client?: OpenAI;
  /** Answers the question in advance, for runs without a person. @default asked on a real provider, true embedded */
  readonly confirm?: boolean;
  readonly sink?: DisplaySink;
  readonly made?: MadeThings;
}

/** What became of one thing. */
export interface CleanedThing {
  readonly kind: MadeThing["kind"];
  readonly id: string;
  readonly deleted: boolean;
  /** What happened, and what to do where it stays. */
  readonly result: string;
  /** Its page in the portal of the embedded service, while it is there. */
  readonly page?: string;
}

/** What a clean-up did, thing by thing. */
export class CleanUp {
  readonly #caption: string;

  constructor(
    readonly things: readonly CleanedThing[],
    caption: string,
  ) {
    this.#caption = caption;
  }

  toString(): string {
    return [this.#caption, ...this.things.map(({ kind, id, result }) => labelled(`${kind} ${id}`, result))].join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    if (this.things.length === 0) return composeDisplay([this.#caption]);
    const rows = this.things.map(({ kind, id, result }) => ({
      [say("cleanUp.kind")]: kind,
      [say("cleanUp.id")]: id,
      [say("cleanUp.result")]: result,
    }));
    const cellLinks = { [say("cleanUp.id")]: (_: unknown, row: number) => this.things[row]?.page };
    return {
      ...table(rows, { caption: this.#caption, cellLinks, types: false }).toBundle().data,
      "text/plain": this.toString(),
    };
  }
}

/** Azure refuses to delete a model that is deployed, so deployments go first. */
const ORDER: readonly MadeThing["kind"][] = ["deployment", "model", "file", "job"];

/**
 * Deletes what this notebook made, and nothing else: deployments, then tuned models, then files.
 *
 * Lists it first with what each would cost in a month when forgotten, and asks on a real provider. It goes by what is there:
 * checkpoints of its jobs go too, a job that still runs is cancelled after a question, and what others made at the same
 * endpoint is listed and left alone. What is gone already counts as deleted; what cannot be deleted stays on the list,
 * with the reason. Jobs stay at the provider as a record. Throws `not_confirmed` where nobody can answer and `confirm` is
 * not given.
 *
 * @example
 * await deleteEverything();
 */
export async function deleteEverything(options: DeleteEverythingOptions = {}): Promise<CleanUp> {
  const { sink = getDisplaySink(), made = new MadeThings() } = options;
  const client = options.client ?? (await connect({ env: options.env })).client;
  const embedded = isLoopback(client.baseURL);
  const shown = { sink };
  const noted = await made.list(client.baseURL);
  const things = [...noted, ...(await findCheckpoints(client, noted))].sort(
    (left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind),
  );
  const running = await findRunning(client, things);
  const management = await ManagementClient.open(options).catch(() => undefined);
  await showElsewhere(await findElsewhere(client, management, things), shown);
  if (things.length === 0) return new CleanUp([], say("cleanUp.none"));
  const rows = things.map(({ kind, id, madeAt }) => ({
    [say("cleanUp.kind")]: kind,
    [say("cleanUp.id")]: id,
    [say("cleanUp.madeAt")]: madeAt.slice(0, 16).replace("T", " "),
    [say("cleanUp.month")]: running.includes(id)
      ? say("cleanUp.jobRunning")
      : embedded
        ? say("cleanUp.free")
        : monthlyCost(kind),
  }));
  const pageOf = ({ kind, id }: Pick<MadeThing, "kind" | "id">): string | undefined =>
    kind === "model" ? undefined : portalPageOf(client.baseURL, kind, id);
  const cellLinks = { [say("cleanUp.id")]: (_: unknown, row: number) => pageOf(things[row]!) };
  await display(table(rows, { caption: say("cleanUp.made"), cellLinks, types: false }), shown);
  if (!(options.confirm ?? (embedded || (await askWhether(sink, things.length))))) {
    return new CleanUp(
      things.map((thing) => describeThing(thing, say("cleanUp.stays"), pageOf(thing))),
      say("cleanUp.nothing"),
    );
  }
  const cancel = running.length > 0 && (options.confirm ?? (await askToCancel(sink, running.length)));
  const results: CleanedThing[] = [];
  // A job first: it may hold its files.
  for (const thing of [...things].sort((left, right) => isRunning(right, running) - isRunning(left, running))) {
    const { kind, id } = thing;
    try {
      if (running.includes(id) && !cancel) {
        results.push(describeThing(thing, say("cleanUp.jobLeft"), pageOf(thing)));
        continue;
      }
      if (kind === "deployment") await (management ?? (await ManagementClient.open(options))).delete(id);
      else if (running.includes(id)) await client.fineTuning.jobs.cancel(id);
      else await deleteAtProvider(client, kind, id);
      await made.remove(thing);
      const result = say(
        kind !== "job" ? "cleanUp.deleted" : running.includes(id) ? "cleanUp.jobCancelled" : "cleanUp.jobKept",
      );
      results.push(kind === "job" ? describeThing(thing, result, pageOf(thing)) : { kind, id, deleted: true, result });
    } catch (error) {
      const explained = explainProviderError(error, say("client.deleting", { name: id }));
      const hint = TunelabError.isInstance(explained) ? ` ${explained.hint}` : "";
      const result = say("cleanUp.staysBecause", { reason: `${explained.message}${hint}` });
      results.push(describeThing(thing, result, pageOf(thing)));
    }
  }
  return new CleanUp(results, say("cleanUp.caption"));
}

const isRunning = ({ id }: MadeThing, running: readonly string[]): number => Number(running.includes(id));

/** What others made here may cost as well, so it is named. */
async function showElsewhere(things: readonly ForeignThing[], shown: { readonly sink?: DisplaySink }): Promise<void> {
  if (things.length === 0) return;
  const rows = things.map(({ kind, id, by }) => ({
    [say("cleanUp.kind")]: kind,
    [say("cleanUp.id")]: id,
    [say("cleanUp.by")]: by.length === 0 ? say("cleanUp.unknown") : by.join(", "),
  }));
  await display(table(rows, { caption: say("cleanUp.elsewhere"), types: false }), shown);
}

/** One that is still there. */
function describeThing({ kind, id }: MadeThing, result: string, page: string | undefined): CleanedThing {
  return { kind, id, deleted: false, result, ...(page !== undefined && { page }) };
}

async function deleteAtProvider(client: OpenAI, kind: MadeThing["kind"], id: string): Promise<void> {
  try {
    if (kind === "model") await client.models.delete(id);
    else if (kind === "file") await client.files.delete(id);
  } catch (error) {
    if ((error as { status?: number }).status !== 404) throw error;
  }
}

function monthlyCost(kind: MadeThing["kind"]): string {
  if (kind === "deployment") {
    return say("cleanUp.deploymentCost", {
      month: formatNumber(MODEL_CATALOG.hostingPerHour.Standard * 730, { fixed: 0 }),
    });
  }
  return say(kind === "file" ? "cleanUp.fileCost" : "cleanUp.free");
}

async function askWhether(sink: DisplaySink | undefined, count: number): Promise<boolean> {
  if (sink?.canAsk !== true) {
    throw new TunelabError(say("cleanUp.notAsked", { n: count }), {
      code: "not_confirmed",
      hint: say("cleanUp.notAskedHint", { code: "await deleteEverything({ confirm: true })" }),
    });
  }
  return isYes(await sink.ask(say("cleanUp.ask", { n: count })));
}

/** Work that somebody waits for is not ended unasked: where nobody can answer, it goes on. */
async function askToCancel(sink: DisplaySink | undefined, count: number): Promise<boolean> {
  return sink?.canAsk === true && isYes(await sink.ask(say("cleanUp.askJobs", { n: count })));
}

const isYes = (answer: string): boolean => /^(yes|y|sim|s|oui|o)$/i.test(answer.trim());
