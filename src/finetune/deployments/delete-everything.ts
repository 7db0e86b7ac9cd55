import type { OpenAI } from "openai";
import {
  getDisplaySink,
  JUPYTER_DISPLAY,
  TunelabError,
  type DisplaySink,
  type MimeData,
  isLoopback,
  portalPageOf,
} from "../../core/index.js";
import { connect, explainProviderError, MadeThings, type MadeThing } from "../../client/index.js";
import { display, table } from "../../display/index.js";
import { MODEL_CATALOG } from "../../tokens/index.js";
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
  constructor(
    readonly things: readonly CleanedThing[],
    private readonly caption: string,
  ) {}

  toString(): string {
    return [this.caption, ...this.things.map(({ kind, id, result }) => `${kind} ${id}: ${result}`)].join("\n");
  }

  [JUPYTER_DISPLAY](): MimeData {
    const rows = this.things.map(({ kind, id, result }) => ({ kind, id, result }));
    const cellLinks = { id: (_: unknown, row: number) => this.things[row]?.page };
    return { "text/html": table(rows, { caption: this.caption, cellLinks }).toHtml(), "text/plain": this.toString() };
  }
}

/** Azure refuses to delete a model that is deployed, so deployments go first. */
const ORDER: readonly MadeThing["kind"][] = ["deployment", "model", "file", "job"];

/**
 * Deletes what this notebook made, and nothing else: deployments, then tuned models, then files.
 *
 * Lists it first with what each would cost in a month when forgotten, and asks on a real provider. What is gone already
 * counts as deleted; what cannot be deleted stays on the list, with the reason. Jobs stay at the provider as a record.
 * Throws `not_confirmed` where nobody can answer and `confirm` is not given.
 *
 * @example
 * await deleteEverything();
 */
export async function deleteEverything(options: DeleteEverythingOptions = {}): Promise<CleanUp> {
  const { sink = getDisplaySink(), made = new MadeThings() } = options;
  const client = options.client ?? (await connect(options.env === undefined ? {} : { env: options.env })).client;
  const embedded = isLoopback(client.baseURL);
  const things = (await made.list(client.baseURL)).sort(
    (left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind),
  );
  const rows = things.map((thing) => ({
    kind: thing.kind,
    id: thing.id,
    made: thing.madeAt.slice(0, 16).replace("T", " "),
    "forgotten for a month": embedded ? "nothing" : monthlyCost(thing.kind),
  }));
  if (rows.length === 0) return new CleanUp([], "This notebook has made nothing that is still there.");
  const pageOf = ({ kind, id }: Pick<MadeThing, "kind" | "id">): string | undefined =>
    kind === "model" ? undefined : portalPageOf(client.baseURL, kind, id);
  const cellLinks = { id: (_: unknown, row: number) => pageOf(things[row]!) };
  await display(table(rows, { caption: "Made by this notebook", cellLinks }), sink === undefined ? {} : { sink });
  if (!(options.confirm ?? (embedded || (await askWhether(sink, things.length))))) {
    return new CleanUp(
      things.map((thing) => describeThing(thing, "stays", pageOf(thing))),
      "Nothing was deleted.",
    );
  }
  let management: ManagementClient | undefined;
  const results: CleanedThing[] = [];
  for (const thing of things) {
    const { kind, id } = thing;
    try {
      if (kind === "deployment") {
        management ??= await ManagementClient.open(options);
        await management.delete(id);
      } else {
        await deleteAtProvider(client, kind, id);
      }
      await made.remove(thing);
      const result = kind === "job" ? "kept at the provider as a record" : "deleted";
      results.push(kind === "job" ? describeThing(thing, result, pageOf(thing)) : { kind, id, deleted: true, result });
    } catch (error) {
      const explained = explainProviderError(error, `Deleting ${id}`);
      const hint = TunelabError.isInstance(explained) ? ` ${explained.hint}` : "";
      results.push(describeThing(thing, `stays: ${explained.message}${hint}`, pageOf(thing)));
    }
  }
  return new CleanUp(results, "Clean-up");
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
  if (kind === "deployment")
    return `${(MODEL_CATALOG.hostingPerHour.Standard * 730).toFixed(0)} $; deleted by Azure after 15 idle days`;
  return kind === "file" ? "next to nothing, and it counts towards 100 files" : "nothing";
}

async function askWhether(sink: DisplaySink | undefined, count: number): Promise<boolean> {
  if (sink?.canAsk !== true) {
    throw new TunelabError(`${count} things would be deleted at a real provider, and nobody can be asked.`, {
      code: "not_confirmed",
      hint: "Run await deleteEverything({ confirm: true }) if the list above is right.",
    });
  }
  const answer = await sink.ask(`Delete these ${count} things? Type yes: `);
  return /^(yes|y|sim|s|oui|o)$/i.test(answer.trim());
}
