import type { Value } from "./graph-builder.js";
import { linear, type Differentiable, type GraphContext } from "./layer-parts.js";

/**
 * Gated feed-forward part: `down(silu(gate(x))·up(x))` (SwiGLU, arXiv 2002.05202).
 *
 * Derivative of silu, with s = sigmoid(g): `s·(1 + g - g·s)`.
 */
export function feedForward(context: GraphContext, layer: number, x: Value): Differentiable {
  const { builder: g } = context;
  const gate = linear(context, layer, "gate", x);
  const up = linear(context, layer, "up", x);
  const sigmoid = g.sigmoid(gate.output);
  const silu = g.multiply(gate.output, sigmoid);
  const down = linear(context, layer, "down", g.multiply(silu, up.output));
  return {
    output: down.output,
    backward: (gradient) => {
      const byProduct = down.backward(gradient);
      const byUp = g.multiply(byProduct, silu);
      const bySilu = g.multiply(byProduct, up.output);
      const slope = g.multiply(sigmoid, g.addNumber(g.subtract(gate.output, silu), 1));
      return g.add(gate.backward(g.multiply(bySilu, slope)), up.backward(byUp));
    },
  };
}
