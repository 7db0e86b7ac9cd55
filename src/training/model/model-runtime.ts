import type { Adapter } from "../adapter/adapter.js";
import { createEngine, type Engine, type EngineOptions, type GraphSession } from "./engine.js";
import type { AdapterShape } from "../graph/layer-parts.js";
import { buildTransformerGraph, type GraphHead } from "../graph/transformer-graph.js";
import { openModel, type Model } from "./load-model.js";
import type { ModelConfig } from "./model-config.js";
import {
  embeddingRows,
  packExamples,
  usedTokens,
  type HiddenRows,
  type PackedExamples,
  type TokenExample,
} from "../data/pack-examples.js";
import type { FloatTensor } from "./tensor.js";

/** Options of {@link ModelRuntime.load}. */
export interface ModelRuntimeOptions extends EngineOptions {
  /** First layer that is kept in memory; examples must then be given, for their states below it. @default 0 */
  readonly from?: number;
  /** Every example that will be packed; only needed when `from` is above 0. */
  readonly examples?: readonly TokenExample[];
  readonly signal?: AbortSignal;
}

const NO_TENSORS: ReadonlyMap<string, FloatTensor> = new Map();

/** A model in memory with an engine: packs examples and runs graphs over its layers. */
export class ModelRuntime {
  readonly #sessions = new Map<string, Promise<GraphSession>>();
  readonly #model: Model;
  readonly #engine: Engine;
  readonly #weights: ReadonlyMap<string, FloatTensor>;
  readonly #hiddenRows: HiddenRows;

  private constructor(
    model: Model,
    engine: Engine,
    readonly from: number,
    weights: ReadonlyMap<string, FloatTensor>,
    hiddenRows: HiddenRows,
  ) {
    this.#model = model;
    this.#engine = engine;
    this.#weights = weights;
    this.#hiddenRows = hiddenRows;
  }

  /**
   * Reads a model's weights as float32 and starts an engine.
   *
   * With `from` above 0 the layers below are read one at a time, run over the examples, and forgotten: what is
   * frozen is computed once, and needs the memory of one layer. Throws what {@link openModel} throws.
   *
   * @example
   * const runtime = await ModelRuntime.load("SmolLM2-135M-Instruct.Q4_1.gguf", { threads: 2 });
   */
  static async load(path: string, options: ModelRuntimeOptions = {}): Promise<ModelRuntime> {
    const { from = 0, examples = [], signal } = options;
    const model = openModel(path);
    try {
      const engine = await createEngine(options);
      const rows = from > 0 ? await statesBelow(model, engine, from, examples, signal) : embeddingRows(model);
      const weights = new Map(model.outputTensors);
      for (let layer = from; layer < model.config.layerCount; layer++) {
        signal?.throwIfAborted();
        for (const [name, tensor] of model.readLayer(layer)) weights.set(name, tensor);
      }
      return new ModelRuntime(model, engine, from, weights, rows);
    } finally {
      model.close();
    }
  }

  get config(): ModelConfig {
    return this.#model.config;
  }

  get backend(): Engine["backend"] {
    return this.#engine.backend;
  }

  pack(examples: readonly TokenExample[]): PackedExamples {
    return packExamples(this.#model, examples, this.#hiddenRows);
  }

  /** Runs one head over packed examples; the graph is built on first use and kept. */
  async run(
    head: Exclude<GraphHead, "hidden">,
    packed: PackedExamples,
    {
      adapter,
      feeds = NO_TENSORS,
    }: { readonly adapter?: Adapter; readonly feeds?: ReadonlyMap<string, FloatTensor> } = {},
  ): Promise<ReadonlyMap<string, Float32Array | BigInt64Array>> {
    const session = await this.#session(head, adapter?.shape);
    return session.run(packed.feeds, feeds, adapter?.tensors ?? NO_TENSORS, this.#weights);
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await (await session).release();
    this.#sessions.clear();
  }

  #session(head: Exclude<GraphHead, "hidden">, adapter: AdapterShape | undefined): Promise<GraphSession> {
    const key = `${head} ${JSON.stringify(adapter)}`;
    let session = this.#sessions.get(key);
    if (!session) {
      session = this.#engine.createSession(buildTransformerGraph(this.config, { from: this.from, head, adapter }));
      this.#sessions.set(key, session);
    }
    return session;
  }
}

/** Computes the hidden states of every example after the layers below `to`. */
async function statesBelow(
  model: Model,
  engine: Engine,
  to: number,
  examples: readonly TokenExample[],
  signal: AbortSignal | undefined,
): Promise<HiddenRows> {
  const states = new Map<TokenExample, Float32Array>();
  const embed = embeddingRows(model);
  for (const example of examples) {
    const rows = new Float32Array(usedTokens(example) * model.config.hiddenSize);
    embed(example, 0, usedTokens(example), rows);
    states.set(example, rows);
  }
  const fromStates: HiddenRows = (example, from, to, out) =>
    out.set(states.get(example)!.subarray(from * model.config.hiddenSize, to * model.config.hiddenSize));
  // All layers are alike, so the graph of the first one serves each of them with that layer's weights.
  const session = await engine.createSession(buildTransformerGraph(model.config, { from: 0, to: 1, head: "hidden" }));
  for (let layer = 0; layer < to; layer++) {
    const weights = new Map(
      [...model.readLayer(layer)].map(([name, tensor]) => [name.replace(`blk.${layer}.`, "blk.0."), tensor]),
    );
    for (const example of states.keys()) {
      signal?.throwIfAborted();
      const outputs = await session.run(packExamples(model, [example], fromStates).feeds, weights);
      states.set(example, outputs.get("hidden") as Float32Array);
    }
  }
  await session.release();
  return fromStates;
}
