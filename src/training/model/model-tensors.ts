import { LINEAR_MODULES, tensorName, type LinearModule } from "./linear-modules.js";
import type { ModelConfig, ModelDimensions } from "./model-config.js";

/**
 * Input and output sizes of a linear map.
 *
 * @example
 * linearSizes(inspectModel("SmolLM2-135M-Instruct.Q4_1.gguf"), "k"); // { input: 576, output: 192 }
 */
export function linearSizes(
  config: ModelDimensions,
  module: LinearModule,
): { readonly input: number; readonly output: number } {
  const { hiddenSize, feedForwardSize } = config;
  const query = config.headCount * config.headSize;
  const keyValue = config.keyValueHeadCount * config.headSize;
  switch (module) {
    case "q":
      return { input: hiddenSize, output: query };
    case "k":
    case "v":
      return { input: hiddenSize, output: keyValue };
    case "o":
      return { input: query, output: hiddenSize };
    case "gate":
    case "up":
      return { input: hiddenSize, output: feedForwardSize };
    case "down":
      return { input: feedForwardSize, output: hiddenSize };
  }
}

/** Every tensor of one layer with its row-major dimensions. */
export function layerTensors(config: ModelConfig, layer: number): { readonly name: string; readonly dims: number[] }[] {
  const norms = (["attentionNorm", "feedForwardNorm"] as const).map((norm) => ({
    name: tensorName(layer, norm),
    dims: [config.hiddenSize],
  }));
  return LINEAR_MODULES.reduce((tensors: { name: string; dims: number[] }[], module) => {
    const { input, output } = linearSizes(config, module);
    tensors.push({ name: tensorName(layer, module), dims: [output, input] });
    if (config.biases.has(module)) tensors.push({ name: tensorName(layer, module, "bias"), dims: [output] });
    return tensors;
  }, norms);
}

/** Name of the table that turns hidden states into logits; the embedding itself where the two are tied. */
export function outputTensorName(config: ModelConfig): string {
  return config.tiedOutput ? "token_embd.weight" : "output.weight";
}
