import { isMainThread } from "node:worker_threads";
import { isMostlyIdle, NO_TELEMETRY, TunelabError } from "../../core/index.js";
import type { Graph } from "../graph/graph-builder.js";
import type { FloatTensor } from "./tensor.js";

/** A graph that can be run again and again. */
export interface GraphSession {
  /** Runs the graph; each input is taken from the first map that has it. Returns outputs by name. */
  run(
    ...feeds: readonly ReadonlyMap<string, FloatTensor>[]
  ): Promise<ReadonlyMap<string, Float32Array | BigInt64Array>>;
  release(): Promise<void>;
}

/** Runs graphs with a number of threads. */
export interface Engine {
  readonly backend: "onnxruntime-node" | "onnxruntime-web";
  readonly threads: number;
  createSession(graph: Graph): Promise<GraphSession>;
}

/** Names of the runtimes, or `auto` for the first one that loads. */
type Backend = "auto" | Engine["backend"];

/** Options of {@link createEngine}. */
export interface EngineOptions {
  /** Threads of one operation. @default 2 */
  readonly threads?: number;
  /**
   * Which runtime to use; `auto` takes the native one and the WebAssembly one where that does not load.
   * @default what TUNELAB_ONNX says (`native`, `wasm` or `auto`), else "auto"
   */
  readonly backend?: Backend;
  /**
   * Whether idle threads wait actively for the next operation: a little faster on a machine that does nothing else,
   * and several times slower on a busy one. Results are the same. @default whether the machine is mostly idle now
   */
  readonly activeWaiting?: boolean;
}

/** The part of onnxruntime's API that both packages share and this file uses. */
interface Runtime {
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => RuntimeTensor;
  readonly InferenceSession: {
    create(model: Uint8Array, options: Record<string, unknown>): Promise<RuntimeSession>;
  };
  readonly env: { readonly wasm?: { numThreads?: number } };
}

interface RuntimeTensor {
  readonly data: unknown;
}

interface RuntimeSession {
  run(feeds: Record<string, RuntimeTensor>): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
}

/**
 * Loads onnxruntime, native where it loads, else the WebAssembly one, which is several times slower.
 *
 * `run` of the native runtime blocks its thread until the graph is done: use it in a worker thread.
 * Throws `no_training_runtime` when neither can be loaded, and `invalid_option` when TUNELAB_ONNX names another one.
 *
 * @example
 * const engine = await createEngine({ threads: 2 });
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { threads = 2, backend = backendFromEnvironment(process.env), activeWaiting = isMostlyIdle() } = options;
  const candidates = backend === "auto" ? (["onnxruntime-node", "onnxruntime-web"] as const) : [backend];
  const failures: unknown[] = [];
  for (const name of candidates) {
    try {
      return new OnnxEngine(await loadRuntime(name), name, threads, activeWaiting);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new TunelabError(
    `Training needs ${candidates.join(" or ")}, and none of them could be loaded on this machine.`,
    {
      code: "no_training_runtime",
      hint: "Run `npm ci` again: both come with it. Without TUNELAB_ONNX the one that loads is taken.",
      cause: new AggregateError(failures),
    },
  );
}

const BACKENDS: Readonly<Record<string, Backend>> = {
  auto: "auto",
  native: "onnxruntime-node",
  wasm: "onnxruntime-web",
};

/**
 * Reads TUNELAB_ONNX.
 *
 * @example
 * backendFromEnvironment({ TUNELAB_ONNX: "wasm" }); // "onnxruntime-web"
 */
export function backendFromEnvironment(environment: Readonly<Record<string, string | undefined>>): Backend {
  const name = environment["TUNELAB_ONNX"]?.trim().toLowerCase() || "auto";
  const backend = Object.hasOwn(BACKENDS, name) ? BACKENDS[name] : undefined;
  if (backend !== undefined) return backend;
  throw new TunelabError(`TUNELAB_ONNX is ${JSON.stringify(name)}, which is no runtime.`, {
    code: "invalid_option",
    hint: `Set it to ${Object.keys(BACKENDS).join(", ")}, or leave it out.`,
  });
}

async function loadRuntime(name: Engine["backend"]): Promise<Runtime> {
  if (name === "onnxruntime-node") switchTelemetryOff();
  // By a variable: the types of both packages declare more than is used here, and clash.
  const module = (await import(name)) as Partial<Runtime> & { readonly default?: Runtime };
  const runtime = module.InferenceSession ? (module as Runtime) : module.default;
  if (!runtime) throw new Error(`${name} exports no InferenceSession`);
  return runtime;
}

/**
 * The native library reads the process's own environment at its first session. A thread has only a copy of it, so there
 * the process must have been started with the variable.
 */
function switchTelemetryOff(): void {
  const value = NO_TELEMETRY["ORT_DISABLE_TELEMETRY"]!;
  if (isMainThread) process.env["ORT_DISABLE_TELEMETRY"] = value;
  else if (process.env["ORT_DISABLE_TELEMETRY"] !== value) {
    throw new Error(
      "the telemetry of onnxruntime-node cannot be switched off from a thread: set ORT_DISABLE_TELEMETRY=1",
    );
  }
}

class OnnxEngine implements Engine {
  /** Tensors of the runtime share memory with ours, so a tensor that is changed in place need not be wrapped again. */
  readonly #wrapped = new WeakMap<FloatTensor, RuntimeTensor>();
  readonly #runtime: Runtime;
  readonly #activeWaiting: boolean;

  constructor(
    runtime: Runtime,
    readonly backend: Engine["backend"],
    readonly threads: number,
    activeWaiting: boolean,
  ) {
    this.#runtime = runtime;
    this.#activeWaiting = activeWaiting;
    if (runtime.env.wasm) runtime.env.wasm.numThreads = threads;
  }

  async createSession(graph: Graph): Promise<GraphSession> {
    const session = await this.#runtime.InferenceSession.create(graph.onnx, {
      intraOpNumThreads: this.threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      extra: { session: { intra_op: { allow_spinning: this.#activeWaiting ? "1" : "0" } } },
    });
    return {
      run: async (...feeds) => {
        const inputs: Record<string, RuntimeTensor> = {};
        for (const name of graph.inputs) inputs[name] = this.#wrap(find(feeds, name));
        const outputs = await session.run(inputs);
        return new Map(graph.outputs.map((name) => [name, outputs[name]!.data as Float32Array | BigInt64Array]));
      },
      release: () => session.release(),
    };
  }

  #wrap(tensor: FloatTensor): RuntimeTensor {
    const known = this.#wrapped.get(tensor);
    if (known) return known;
    const wrapped = new this.#runtime.Tensor("float32", tensor.data, tensor.dims);
    this.#wrapped.set(tensor, wrapped);
    return wrapped;
  }
}

function find(feeds: readonly ReadonlyMap<string, FloatTensor>[], name: string): FloatTensor {
  for (const feed of feeds) {
    const tensor = feed.get(name);
    if (tensor) return tensor;
  }
  throw new RangeError(`The graph needs the input ${name}, which was not given.`);
}
