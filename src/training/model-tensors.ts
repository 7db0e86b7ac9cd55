import type { ModelConfig } from "./model-config.js";

/** The seven linear maps of a transformer layer, by the short names that LoRA papers use. */
export const LINEAR_MODULES = ["q", "k", "v", "o", "gate", "up", "down"] as const;

/** A linear map of a layer: query, key, value, attention output, and the three of the feed-forward part. */
export type LinearModule = (typeof LINEAR_MODULES)[number];

const GGUF_NAMES: Readonly<Record<LinearModule | "attentionNorm" | "feedForwardNorm", string>> = {
  q: "attn_q",
  k: "attn_k",
  v: "attn_v",
  o: "attn_output",
  gate: "ffn_gate",
  up: "ffn_up",
  down: "ffn_down",
  attentionNorm: "attn_norm",
  feedForwardNorm: "ffn_norm",
};

/** Names a layer's tensor as GGUF files do: `tensorName(3, "q")` is `"blk.3.attn_q.weight"`. */
export function tensorName(
  layer: number,
  part: LinearModule | "attentionNorm" | "feedForwardNorm",
  kind: "weight" | "bias" = "weight",
): string {
  return `blk.${layer}.${GGUF_NAMES[part]}.${kind}`;
}

/** Names one of the two factors of a LoRA update as llama.cpp's adapters do. */
export function adapterName(layer: number, module: LinearModule, factor: "a" | "b"): string {
  return `${tensorName(layer, module)}.lora_${factor}`;
}

/** Input and output sizes of a linear map. */
export function linearSizes(
  config: ModelConfig,
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
