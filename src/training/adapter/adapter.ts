import { normalDeviate, seededRandom } from "../../core/index.js";
import { writeGguf } from "../gguf/write-gguf.js";
import type { AdapterShape } from "../graph/layer-parts.js";
import { adapterName, type LinearModule } from "../model/linear-modules.js";
import type { ModelConfig, ModelDimensions } from "../model/model-config.js";
import { linearSizes } from "../model/model-tensors.js";
import { zeros, type FloatTensor } from "../model/tensor.js";

/** A LoRA update: its shape, the layers that it covers, and its factors by llama.cpp's tensor names. */
export interface Adapter {
  readonly shape: AdapterShape;
  /** First layer that carries the update; all above it do too. */
  readonly from: number;
  readonly tensors: ReadonlyMap<string, FloatTensor>;
}

const INITIAL_VALUES_STREAM = 0;

/**
 * Makes an adapter that changes nothing yet: A from a normal distribution with variance 1/input, B zero.
 *
 * The same seed gives the same values.
 *
 * @example
 * createAdapter(config, { rank: 8, alpha: 16, modules: ["q", "v"] }, { seed: 1 }).tensors.size; // 120 at 30 layers
 */
export function createAdapter(
  config: ModelConfig,
  shape: AdapterShape,
  { from = 0, seed = 0 }: { readonly from?: number; readonly seed?: number } = {},
): Adapter {
  const random = seededRandom(seed, INITIAL_VALUES_STREAM);
  const tensors = new Map<string, FloatTensor>();
  for (let layer = from; layer < config.layerCount; layer++) {
    for (const module of shape.modules) {
      const { input, output } = linearSizes(config, module);
      const a = zeros([shape.rank, input]);
      for (let i = 0; i < a.data.length; i++) a.data[i] = normalDeviate(random) / Math.sqrt(input);
      tensors.set(adapterName(layer, module, "a"), a);
      tensors.set(adapterName(layer, module, "b"), zeros([output, shape.rank]));
    }
  }
  return { shape, from, tensors };
}

/** The same adapter with every B zero: it leaves the base model as it is. */
export function withoutEffect(adapter: Adapter): Adapter {
  const tensors = [...adapter.tensors].map(([name, tensor]): [string, FloatTensor] => [
    name,
    name.endsWith(".lora_b") ? zeros(tensor.dims) : tensor,
  ]);
  return { ...adapter, tensors: new Map(tensors) };
}

/**
 * Number of trained values.
 *
 * @example
 * adapterSize(inspectModel("SmolLM2-135M-Instruct.Q4_1.gguf"), 8, ["q", "v"], 30); // 460800
 */
export function adapterSize(
  config: ModelDimensions,
  rank: number,
  modules: readonly LinearModule[],
  layers: number,
): number {
  const perLayer = modules.reduce((sum, module) => {
    const { input, output } = linearSizes(config, module);
    return sum + rank * (input + output);
  }, 0);
  return perLayer * layers;
}

/**
 * Writes an adapter as the GGUF file that llama.cpp loads next to its base model.
 *
 * Metadata and tensor names as llama.cpp's `convert_lora_to_gguf.py` writes them; factors as float32.
 *
 * @example
 * exportAdapter("adapter.gguf", config, adapter);
 */
export function exportAdapter(path: string, config: ModelConfig, adapter: Adapter): void {
  writeGguf(
    path,
    new Map([
      ["general.architecture", { type: "string", value: config.architecture }],
      ["general.type", { type: "string", value: "adapter" }],
      ["adapter.type", { type: "string", value: "lora" }],
      ["adapter.lora.alpha", { type: "float32", value: adapter.shape.alpha }],
    ]),
    [...adapter.tensors].map(([name, { data, dims }]) => ({ name, shape: [...dims].reverse(), data })),
  );
}
