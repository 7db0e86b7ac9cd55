import { fewestFastThreads, threadCandidates } from "../measured-choices.js";
import type { LocalModel } from "./local-model.js";

/** Tokens written with each number of threads, after a few that only warm up. */
const WARM_TOKENS = 4;
const TIMED_TOKENS = 16;
/** A model so slow that one measurement takes this long is not measured twice. */
const PATIENCE_MS = 1_000;

/**
 * Writes some tokens with each number of threads and returns the one to generate with.
 *
 * Small models are fastest with one thread: with two, threads wait for each other longer than they work. Takes about
 * half a second for a model of 135 million weights on two cores.
 */
export async function measureGenerationThreads(
  model: LocalModel,
  candidates: readonly number[] = threadCandidates(),
): Promise<number> {
  if (candidates.length === 1) return candidates[0]!;
  const measured: { threads: number; speed: number }[] = [];
  for (const threads of candidates) {
    const speed = await generationSpeed(model, threads);
    measured.push({ threads, speed });
    // More threads only help while fewer of them helped.
    if (speed < 0.9 * Math.max(...measured.map((one) => one.speed))) break;
  }
  return fewestFastThreads(measured);
}

/** Tokens a second, the better of two rounds, so that other load counts less. */
async function generationSpeed(model: LocalModel, threads: number): Promise<number> {
  const context = await model.native.model.createContext({
    contextSize: 256,
    threads: { ideal: threads, min: threads },
  });
  try {
    const sequence = context.getSequence();
    const prompt = model.tokenizePrompt("The capital of France is");
    let best = 0;
    for (let round = 0; round < 2; round++) {
      await sequence.clearHistory();
      let written = 0;
      let started = performance.now();
      for await (const _ of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
        if (++written === WARM_TOKENS) started = performance.now();
        if (written === WARM_TOKENS + TIMED_TOKENS) break;
      }
      const elapsed = performance.now() - started;
      best = Math.max(best, TIMED_TOKENS / elapsed);
      if (elapsed > PATIENCE_MS) break;
    }
    return best;
  } finally {
    await context.dispose();
  }
}
