import { tensorName } from "../model/linear-modules.js";
import type { ModelConfig } from "../model/model-config.js";
import { outputTensorName } from "../model/model-tensors.js";
import { attention } from "./attention.js";
import { feedForward } from "./feed-forward.js";
import { GraphBuilder, type Graph, type Value } from "./graph-builder.js";
import { rmsNorm, type AdapterShape, type GraphContext } from "./layer-parts.js";

/** What a graph computes from the hidden states of a batch of tokens. */
export type GraphHead =
  /** Hidden states after the last of the graph's layers: output `hidden` [tokens, hidden]. */
  | "hidden"
  /** Logits of the selected rows: output `logits` [targets, vocabulary]. */
  | "logits"
  /** Mean of the output table's rows by the probabilities of the selected rows: output `expected` [targets, hidden]. */
  | "expected"
  /** Negative log-likelihood of each target: outputs `loss` [targets, 1] and `prediction` [targets]. */
  | "loss"
  /** As `loss`, and the gradients of `Σ weight·loss` by the adapter: outputs `gradient:<adapter tensor>`. */
  | "gradients"
  /** As `loss`, and the gradients of the mean DPO loss of the batch's pairs by the adapter. */
  | "preference-gradients";

/** Which part of the model a graph covers. */
export interface GraphOptions {
  /** First layer; hidden states of the layers below are the graph's input. @default 0 */
  readonly from?: number;
  /** Layer after the last one. @default all of them */
  readonly to?: number;
  readonly head: GraphHead;
  /** LoRA update of the graph's layers. @default none */
  readonly adapter?: AdapterShape;
}

/** Names of the graph's inputs other than weights and adapter tensors. */
export const GRAPH_INPUTS = {
  hidden: "batch.hidden",
  cos: "batch.cos",
  sin: "batch.sin",
  quarterTurn: "batch.quarter_turn",
  mask: "batch.mask",
  /** One row per target, with a 1 at the token whose next token it is, [targets, tokens]. */
  select: "batch.select",
  /** Rows of the output table for the target tokens, [targets, hidden]. */
  targetRows: "batch.target_rows",
  /** What the loss of each target counts, [targets, 1]. */
  weight: "batch.weight",
  /** For each pair, +1 at targets of the preferred and -1 at targets of the other answer, [pairs, targets]. */
  pairSigns: "batch.pair_signs",
  /** Log-probability margin of each pair under the reference model, [pairs, 1]. */
  referenceMargin: "batch.reference_margin",
  /** beta of DPO, [1, 1]. */
  beta: "batch.beta",
  /** Share of each pair in the step's mean, [pairs, 1]. */
  pairShare: "batch.pair_share",
} as const;

const NO_ADAPTER: AdapterShape = { rank: 1, alpha: 1, modules: [] };

/**
 * Writes the forward pass of a llama-family transformer, and by hand its backward pass for LoRA, as one ONNX graph.
 *
 * All tokens of a batch lie along one axis; a block-diagonal causal mask keeps examples apart, so nothing is
 * padded. Weights are inputs, not constants: the bytes stay small and all graphs share one copy of the weights.
 *
 * @example
 * const graph = buildTransformerGraph(config, { head: "gradients", adapter: { rank: 8, alpha: 16, modules: ["q", "v"] } });
 * graph.inputs; // ["batch.hidden", …, "blk.0.attn_q.weight", "blk.0.attn_q.weight.lora_a", …]
 */
export function buildTransformerGraph(config: ModelConfig, options: GraphOptions): Graph {
  const { from = 0, to = config.layerCount, head, adapter = NO_ADAPTER } = options;
  const g = new GraphBuilder();
  const input = g.input(GRAPH_INPUTS.hidden, ["tokens", config.hiddenSize]);
  const context: GraphContext = {
    builder: g,
    config,
    adapter,
    cos: g.input(GRAPH_INPUTS.cos, ["tokens", 1, config.headSize]),
    sin: g.input(GRAPH_INPUTS.sin, ["tokens", 1, config.headSize]),
    quarterTurn: g.input(GRAPH_INPUTS.quarterTurn, [config.headSize, config.headSize]),
    mask: g.input(GRAPH_INPUTS.mask, [1, "tokens", "tokens"]),
  };

  let hidden = input;
  const layers: ReturnType<typeof transformerLayer>[] = [];
  for (let layer = from; layer < to; layer++) {
    const built = transformerLayer(context, layer, hidden);
    layers.push(built);
    hidden = built.output;
  }
  if (head === "hidden") {
    g.output("hidden", hidden, ["tokens", config.hiddenSize]);
    return g.build();
  }

  let gradient = addHead(context, hidden, head);
  if (gradient !== undefined) {
    for (const [i, layer] of [...layers.entries()].reverse()) gradient = layer.backward(gradient!, i === 0);
  }
  return g.build();
}

function transformerLayer(context: GraphContext, layer: number, x: Value) {
  const { builder: g, config } = context;
  const weight = (part: "attentionNorm" | "feedForwardNorm"): Value =>
    g.input(tensorName(layer, part), [config.hiddenSize]);
  const attentionNorm = rmsNorm(context, x, weight("attentionNorm"));
  const attended = attention(context, layer, attentionNorm.output);
  const middle = g.add(x, attended.output);
  const feedForwardNorm = rmsNorm(context, middle, weight("feedForwardNorm"));
  const fed = feedForward(context, layer, feedForwardNorm.output);
  return {
    output: g.add(middle, fed.output),
    backward: (gradient: Value, lowest: boolean): Value | undefined => {
      const byMiddle = g.add(gradient, feedForwardNorm.backward(fed.backward(gradient)));
      const byAttention = attended.backward(byMiddle, lowest);
      return byAttention === undefined ? undefined : g.add(byMiddle, attentionNorm.backward(byAttention));
    },
  };
}

/** Adds the outputs of a head; returns the gradient by the hidden states where the head asks for gradients. */
function addHead(context: GraphContext, hidden: Value, head: Exclude<GraphHead, "hidden">): Value | undefined {
  const { builder: g, config } = context;
  const select = g.input(GRAPH_INPUTS.select, ["targets", "tokens"]);
  const table = g.input(outputTensorName(config), [config.vocabularySize, config.hiddenSize]);
  const norm = rmsNorm(context, g.gemm(select, hidden), g.input("output_norm.weight", [config.hiddenSize]));
  const logits = g.gemm(norm.output, table, { b: true });
  if (head === "logits") {
    g.output("logits", logits, ["targets", config.vocabularySize]);
    return undefined;
  }

  const probabilities = g.softmax(logits);
  if (head === "expected") {
    g.output("expected", g.gemm(probabilities, table), ["targets", config.hiddenSize]);
    return undefined;
  }
  const targetRows = g.input(GRAPH_INPUTS.targetRows, ["targets", config.hiddenSize]);
  // log Σ exp(logits) = max - log(largest probability): both are at hand, and it cannot overflow.
  const logSum = g.subtract(g.max(logits), g.log(g.max(probabilities)));
  const loss = g.subtract(logSum, g.sum(g.multiply(norm.output, targetRows)));
  g.output("loss", loss, ["targets", 1]);
  g.output("prediction", g.argMax(logits), ["targets"], "int64");

  if (head === "loss") return undefined;
  const weight = head === "gradients" ? g.input(GRAPH_INPUTS.weight, ["targets", 1]) : preferenceWeights(context, loss);
  // d Σ weight·loss / d logits = (softmax - one-hot)·weight, carried through the output table at once.
  const byLogits = g.subtract(g.gemm(probabilities, table), targetRows);
  const byNorm = g.multiply(byLogits, weight);
  return g.gemm(select, norm.backward(byNorm), { a: true });
}

/**
 * What each target's negative log-likelihood counts in the gradient of the mean DPO loss.
 *
 * With m = log p(preferred) - log p(other) and m₀ the same under the reference: z = beta·(m - m₀), the loss of a
 * pair is -log sigmoid(z), and its slope by m is -beta·sigmoid(-z) (arXiv 2305.18290, equation 7).
 */
function preferenceWeights(context: GraphContext, loss: Value): Value {
  const { builder: g } = context;
  const signs = g.input(GRAPH_INPUTS.pairSigns, ["pairs", "targets"]);
  const beta = g.input(GRAPH_INPUTS.beta, [1, 1]);
  const minusMargin = g.gemm(signs, loss);
  const minusZ = g.multiply(g.add(minusMargin, g.input(GRAPH_INPUTS.referenceMargin, ["pairs", 1])), beta);
  const slope = g.multiply(g.sigmoid(minusZ), beta);
  return g.gemm(signs, g.multiply(slope, g.input(GRAPH_INPUTS.pairShare, ["pairs", 1])), { a: true });
}
