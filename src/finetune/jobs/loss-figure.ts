import { figure, PALETTE, type Figure } from "../../display/index.js";
import type { JobStep } from "./job-events.js";

/**
 * Draws the losses of a training, or its accuracies: training as a line, validation with markers, so that they can be
 * told apart without colour.
 *
 * @example
 * lossFigure(result.steps, { title: "Loss by step" });
 */
export function lossFigure(
  steps: readonly JobStep[],
  options: { readonly title?: string; readonly measure?: "loss" | "accuracy" } = {},
): Figure {
  const { measure = "loss", title = measure === "loss" ? "Loss by step" : "Token accuracy by step" } = options;
  const series = [
    { name: "training", key: `train_${measure}`, dash: "solid", symbol: "circle", mode: "lines" },
    { name: "validation, one batch", key: `valid_${measure}`, dash: "dot", symbol: "square", mode: "lines+markers" },
    {
      name: "validation, whole set",
      key: `full_valid_${measure}`,
      dash: "dash",
      symbol: "diamond",
      mode: "lines+markers",
    },
  ] as const;
  const traces = series.flatMap(({ name, key, dash, symbol, mode }, index) => {
    const points = steps.filter((step) => step[key as keyof JobStep] !== null);
    if (points.length === 0) return [];
    return [
      {
        type: "scatter",
        mode: points.length === 1 ? "markers" : mode,
        name,
        x: points.map(({ step }) => step),
        y: points.map((step) => step[key as keyof JobStep]),
        line: { dash, color: PALETTE[index] },
        marker: { symbol, color: PALETTE[index] },
      },
    ];
  });
  return figure({
    data: traces,
    layout: {
      title: { text: title },
      xaxis: { title: { text: "step" } },
      yaxis: {
        title: { text: measure === "loss" ? "loss (nats per token)" : "share of tokens right" },
        rangemode: "tozero",
      },
      showlegend: true,
    },
  });
}
