import { fewestFastThreads, threadCandidates } from "../measured-choices.js";
import type { LocalModel } from "./local-model.js";

/** Tokens written with each number of threads, after a few that only warm up. */
const WARM_TOKENS = 4;
const TIMED_TOKENS = 16;
/** A first measurement that takes this long is not repeated. */
const PATIENCE_MS = 1_000;

/**
 * Writes some tokens with each number of threads and returns the one to generate with.
 *
 * Small models are fastest with one thread: with two, threads wait for each other longer than they work, and on a busy
 * machine many times as long. So a number of threads that falls behind is given up before it has written all of its
 * tokens. Takes about half a second for a model of 135 million weights on two idle cores.
 */
export async function measureGenerationThreads(
  model: LocalModel,
  candidates: readonly number[] = threadCandidates(),
): Promise<number> {
  if (candidates.length === 1) return candidates[0]!;
  const measured: { threads: number; speed: number }[] = [];
  for (const threads of candidates) {
    const best = Math.max(0, ...measured.map(({ speed }) => speed));
    const speed = await generationSpeed(model, threads, best);
    measured.push({ threads, speed });
    // More threads only help while fewer of them helped.
    if (speed < best) break;
  }
  return fewestFastThreads(measured);
}

/** Tokens a millisecond, the better of two rounds, so that other load counts less; 0 when slower than `atLeast`. */
async function generationSpeed(model: LocalModel, threads: number, atLeast: number): Promise<number> {
  const context = await model.native.model.createContext({
    contextSize: 256,
    threads: { ideal: threads, min: threads },
  });
  try {
    const sequence = context.getSequence();
    const prompt = model.tokenizePrompt("The capital of France is");
    const longest = atLeast > 0 ? (2 * (WARM_TOKENS + TIMED_TOKENS)) / atLeast : Infinity;
    let best = 0;
    for (let round = 0; round < 2; round++) {
      await sequence.clearHistory();
      const began = performance.now();
      let started = began;
      let written = 0;
      for await (const _ of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
        if (++written === WARM_TOKENS) started = performance.now();
        if (written === WARM_TOKENS + TIMED_TOKENS) break;
        if (performance.now() - began > longest) return 0;
      }
      const elapsed = performance.now() - started;
      best = Math.max(best, (written - WARM_TOKENS) / elapsed);
      if (elapsed > PATIENCE_MS) break;
    }
    return best;
  } finally {
    await context.dispose();
  }
}
