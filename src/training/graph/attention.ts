import type { Value } from "./graph-builder.js";
import { linear, rotary, type GraphContext } from "./layer-parts.js";

/** Attention's result, and its backward pass. */
export interface Attention {
  readonly output: Value;
  /**
   * Takes the gradient by the output; returns the gradient by the input, or `undefined` when `lowest` says
   * that nothing below learns and only the adapter's own gradients are wanted.
   */
  backward(gradient: Value, lowest: boolean): Value | undefined;
}

/** Rows of the query heads that share a key-value head: heads of a group × tokens. */
const GROUP = "group_tokens";

/**
 * Causal self-attention with grouped queries over all tokens of a batch at once; the mask keeps examples apart.
 *
 * Query heads that share a key-value head are stacked along the token axis, so that each group is one matrix
 * product and the sum over its heads in the backward pass comes for free.
 */
export function attention(context: GraphContext, layer: number, x: Value): Attention {
  const { builder: g, config, mask } = context;
  const { headCount, keyValueHeadCount, headSize } = config;
  const scale = 1 / Math.sqrt(headSize);

  const query = linear(context, layer, "q", x);
  const key = linear(context, layer, "k", x);
  const value = linear(context, layer, "v", x);
  const rotatedQuery = rotary(context, query.output, headCount);
  const rotatedKey = rotary(context, key.output, keyValueHeadCount);

  const queries = g.reshape(
    g.transpose(g.scale(rotatedQuery.output, scale), [1, 0, 2]),
    [keyValueHeadCount, -1, headSize],
    GROUP,
  );
  const keysTransposed = g.transpose(rotatedKey.output, [1, 2, 0]);
  const values = g.transpose(g.reshape(value.output, [-1, keyValueHeadCount, headSize], "tokens"), [1, 0, 2]);
  const scores = g.add(g.reshape(g.matmul(queries, keysTransposed), [headCount, -1, 0], "tokens", "tokens"), mask);
  const weights = g.reshape(g.softmax(scores), [keyValueHeadCount, -1, 0], GROUP, "tokens");
  const perHead = g.reshape(g.matmul(weights, values), [headCount, -1, headSize], "tokens");
  const joined = g.reshape(g.transpose(perHead, [1, 0, 2]), [-1, headCount * headSize], "tokens");
  const projected = linear(context, layer, "o", joined);

  const backward = (gradient: Value, lowest: boolean): Value | undefined => {
    const byJoined = g.reshape(projected.backward(gradient), [-1, headCount, headSize], "tokens");
    const byPerHead = g.reshape(g.transpose(byJoined, [1, 0, 2]), [keyValueHeadCount, -1, headSize], GROUP);
    const byWeights = g.matmul(byPerHead, g.transpose(values, [0, 2, 1]));
    // Softmax: dS = P·(dP - Σ dP·P), written so that dP·P is computed once.
    const product = g.multiply(byWeights, weights);
    const byScores = g.subtract(product, g.multiply(weights, g.sum(product)));

    const keys = g.transpose(rotatedKey.output, [1, 0, 2]);
    const byQueries = g.reshape(g.matmul(byScores, keys), [headCount, -1, headSize], "tokens");
    const byRotatedQuery = g.scale(g.transpose(byQueries, [1, 0, 2]), scale);
    const byRotatedKey = g.transpose(g.matmul(g.transpose(byScores, [0, 2, 1]), queries), [1, 0, 2]);
    const byValues = g.transpose(g.matmul(g.transpose(weights, [0, 2, 1]), byPerHead), [1, 0, 2]);

    const gradients = [
      { map: query, gradient: () => rotatedQuery.backward(byRotatedQuery) },
      { map: key, gradient: () => rotatedKey.backward(byRotatedKey) },
      { map: value, gradient: () => g.reshape(byValues, [-1, keyValueHeadCount * headSize], "tokens") },
    ];
    if (lowest) {
      for (const part of gradients) if (part.map.tuned) part.map.backwardAdapterOnly(part.gradient());
      return undefined;
    }
    return gradients.map((part) => part.map.backward(part.gradient())).reduce((sum, part) => g.add(sum, part));
  };
  return { output: projected.output, backward };
}
