import { escapeHtml, getDisplaySink, isRecord, tryParse } from "../core/index.js";
import { keepKeyFromRedirects } from "../models/index.js";
import { say } from "../texts/index.js";
import { MadeThings, type MadeThing } from "./made-things.js";

/** What {@link noteCreations} needs to know besides the calls themselves. */
export interface NoteCreationsOptions {
  /** List that is kept. @default this notebook's */
  readonly made?: MadeThings;
  /** Holds the address of the provider: the management plane, where deployments are made, has another. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Wraps `fetch` so that files, jobs and deployments that cells make by hand are noted, for `deleteEverything`.
 *
 * The caller gets its answer as before, also where the note cannot be written. A tuned model is noted when a job of this
 * list is read that has one.
 *
 * @example
 * globalThis.fetch = noteCreations(globalThis.fetch);
 */
export function noteCreations(
  send: typeof globalThis.fetch,
  options: NoteCreationsOptions = {},
): typeof globalThis.fetch {
  const { made = new MadeThings(), env = process.env } = options;
  return async function fetch(input, init) {
    const body = typeof init?.body === "string" ? tryParse(init.body) : undefined;
    const response = await send(input, init);
    const method = (init?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
    const url = input instanceof Request ? input.url : String(input);
    const find = FINDERS.find((finder) => finder.method === method && finder.path.test(url));
    if (find === undefined || !(response.ok && response.status === (find.status ?? response.status))) return response;
    // The answer must be read twice, and a note that fails is no reason to keep it from the caller.
    await response
      .clone()
      .json()
      .then((answer) => find.note(answer as Body, url, made, env["AZURE_OPENAI_ENDPOINT"] ?? url, body))
      .catch(() => undefined);
    return response;
  };
}

let watching: typeof globalThis.fetch | undefined;

/**
 * Notes from now on what this process makes at a provider through `fetch`, and keeps the key of a cell's own client from being
 * redirected to another server; doing it twice is doing it once.
 *
 * @example
 * watchCreations();
 */
export function watchCreations(): void {
  if (globalThis.fetch === watching) return;
  watching = noteCreations(keepKeyFromRedirects(globalThis.fetch));
  globalThis.fetch = watching;
}

interface Body {
  readonly id?: string;
  readonly name?: string;
  readonly purpose?: string;
  readonly filename?: string;
  readonly bytes?: number;
  readonly fine_tuned_model?: string | null;
  readonly result_files?: readonly string[];
}

interface Finder {
  readonly method: string;
  readonly path: RegExp;
  /** The one that means that something was made. @default any that is no refusal */
  readonly status?: number;
  note(body: Body, url: string, made: MadeThings, endpoint: string, sent: unknown): Promise<void>;
}

/** What a job is made of: its parameters, with what is in its files for their ids, which are new with every upload. */
function describeJob(sent: unknown, known: readonly MadeThing[]): string | undefined {
  if (!isRecord(sent)) return undefined;
  const inFile = (id: unknown): unknown => known.find((thing) => thing.id === id)?.content ?? id;
  const { training_file: training, validation_file: validation, ...parameters } = sent;
  return JSON.stringify([inFile(training), inFile(validation), Object.entries(parameters).sort()]);
}

/** Running a cell twice makes a second job, which a provider bills like the first. */
function warnOfSecondJob(first: string, second: string): void {
  const text = say("client.secondJob", { first, second, cancel: `await client.fineTuning.jobs.cancel("${second}")` });
  const shown = `<p role="alert">${escapeHtml(text)}</p>`;
  getDisplaySink()?.display({ data: { "text/html": shown, "text/plain": text } });
}

const FINDERS: readonly Finder[] = [
  {
    method: "POST",
    path: /\/files(\/import)?(\?.*)?$/,
    note: async ({ id, filename, bytes }, url, made) => {
      if (id !== undefined) await made.add({ kind: "file", id, endpoint: url, content: `${filename} ${bytes}` });
    },
  },
  {
    method: "POST",
    path: /\/fine_tuning\/jobs(\?.*)?$/,
    note: async ({ id }, url, made, _endpoint, sent) => {
      if (id === undefined) return;
      const known = await made.list(url);
      const content = describeJob(sent, known);
      const first = content && known.find((thing) => thing.kind === "job" && thing.content === content);
      if (first) warnOfSecondJob(first.id, id);
      await made.add({ kind: "job", id, endpoint: url, ...(content !== undefined && { content }) });
    },
  },
  {
    method: "GET",
    path: /\/fine_tuning\/jobs\/[^/?]+(\?.*)?$/,
    note: async ({ id, fine_tuned_model: model, result_files: files = [] }, url, made) => {
      if (!model || !(await made.list(url)).some((thing) => thing.kind === "job" && thing.id === id)) return;
      const results = files.map((file) => ({ kind: "file" as const, id: file, endpoint: url }));
      await made.add({ kind: "model", id: model, endpoint: url }, ...results);
    },
  },
  {
    method: "PUT",
    // 200 is the answer for a deployment that was there before, perhaps somebody else's.
    status: 201,
    path: /\/providers\/Microsoft\.CognitiveServices\/accounts\/[^/]+\/deployments\/[^/?]+(\?.*)?$/i,
    note: async ({ name }, url, made, endpoint) => {
      const id = name ?? decodeURIComponent(/\/deployments\/([^/?]+)/.exec(url)![1]!);
      await made.add({ kind: "deployment", id, endpoint });
    },
  },
];
