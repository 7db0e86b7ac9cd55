import { setTimeout as sleep } from "node:timers/promises";
import type { Llama } from "node-llama-cpp";
import { loadLlamaPackage } from "./llama-package.js";

let shared: Promise<Llama> | undefined;
/** Gets what llama.cpp says while a model is being loaded; otherwise it goes to the console. */
let listener: ((message: string) => void) | undefined;

/**
 * llama.cpp's library, loaded once for the process: the package tries it in a process of its own first, which takes longer
 * than a small model. It is never freed: models and contexts are.
 */
export function sharedLlama(): Promise<Llama> {
  shared ??= loadLlama().catch((error: unknown) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

/** Milliseconds without another line after which llama.cpp has said all. */
const QUIET_MS = 100;
/** Milliseconds that are waited for its words at most. */
const WORDS_WITHIN_MS = 1000;

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs `load`, one at a time; where it fails, `explain` makes the error of the lines that llama.cpp logged, in which alone
 * stands what is wrong with a file. Lines come from a thread of its own, some of them after the failure.
 */
export function withLlamaLog<Result>(
  load: (llama: Llama) => Promise<Result>,
  explain: (said: readonly string[], cause: unknown) => Error,
): Promise<Result> {
  const next = last.then(() => loadAndListen(load, explain));
  last = next.catch(() => undefined);
  return next;
}

async function loadAndListen<Result>(
  load: (llama: Llama) => Promise<Result>,
  explain: (said: readonly string[], cause: unknown) => Error,
): Promise<Result> {
  const llama = await sharedLlama();
  const said: string[] = [];
  listener = (message) => said.push(...message.split("\n"));
  try {
    return await load(llama);
  } catch (cause) {
    await untilQuiet(said);
    throw explain(said, cause);
  } finally {
    listener = undefined;
  }
}

async function untilQuiet(said: readonly string[]): Promise<void> {
  const deadline = performance.now() + WORDS_WITHIN_MS;
  let known: number;
  do {
    known = said.length;
    await sleep(QUIET_MS);
  } while ((known === 0 || said.length > known) && performance.now() < deadline);
}

async function loadLlama(): Promise<Llama> {
  const { getLlama, LlamaLogLevel } = await loadLlamaPackage();
  // "never": a compiler may be missing on a learner's machine, and the package ships a CPU library.
  const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
  const toConsole = llama.logger;
  llama.logger = (level, message) => {
    if (listener === undefined) toConsole(level, message);
    else listener(message);
  };
  return llama;
}
