import { LlamaLogLevel, getLlama, type Llama, type Token } from "node-llama-cpp";
import { afterAll } from "vitest";

let shared: Promise<Llama> | undefined;
afterAll(async () => (await shared)?.dispose());

/**
 * Probabilities of the next token after each token, as llama.cpp computes them; for each position a map by token.
 */
export async function llamaCppProbabilities(
  modelPath: string,
  tokenIds: readonly number[],
  { adapterPath }: { readonly adapterPath?: string } = {},
): Promise<ReadonlyMap<number, number>[]> {
  shared ??= getLlama({ gpu: false, build: "never", maxThreads: 2, logLevel: LlamaLogLevel.disabled });
  const llama = await shared;
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({
    contextSize: 256,
    threads: 2,
    ...(adapterPath ? { lora: { adapters: [{ filePath: adapterPath }] } } : {}),
  });
  try {
    const sequence = context.getSequence();
    const evaluated = await sequence.controlledEvaluate(
      tokenIds.map((id) => [id as Token, { generateNext: { probabilities: true } }]),
    );
    return evaluated.map((position) => position!.next.probabilities!);
  } finally {
    await context.dispose();
    await model.dispose();
  }
}
