import type { Llama } from "node-llama-cpp";

let shared: Promise<Llama> | undefined;
/** What llama.cpp says goes to them while there is one, and to the console otherwise. */
const listeners = new Set<(message: string) => void>();

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

/** Runs `work` and gives its result with the lines that llama.cpp logged meanwhile, where it alone says what is wrong. */
export async function withLlamaLog<Result>(
  work: (llama: Llama, said: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const llama = await sharedLlama();
  const said: string[] = [];
  const listen = (message: string): void => void said.push(...message.split("\n"));
  listeners.add(listen);
  try {
    return await work(llama, said);
  } finally {
    listeners.delete(listen);
  }
}

async function loadLlama(): Promise<Llama> {
  const { getLlama, LlamaLogLevel } = await import("node-llama-cpp");
  // "never": a compiler may be missing on a learner's machine, and the package ships a CPU library.
  const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
  const toConsole = llama.logger;
  llama.logger = (level, message) => {
    if (listeners.size === 0) toConsole(level, message);
    else for (const listen of listeners) listen(message);
  };
  return llama;
}
