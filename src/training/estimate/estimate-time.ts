import { createEngine, type EngineOptions } from "../model/engine.js";
import { estimateTrainingOperations, layerSize } from "./estimate-memory.js";
import { GraphBuilder } from "../graph/graph-builder.js";
import type { ModelDimensions } from "../model/model-config.js";
import { zeros } from "../model/tensor.js";

/** Share of a plain matrix product's speed that a training step reaches; measured on SmolLM2-135M with 56 tokens. */
const STEP_EFFICIENCY = 0.45;
/** Bytes of float32 weights read and dequantised per second, and seconds to build a layer's graph; measured likewise. */
const READ_BYTES_PER_SECOND = 600e6;
const GRAPH_SECONDS_PER_LAYER = 0.03;
const START_SECONDS = 1;

/**
 * Measures this machine's speed in floating-point operations per second with a product like those of a training step.
 *
 * Takes some tens of milliseconds after the runtime has loaded; the best of several runs, so that other load counts less.
 *
 * @example
 * await measureSpeed({ threads: 2 }); // 4.6e11 with 2 cores that have AVX-512
 */
export async function measureSpeed(options: EngineOptions = {}): Promise<number> {
  const [rows, inner, columns] = [64, 576, 1536];
  const g = new GraphBuilder();
  const product = g.gemm(g.input("a", [rows, inner]), g.input("b", [columns, inner]), { b: true });
  g.output("c", product, [rows, columns]);
  const session = await (await createEngine(options)).createSession(g.build());
  const feeds = new Map([
    ["a", zeros([rows, inner])],
    ["b", zeros([columns, inner])],
  ]);
  let fastest = Infinity;
  for (let i = 0; i < 20; i++) {
    const started = performance.now();
    await session.run(feeds);
    fastest = Math.min(fastest, performance.now() - started);
  }
  await session.release();
  return (2 * rows * inner * columns) / (fastest / 1000);
}

/**
 * Estimates the seconds of a training from the machine's speed; within a factor of two where nothing else runs.
 *
 * @example
 * estimateTrainingSeconds(config, { layers: 30, tokens: 1700, targets: 700 }, 4.6e11); // about 10 for SmolLM2-135M
 */
export function estimateTrainingSeconds(
  config: ModelDimensions,
  work: { readonly layers: number; readonly tokens: number; readonly targets: number },
  operationsPerSecond: number,
): number {
  const operations = estimateTrainingOperations(config, work.layers, work.tokens, work.targets);
  const weights = 4 * (config.vocabularySize * config.hiddenSize + config.layerCount * layerSize(config));
  const start = START_SECONDS + weights / READ_BYTES_PER_SECOND + GRAPH_SECONDS_PER_LAYER * work.layers;
  return start + operations / (operationsPerSecond * STEP_EFFICIENCY);
}
