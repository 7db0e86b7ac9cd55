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
