import type { Token } from "node-llama-cpp";
import { sharedLlama } from "../../src/service/inference/shared-llama.js";

/**
 * Probabilities of the next token after each token, as llama.cpp computes them; for each position that is
 * wanted a map by token, for others an empty one.
 */
export async function llamaCppProbabilities(
  modelPath: string,
  tokenIds: readonly number[],
  {
    adapterPath,
    wanted = () => true,
  }: { readonly adapterPath?: string; readonly wanted?: (position: number) => boolean } = {},
): Promise<ReadonlyMap<number, number>[]> {
  // The service's own: a second one in this process would take llama.cpp's words away from it.
  const llama = await sharedLlama();
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({
    contextSize: 256,
    threads: 1,
    ...(adapterPath ? { lora: { adapters: [{ filePath: adapterPath }] } } : {}),
  });
  try {
    const sequence = context.getSequence();
    const evaluated = await sequence.controlledEvaluate(
      tokenIds.map((id, i) => [id as Token, wanted(i) ? { generateNext: { probabilities: true } } : {}]),
    );
    return tokenIds.map((_, i) => evaluated[i]?.next.probabilities ?? new Map<number, number>());
  } finally {
    await context.dispose();
    await model.dispose();
  }
}
