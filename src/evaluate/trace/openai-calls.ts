import { createRequire } from "node:module";

/** What a chat completion was asked for. */
export interface CompletionRequest {
  readonly model?: string;
  readonly stream?: boolean;
}

/** Stands around a chat completion: makes the call and gives back what it returned. `baseUrl` is the client's. */
export type CallObserver = (
  body: CompletionRequest | undefined,
  call: () => unknown,
  baseUrl: string | undefined,
) => unknown;

interface Completions {
  create: (this: unknown, ...args: unknown[]) => unknown;
}

interface OpenAIClass {
  readonly Chat: { readonly Completions: { readonly prototype: Completions } };
}

const observers: CallObserver[] = [];
const originals = new Map<Completions, Completions["create"]>();

/**
 * Lets an observer stand around every chat completion that the `openai` package makes from now on; the function that it
 * returns ends that. The last one to come stands innermost.
 *
 * Both builds of the package are covered, the one that cells import and the one that they require. With no observer
 * left the package is as it was.
 *
 * @example
 * const stop = await observeOpenAI((body, call) => { console.log(body?.model); return call(); });
 */
export async function observeOpenAI(observer: CallObserver): Promise<() => void> {
  const required = createRequire(import.meta.url)("openai") as { OpenAI: OpenAIClass };
  const imported = (await import("openai")) as unknown as { OpenAI: OpenAIClass };
  for (const { OpenAI } of [required, imported]) patch(OpenAI.Chat.Completions.prototype);
  observers.push(observer);
  return () => {
    const at = observers.indexOf(observer);
    if (at !== -1) observers.splice(at, 1);
    if (observers.length === 0) restore();
  };
}

function patch(completions: Completions): void {
  if (originals.has(completions)) return;
  const original = completions.create;
  originals.set(completions, original);
  completions.create = function (this: unknown, ...args: unknown[]) {
    const [body] = args as [CompletionRequest | undefined];
    const call = (): unknown => original.apply(this, args);
    const baseUrl = (this as { readonly _client?: { readonly baseURL?: string } })._client?.baseURL;
    return observers.reduceRight<() => unknown>((inner, observer) => () => observer(body, inner, baseUrl), call)();
  };
}

function restore(): void {
  for (const [completions, original] of originals) completions.create = original;
  originals.clear();
}
